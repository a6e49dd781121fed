import { downloadCsv } from "./csv.js";
import { clearProblems, showProblems } from "./problems.js";
import { element, find, Scorer } from "./scorer.js";
import { bringBackAnswers, keepAnswers } from "./sitting.js";
import { showSums, steps } from "./sums.js";

/**
 * The WATOCI by number: takes ratings by position, has Python add them up, and fills in the sums
 * and every step to them. Positions are all it knows of the form.
 *
 * @import { Problem } from "./problems.js"
 * @import { Value } from "./sums.js"
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
    const kept = history.state?.chosen;
    bringBackAnswers(this);
    for (const box of kept ? this.#boxes : []) {
      box.checked = kept.includes(box.id); // Some are ticked from the start.
    }
    this.#follow();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "change") {
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
    return find(this, "section");
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
    const problem = this.#problem(responses.form, positions);
    if (problem) {
      showProblems(this.#form, [problem]);
      return;
    }
    const asked = responses.form === "own" ? { ...responses, positions } : responses;
    const scorer = /** @type {Scorer} */ (this.#scorer);
    const texts = [JSON.stringify(asked)];
    const scored = scorer.ask("score_watoci", { urls: [scorer.definition], texts });
    const paper = /** @type {HTMLDetailsElement} */ (find(this, ".paper"));
    const result = await scorer.show(scored, this.#region, () => this.#submit(), paper);
    if (result) {
      this.#region.replaceChildren();
      this.#show(result);
    }
  }

  /**
   * @param {string} form
   * @param {string[]} positions
   * @returns {Problem | undefined}
   */
  #problem(form, positions) {
    if (!form) {
      const control = find(this.#form, "[name=form]");
      const at = find(this.#form, "#held .option");
      return { control, words: "Choose the form that you hold", at };
    }
    if (!positions.length) {
      const control = find(this.#form, "td[data-own] input");
      const at = find(this.#form, "table");
      return { control, words: "Choose the items of your set", at };
    }
    return undefined;
  }

  /** @param {any} result as `score_watoci` returns it */
  #show(result) {
    this.#shown = result;
    const { total, parts, confirmed, even } = result;
    const scored = total.mean !== null;
    const holds = {
      total: scored,
      few: confirmed && !scored,
      unconfirmed: !confirmed,
      uneven: !even,
      even,
      rated: total.answered > 0,
      ceiling: total.ceiling,
    };
    for (const node of this.#all("[data-when]")) {
      node.hidden = !holds[/** @type {keyof typeof holds} */ (node.dataset.when)];
    }
    const values = {
      answered: `${total.answered} of ${total.items}`,
      sum: scored ? `${total.sum} (${total.low} to ${total.high} is possible${basis(total)})` : "",
      mean: scored ? total.mean.toFixed(2) : "",
      highest: result.highest.join(", "),
      lowest: result.lowest.join(", "),
      "at-top": `${total.at_top} of ${total.answered}`,
    };
    for (const [name, text] of Object.entries(values)) {
      find(this.#result, `p [data-value=${name}]`).textContent = text;
    }
    for (const row of this.#all("[data-part]")) {
      row.hidden = true;
    }
    const arithmetic = find(this, "[data-list=arithmetic]");
    arithmetic.replaceChildren();
    for (const sums of [...parts, { ...total, id: "total" }]) {
      const row = find(this, `[data-part="${sums.id}"]`);
      row.hidden = false;
      showSums(row, sums);
      arithmetic.append(
        element("dt", find(row, "th").firstChild?.textContent ?? ""),
        ...steps(sums, "mean").map((line) => element("dd", line)),
      );
    }
    this.#result.hidden = false;
    find(this.#result, "h2").focus();
  }

  /** @param {string} selector */
  #all(selector) {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(selector)]);
  }

  async #copy() {
    const region = find(this, "[data-value=said]");
    region.replaceChildren();
    try {
      const parts = /** @type {HTMLElement[]} */ ([...this.#result.children]);
      const told = parts.filter((part) => !part.matches(".buttons"));
      await navigator.clipboard.writeText(told.map((part) => part.innerText).join("\n"));
      region.textContent = "Copied.";
    } catch {
      getSelection()?.selectAllChildren(this.#result);
      region.textContent = "The sums are selected: copy them as you copy other text.";
    }
  }

  /** One row a rating. */
  #download() {
    const { id, version, form, reversed, total } = this.#shown;
    const head = ["instrument", "version", "form", "item", "rating", "reversed", "counts_as"];
    const ratings = total.steps.values.map((/** @type {Value} */ step) => {
      const turned = reversed.includes(step.id) ? "yes" : "no";
      return [id, version, form, step.id, step.answer, turned, step.value];
    });
    downloadCsv(id, [head, ...ratings]);
  }
}

/**
 * Says what a sum rests on, where something is missing.
 * @param {{answered: number, items: number}} counts
 */
function basis({ answered, items }) {
  return answered < items ? `, from ${answered} of ${items}` : "";
}

customElements.define("alliance-watoci", AllianceWatoci);
