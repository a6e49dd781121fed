import { clearProblems, errorMessage, showSummary } from "./problems.js";
import { button, capital, element, find, Scorer } from "./scorer.js";
import { bringBackAnswers, keepAnswers } from "./sitting.js";
import { showSums, steps } from "./sums.js";
import { TakeAway } from "./take-away.js";

/**
 * A rating scale whose statements, points and empty result stand in the page already.
 * It collects the answers, has Python score them, and fills in the result.
 */

/** So many items with the same answer are told one by one; more of them by their numbers. */
const FEW = 5;

class AllianceScale extends HTMLElement {
  /** @type {Scorer | undefined} */
  #scorer;
  /** Blank statements are asked about once. */
  #asked = false;
  /** The place of the statement that is shown where they are shown one at a time. */
  #at = 0;
  /** @type {TakeAway | undefined} */
  #takeAway;

  connectedCallback() {
    this.#scorer ??= new Scorer(this);
    this.#takeAway ??= new TakeAway(this, this.#scorer);
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    this.addEventListener("change", this);
    bringBackAnswers(this);
    this.#count();
    this.#switch();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "change") {
      this.#change(/** @type {HTMLElement} */ (event.target));
    } else if (event.type === "submit") {
      event.preventDefault();
      // Enter in a statement goes on to the next one, where they are shown one at a time.
      if (this.#oneAtATime && this.#at < this.#items.length - 1) {
        this.#go(this.#at + 1);
      } else {
        this.#submit();
      }
    } else {
      this.#act(/** @type {HTMLElement} */ (event.target).dataset.action);
    }
  }

  /** @param {HTMLElement} control */
  #change(control) {
    if (!this.#form.contains(control)) {
      return;
    }
    keepAnswers();
    if (control === this.#switchBox) {
      this.#switch();
    } else {
      this.#count();
      // What it says, and its code, would no longer be of these answers.
      this.#hideResult(true);
    }
  }

  /** @param {string | undefined} action */
  #act(action) {
    switch (action) {
      case "continue":
        this.#clearProblem();
        this.#submit();
        break;
      case "next":
        this.#go(this.#at + 1);
        break;
      case "back":
        this.#go(this.#at - 1);
        break;
      case "change":
        this.#firstAnswer().focus();
        break;
      case "clear":
        this.#clear();
    }
  }

  #clear() {
    if (this.#form.querySelector(":checked") && !confirm("Clear all answers and the result?")) {
      return;
    }
    this.#asked = false;
    this.#form.reset();
    keepAnswers();
    this.#hideResult(true);
    this.#takeAway?.clear();
    this.#clearProblem();
    this.#count();
    this.#switch();
    this.#firstAnswer().focus();
  }

  /* One at a time */

  get #switchBox() {
    return /** @type {HTMLInputElement} */ (find(this, "#one-at-a-time"));
  }

  get #oneAtATime() {
    return this.#switchBox.checked;
  }

  /** Shows all statements, or the first of those still without an answer. */
  #switch() {
    const [blank] = this.#blank();
    this.#form.classList.toggle("one", this.#oneAtATime);
    this.#showOne(blank ? this.#items.indexOf(blank) : this.#items.length - 1);
  }

  /** @param {number} place */
  #showOne(place) {
    const items = this.#items;
    const one = this.#oneAtATime;
    const last = items.length - 1;
    this.#at = place;
    for (const [at, item] of items.entries()) {
      item.classList.toggle("shown", at === place);
    }
    find(this, ".place").textContent = one
      ? `${capital(this.#called)} ${place + 1} of ${items.length}`
      : "";
    find(this, "[data-action=back]").hidden = !one || !place;
    find(this, "[data-action=next]").hidden = !one || place === last;
    find(this, "[type=submit]").hidden = one && place < last;
  }

  /** @param {number} place */
  #go(place) {
    this.#showOne(place);
    find(this, ".place").scrollIntoView({ block: "nearest" });
    find(this.#items[place], "legend").focus();
  }

  async #submit() {
    const blank = this.#blank();
    if (blank.length && !this.#asked) {
      this.#asked = true;
      this.#showProblem(blank);
      return;
    }
    this.#clearProblem();
    const region = find(this.#form, "[role=status]");
    const answers = /** @type {Record<string, string>} */ (
      Object.fromEntries(new FormData(this.#form))
    );
    const paper = /** @type {HTMLDetailsElement} */ (find(this, ".paper"));
    const again = () => this.#submit();
    const result = await this.#scorer?.score({ answers }, region, again, paper);
    if (result) {
      region.replaceChildren();
      this.#show(result);
      this.#takeAway?.take(answers);
    }
  }

  /** @param {any} result as `score_instrument` returns it */
  #show(result) {
    const { total, even } = result;
    const scored = total.mean !== null;
    const top = total.top_share !== null;
    const holds = {
      even,
      uneven: !even,
      ceiling: total.ceiling,
      top,
      prorated: total.prorated,
      total: scored,
      "no-total": !scored,
    };
    for (const node of this.#all("[data-when]")) {
      node.hidden = !holds[/** @type {keyof typeof holds} */ (node.dataset.when)];
    }
    for (const node of this.#all("[data-next]")) {
      node.hidden = node.dataset.next !== result.next;
    }
    for (const list of this.#all("[data-list]")) {
      list.replaceChildren(...this.#answers(result[list.dataset.list ?? ""] ?? []));
    }
    find(this, "p [data-value=answered]").textContent = String(total.answered);
    find(this, "p [data-value=mean]").textContent = String(total.mean);
    find(this, "[data-value=at-top]").textContent =
      `${total.at_top} of ${total.answered} (${Math.round(100 * total.top_share)} %)`;
    find(this, "[data-value=based-on]").textContent = `${total.answered} of ${total.items}`;
    const arithmetic = find(this, "[data-list=arithmetic]");
    for (const part of [...result.parts, { ...total, id: "total" }]) {
      const row = find(this, `[data-part="${part.id}"]`);
      showSums(row, part);
      const { mean = "" } = arithmetic.dataset;
      const lines = steps(part, mean);
      if (part.answered && part.mean === null) {
        lines.push(
          `That is based on ${part.answered} of ${part.items} ${this.#called}s: too few for a ${mean}.`,
        );
      }
      arithmetic.append(
        element("dt", find(row, "th").textContent ?? ""),
        ...lines.map((line) => element("dd", line)),
      );
    }
    this.#hideResult(false);
    find(this, ".result h2").focus();
  }

  /**
   * Says statements and the answer they were given, in the words of the form.
   * @param {string[]} ids
   */
  #answers(ids) {
    const items = ids.map((id) => find(this.#form, `[data-item="${id}"]`));
    const told = items.map((item) => ({
      statement: find(item, "legend").textContent ?? "",
      label: find(item, ":checked + label").textContent ?? "",
    }));
    // Those that are turned round have another label for the same value.
    if (told.length > FEW && new Set(told.map(({ label }) => label)).size === 1) {
      const numbers = told.map(({ statement }) => parseInt(statement, 10)).join(", ");
      return [
        element("li", `${capital(this.#called)}s ${numbers} `, element("strong", told[0].label)),
      ];
    }
    return told.map(({ statement, label }) =>
      element("li", `${statement} `, element("strong", label)),
    );
  }

  /** @param {HTMLElement[]} blank */
  #showProblem(blank) {
    const list = element("ul");
    for (const item of blank) {
      const words = `Answer ${this.#called} ${parseInt(item.textContent ?? "", 10)}, or go on without it`;
      const input = find(item, "input");
      const link = element("a", words);
      link.setAttribute("href", `#${input.id}`);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.#showOne(this.#items.indexOf(item));
        // The statement itself has to be seen, not only its first answer.
        item.scrollIntoView();
        input.focus({ preventScroll: true });
      });
      list.append(element("li", link));
      const message = errorMessage(item.dataset.item ?? "", words);
      item.setAttribute("aria-describedby", message.id);
      find(item, "legend").after(message);
    }
    const go = button("Continue without these");
    go.dataset.action = "continue";
    showSummary(this.#form, list, go);
  }

  #clearProblem() {
    clearProblems(this.#form);
    for (const item of this.#items) {
      item.removeAttribute("aria-describedby");
    }
  }

  #count() {
    const items = this.#items.length;
    const answered = items - this.#blank().length;
    find(this.#form, ".answered").textContent = `${answered} of ${items} answered`;
  }

  #blank() {
    return this.#items.filter((item) => !item.querySelector(":checked"));
  }

  #firstAnswer() {
    this.#showOne(0);
    const [first] = this.#items;
    return find(first, first.querySelector(":checked") ? ":checked" : "input");
  }

  /** @param {string} selector */
  #all(selector) {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(selector)]);
  }

  /** What one of the items is called. */
  get #called() {
    return this.getAttribute("item") ?? "";
  }

  get #items() {
    return this.#all("[data-item]");
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (find(this, "form"));
  }

  /** @param {boolean} hidden */
  #hideResult(hidden) {
    for (const part of this.#all(".result")) {
      part.hidden = hidden;
    }
  }
}

customElements.define("alliance-scale", AllianceScale);
