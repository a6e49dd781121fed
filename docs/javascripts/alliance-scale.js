import { button, element, find, Scorer } from "./scorer.js";
import { bringBackAnswers, keepAnswers } from "./sitting.js";

/**
 * A rating scale whose statements, points and empty result stand in the page already.
 * It collects the answers, has Python score them, and fills in the result.
 */
class AllianceScale extends HTMLElement {
  /** @type {Scorer | undefined} */
  #scorer;
  /** Blank statements are asked about once. */
  #asked = false;
  #title = document.title;

  connectedCallback() {
    this.#scorer ??= new Scorer(this);
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    this.addEventListener("change", this);
    this.addEventListener("focusin", this, { once: true });
    bringBackAnswers(this);
    this.#count();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "focusin") {
      this.#scorer?.start();
    } else if (event.type === "change") {
      keepAnswers();
      this.#count();
    } else if (event.type === "submit") {
      event.preventDefault();
      this.#submit();
    } else {
      this.#act(/** @type {HTMLElement} */ (event.target).dataset.action);
    }
  }

  /** @param {string | undefined} action */
  #act(action) {
    if (action === "continue") {
      this.#clearProblem();
      this.#submit();
    } else if (action === "change") {
      this.#firstAnswer().focus();
    } else if (action === "print") {
      window.print();
    } else if (action === "clear") {
      this.#asked = false;
      this.#form.reset();
      keepAnswers();
      this.#hideResult(true);
      this.#clearProblem();
      this.#count();
      this.#firstAnswer().focus();
    }
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
    const answers = Object.fromEntries(new FormData(this.#form));
    const paper = /** @type {HTMLDetailsElement} */ (find(this, ".paper"));
    const again = () => this.#submit();
    const result = await this.#scorer?.score({ answers }, region, again, paper);
    if (result) {
      region.replaceChildren();
      this.#show(result);
    }
  }

  /** @param {any} result as `score_instrument` returns it */
  #show(result) {
    const { total, even, ceiling } = result;
    const scored = total.mean !== null;
    const holds = { even, uneven: !even, ceiling, total: scored, "no-total": !scored };
    for (const node of this.#all("[data-when]")) {
      node.hidden = !holds[/** @type {keyof typeof holds} */ (node.dataset.when)];
    }
    for (const node of this.#all("[data-next]")) {
      node.hidden = node.dataset.next !== result.next;
    }
    for (const list of this.#all("[data-list]")) {
      const items = result[list.dataset.list ?? ""];
      list.replaceChildren(...items.map((/** @type {string} */ id) => this.#answer(id)));
    }
    find(this, "p [data-value=answered]").textContent = String(total.answered);
    find(this, "p [data-value=mean]").textContent = String(total.mean);
    for (const part of [...result.parts, { ...total, id: "total" }]) {
      showPart(find(this, `[data-part="${part.id}"]`), part);
    }
    this.#hideResult(false);
    find(this, ".result h2").focus();
  }

  /**
   * Says a statement and the answer it was given, in the words of the form.
   * @param {string} id
   */
  #answer(id) {
    const item = find(this.#form, `[data-item="${id}"]`);
    const label = find(item, ":checked + label").textContent;
    return element("li", `${find(item, "legend").textContent} `, element("strong", label ?? ""));
  }

  /** @param {HTMLElement[]} blank */
  #showProblem(blank) {
    const list = element("ul");
    for (const item of blank) {
      const words = `Answer statement ${parseInt(item.textContent ?? "", 10)}, or go on without it`;
      const input = find(item, "input");
      const link = element("a", words);
      link.setAttribute("href", `#${input.id}`);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        // The statement itself has to be seen, not only its first answer.
        item.scrollIntoView();
        input.focus({ preventScroll: true });
      });
      list.append(element("li", link));
      const message = element("p", element("span", "Error: "), words);
      message.className = "error-message";
      message.id = `${item.dataset.item}.error`;
      item.setAttribute("aria-describedby", message.id);
      find(item, "legend").after(message);
    }
    const go = button("Continue without these");
    go.dataset.action = "continue";
    const summary = element("div", element("h2", "There is a problem"), list, go);
    summary.className = "error-summary";
    summary.tabIndex = -1;
    summary.setAttribute("role", "alert");
    this.#form.before(summary);
    document.title = `Error: ${this.#title}`;
    // A long summary is read from its top.
    summary.scrollIntoView();
    summary.focus({ preventScroll: true });
  }

  #clearProblem() {
    document.title = this.#title;
    for (const node of this.#all(".error-summary, .error-message")) {
      node.remove();
    }
    for (const item of this.#all("fieldset")) {
      item.removeAttribute("aria-describedby");
    }
  }

  #count() {
    const items = this.#all("fieldset").length;
    const answered = items - this.#blank().length;
    find(this.#form, ".answered").textContent = `${answered} of ${items} answered`;
  }

  #blank() {
    return this.#all("fieldset").filter((item) => !item.querySelector(":checked"));
  }

  #firstAnswer() {
    const first = find(this.#form, "fieldset");
    return find(first, first.querySelector(":checked") ? ":checked" : "input");
  }

  /** @param {string} selector */
  #all(selector) {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(selector)]);
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

/**
 * @param {HTMLElement} row of the table
 * @param {any} part of the result
 */
function showPart(row, part) {
  const shown = part.mean !== null;
  find(row, "[data-value=mean]").textContent = shown ? part.mean.toFixed(2) : "not shown";
  find(row, "[data-value=answered]").textContent = `${part.answered} of ${part.items}`;
  const sum = shown ? `${part.sum} (${part.low} to ${part.high})` : "not shown";
  find(row, "[data-value=sum]").textContent = sum;
  find(row, ".bar rect + rect").setAttribute("width", `${100 * (part.share ?? 0)}%`);
}

customElements.define("alliance-scale", AllianceScale);
