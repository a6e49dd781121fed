import { downloadCsv } from "./csv.js";
import { clearProblems, showProblems } from "./problems.js";
import { element, find, Scorer } from "./scorer.js";
import { bringBackAnswers, keepAnswers } from "./sitting.js";

/**
 * The WATOCI by number: takes ratings by position, has Python add them up, and fills in the sums
 * and every step to them. Positions are all it knows of the form.
 *
 * @typedef {{id: string, answer: number, value: number}} Value
 * @typedef {{id: string, mean: number | null, sum: number | null, low: number, high: number,
 *   answered: number, items: number, steps: {values: Value[], added: number}}} Sums
 */
class AllianceWatoci extends HTMLElement {
  /** @type {Scorer | undefined} */
  #scorer;
  /** @type {any} what is shown */
  #shown;

  connectedCallback() {
    if (this.#scorer) {
      return;
    }
    this.#scorer = new Scorer(this);
    for (const type of ["submit", "click", "change"]) {
      this.addEventListener(type, this);
    }
    this.addEventListener("focusin", this, { once: true });
    const kept = history.state?.chosen;
    bringBackAnswers(this);
    for (const box of kept ? this.#boxes : []) {
      box.checked = kept.includes(box.id); // Some are ticked from the start.
    }
    this.#follow();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "focusin") {
      this.#scorer?.start();
    } else if (event.type === "change") {
      keepAnswers();
      this.#follow();
    } else if (event.type === "submit") {
      event.preventDefault();
      this.#submit();
    } else {
      this.#act(/** @type {HTMLElement} */ (event.target).dataset.action);
    }
  }

  /** @param {string | undefined} action */
  #act(action) {
    if (action === "print") {
      window.print();
    } else if (action === "copy") {
      this.#copy();
    } else if (action === "csv") {
      this.#download();
    } else if (action === "clear") {
      this.#form.reset();
      keepAnswers();
      clearProblems(this.#form);
      this.#region.replaceChildren();
      this.#follow();
      find(this.#form, "[name=form]").focus();
    }
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (find(this, "form"));
  }

  get #region() {
    return find(this.#form, "[role=status]");
  }

  get #result() {
    return find(this, ".result");
  }

  get #boxes() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("[type=checkbox]")]);
  }

  /** The form that the reader holds, or nothing yet. */
  get #held() {
    return String(new FormData(this.#form).get("form") ?? "");
  }

  /** Shows the positions that the form has, and takes away a result of other ratings. */
  #follow() {
    const own = this.#held === "own";
    const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-position]")]);
    for (const row of rows) {
      row.hidden = Number(row.dataset.position) > (Number(this.#held) || rows.length);
    }
    for (const cell of /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-own]")])) {
      cell.hidden = !own;
    }
    this.#result.hidden = true;
    const { positions, ratings } = this.#responses;
    const rated = positions.filter((position) => ratings[position]).length;
    find(this.#form, ".answered").textContent = `${rated} of ${positions.length} rated`;
  }

  /** What Python is given; positions that are not to be seen are no part of it. */
  get #responses() {
    const data = new FormData(this.#form);
    const own = this.#held === "own";
    const rows = [...this.querySelectorAll("[data-position]:not([hidden])")];
    const positions = rows
      .map((row) => row.getAttribute("data-position") ?? "")
      .filter((position) => !own || data.has(`use.${position}`));
    /** @type {Record<string, string>} */
    const ratings = {};
    for (const position of positions) {
      const rating = data.get(`rating.${position}`);
      if (rating) {
        ratings[position] = String(rating);
      }
    }
    const reversed = positions.filter((position) => data.has(`reversed.${position}`));
    const confirmed = data.has("confirmed");
    return { form: this.#held, positions, ratings, reversed, confirmed };
  }

  async #submit() {
    clearProblems(this.#form);
    const { positions, ...responses } = this.#responses;
    const problems = [];
    if (!responses.form) {
      const control = find(this.#form, "[name=form]");
      problems.push({ control, words: "Choose the form that you hold" });
    } else if (!positions.length) {
      const control = find(this.#form, "[data-own] input");
      problems.push({ control, words: "Choose the items of your set" });
    }
    if (problems.length) {
      showProblems(this.#form, problems);
      return;
    }
    const asked = responses.form === "own" ? { ...responses, positions } : responses;
    const paper = /** @type {HTMLDetailsElement} */ (find(this, ".paper"));
    const again = () => this.#submit();
    const result = await this.#scorer?.score(asked, this.#region, again, paper);
    if (result) {
      this.#region.replaceChildren();
      this.#show(result);
    }
  }

  /** @param {any} result as `score_watoci` returns it */
  #show(result) {
    this.#shown = result;
  }

  async #copy() {
    const region = find(this.#result, "[role=status]");
    try {
      await navigator.clipboard.writeText(this.#result.innerText);
      region.textContent = "Copied.";
    } catch {
      getSelection()?.selectAllChildren(this.#result);
      region.textContent = "The result is selected: copy it as you copy other text.";
    }
  }

  #download() {
    downloadCsv([], "watoci-by-number.csv");
  }
}

customElements.define("alliance-watoci", AllianceWatoci);
