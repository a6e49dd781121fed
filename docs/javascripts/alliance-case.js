import { Question } from "./question.js";
import { button, element, find, Scorer } from "./scorer.js";
import { bringBackAnswers, keepAnswers } from "./sitting.js";

/**
 * A case whose steps, ends, look back and printed consequences stand in the page already.
 * It shows the steps on the reader's way, one after the other.
 */
class AllianceCase extends HTMLElement {
  /** @type {Scorer | undefined} */
  #scorer;
  /** @type {Map<string, Question>} */
  #steps = new Map();
  /** @type {string[]} the option chosen at each step so far */
  #path = [];
  /** @type {HTMLElement[]} the steps on the reader's way so far, and the end */
  #shown = [];
  /** @type {any} where the way leads, as `follow_case` says */
  #way;

  connectedCallback() {
    this.#scorer ??= new Scorer(this);
    for (const form of this.querySelectorAll("form")) {
      const step = new Question(form, find(this, ".key"));
      this.#steps.set(step.id, step);
    }
    for (const name of ["submit", "click", "change"]) {
      this.addEventListener(name, this);
    }
    for (const part of this.querySelectorAll("[data-question]")) {
      part.toggleAttribute("hidden", true);
    }
    this.#reveal(this.querySelector("[data-question]"));
    this.#path = bringBackAnswers(this).path ?? [];
    if (this.#path.length) {
      this.#follow(this.#shown[0], true);
    }
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const form = /** @type {HTMLElement} */ (target.closest("form"));
    if (event.type === "change") {
      this.#keep();
    } else if (event.type === "submit") {
      event.preventDefault();
      this.#say(form);
    } else if (target.dataset.action === "restart") {
      this.#goBack(this.#shown[0]);
    } else if (target.dataset.action === "back") {
      this.#goBack(form);
    } else if (target.dataset.action === "on") {
      target.remove();
      find(this.#reveal(this.#part(this.#way.at)), "h2").focus();
    }
  }

  #keep() {
    keepAnswers({ path: this.#path });
  }

  /** @param {string} id */
  #part(id) {
    return find(this, `[data-question="${id}"]`);
  }

  /** @param {HTMLElement} form */
  #step(form) {
    return /** @type {Question} */ (this.#steps.get(form.dataset.question ?? ""));
  }

  /**
   * Shows a step behind the last one; with an end comes the look back.
   * @param {HTMLElement | null} part
   */
  #reveal(part) {
    const step = /** @type {HTMLElement} */ (part);
    this.#shown.at(-1)?.after(step);
    this.#shown.push(step);
    step.hidden = false;
    find(step, "h2").tabIndex = -1;
    find(this, ".results").hidden = step.localName === "form";
    return step;
  }

  /** @param {HTMLElement} form */
  #say(form) {
    const { response, region } = this.#step(form);
    const [chosen] = response.chosen;
    if (!chosen) {
      region.replaceChildren(element("p", "Choose what you say first."));
      return;
    }
    this.#path = [...this.#path, String(chosen)];
    this.#keep();
    this.#follow(form, false);
  }

  /**
   * Has Python follow the way, and shows what comes of the last choice.
   * @param {HTMLElement} form where the reader waits
   * @param {boolean} whole whether the way is to be shown from its start, after a reload
   */
  async #follow(form, whole) {
    const path = this.#path;
    const paper = /** @type {HTMLDetailsElement} */ (find(this, ".key"));
    const again = () => this.#follow(form, whole);
    const way = await this.#scorer?.score({ path }, find(form, "[role=status]"), again, paper);
    if (!way || this.#path !== path) {
      return;
    }
    this.#way = way;
    for (const turn of whole ? way.path : way.path.slice(-1)) {
      const step = this.#part(turn.step);
      this.#showConsequence(this.#step(step), turn.option);
      if (whole) {
        find(step, "[data-action=on]").remove();
        this.#reveal(this.#part(turn.to));
      }
    }
    for (const { part, built, strained } of way.parts) {
      const row = find(this, `[data-part=${part}]`);
      this.#list(find(row, "[data-value=built]"), built);
      this.#list(find(row, "[data-value=strained]"), strained);
    }
  }

  /**
   * @param {Question} step
   * @param {string} option
   */
  #showConsequence(step, option) {
    const consequence = step.copy(`${option}.feedback`);
    find(consequence, ".onward").remove();
    const buttons = element("p");
    buttons.className = "buttons";
    for (const [action, words] of [
      ["on", "Go on"],
      ["back", "Say something else"],
    ]) {
      const made = button(words);
      made.dataset.action = action;
      buttons.append(made, " ");
    }
    step.region.replaceChildren(element("dl", consequence), buttons);
    this.#open(step, false);
  }

  /**
   * @param {Question} step
   * @param {boolean} open whether the reader may choose
   */
  #open({ form }, open) {
    for (const input of form.querySelectorAll("input")) {
      input.disabled = !open;
    }
    find(form, "[type=submit]").hidden = !open;
  }

  /**
   * Takes the way back to a step, where the reader may choose again.
   * @param {HTMLElement} form
   */
  #goBack(form) {
    const place = this.#shown.indexOf(form);
    for (const part of this.#shown.splice(place + 1)) {
      part.hidden = true;
      this.#steps.get(part.dataset.question ?? "")?.reset();
    }
    this.#path = this.#path.slice(0, place);
    this.#step(form).reset();
    this.#open(this.#step(form), true);
    find(this, ".results").hidden = true;
    this.#keep();
    find(form, "input").focus();
  }

  /**
   * @param {HTMLElement} cell
   * @param {string[]} steps
   */
  #list(cell, steps) {
    const links = steps.map((id) => {
      const link = element("a", find(this.#part(id), "h2").textContent ?? "");
      link.setAttribute("href", `#${id}`);
      return element("li", link);
    });
    cell.replaceChildren(links.length ? element("ul", ...links) : "Nowhere");
  }
}

customElements.define("alliance-case", AllianceCase);
