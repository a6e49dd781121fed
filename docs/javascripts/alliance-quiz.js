import { element, find, Scorer } from "./scorer.js";
import { bringBackAnswers, keepAnswers } from "./sitting.js";

/**
 * A quiz whose questions, options and printed key stand in the page already.
 * It collects what is chosen, has Python score it, and shows the feedback that the score opens.
 */
class AllianceQuiz extends HTMLElement {
  /** @type {Scorer | undefined} */
  #scorer;
  /** @type {Record<string, {chosen: FormDataEntryValue[], given_up: boolean}>} */
  #answers = {};

  connectedCallback() {
    this.#scorer ??= new Scorer(this);
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    this.addEventListener("change", keepAnswers);
    this.addEventListener("focusin", this, { once: true });
    bringBackAnswers(this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.type === "focusin") {
      this.#scorer?.start();
    } else if (event.type === "submit") {
      event.preventDefault();
      this.#check(/** @type {HTMLFormElement} */ (target), false);
    } else if (target.dataset.action === "show") {
      this.#check(/** @type {HTMLFormElement} */ (target.closest("form")), true);
    } else if (target.dataset.action === "restart") {
      this.#restart();
    }
  }

  /**
   * @param {HTMLFormElement} form of one question
   * @param {boolean} givingUp whether the reader asks for the answer
   */
  async #check(form, givingUp) {
    const question = form.dataset.question ?? "";
    const region = find(form, "[role=status]");
    const chosen = new FormData(form).getAll(question);
    if (!chosen.length && !givingUp) {
      region.replaceChildren(element("p", "Choose an answer first, then check it."));
      return;
    }
    const givenUp = givingUp || Boolean(this.#answers[question]?.given_up);
    const answers = { ...this.#answers, [question]: { chosen, given_up: givenUp } };
    this.#answers = answers;
    const again = () => this.#check(form, givingUp);
    const paper = /** @type {HTMLDetailsElement} */ (find(this, ".key"));
    const result = await this.#scorer?.score({ answers }, region, again, paper);
    // Where a later answer to the same question is on its way, its own result is the one to show.
    if (result && this.#answers[question] === answers[question]) {
      this.#show(form, result, question, givenUp);
    }
  }

  /**
   * @param {HTMLFormElement} form
   * @param {any} result as `score_quiz` returns it
   * @param {string} question
   * @param {boolean} givenUp
   */
  #show(form, result, question, givenUp) {
    const marked = result.questions[question];
    const feedback = element("dl");
    for (const option of marked.feedback) {
      feedback.append(this.#copy(`${question}.${option}.feedback`));
    }
    const score = `${result.score.right} of ${result.score.of} right so far.`;
    const shown = [
      element("p", element("strong", verdict(marked, givenUp)), ` ${score}`),
      feedback,
    ];
    if (marked.explanation) {
      shown.push(this.#copy(`${question}.explanation`));
    }
    find(form, "[role=status]").replaceChildren(...shown);
    find(form, "[data-action=show]").hidden = marked.explanation;
    find(this, ".score").textContent = score;
  }

  /**
   * Copies what the printed key says. The copy has no ids, which may stand once in a page.
   * @param {string} id
   */
  #copy(id) {
    const copy = /** @type {HTMLElement} */ (document.getElementById(id)?.cloneNode(true));
    for (const node of [copy, ...copy.querySelectorAll("[id]")]) {
      node.removeAttribute("id");
    }
    return copy;
  }

  #restart() {
    this.#answers = {};
    for (const form of this.querySelectorAll("form")) {
      form.reset();
      find(form, "[role=status]").replaceChildren();
      find(form, "[data-action=show]").hidden = true;
    }
    keepAnswers();
    find(this, ".score").textContent = "";
    find(this, "input").focus();
  }
}

/**
 * @param {any} marked one question's part of the result
 * @param {boolean} givenUp
 */
function verdict(marked, givenUp) {
  if (marked.right) {
    return "Right.";
  }
  if (givenUp) {
    return "Here is the answer.";
  }
  if (!marked.chosen_right) {
    return "Not yet.";
  }
  const wrong = marked.chosen_wrong ? `, ${marked.chosen_wrong} to leave out` : "";
  const missing = marked.to_find ? `, ${marked.to_find} still to find` : "";
  return `Not yet: ${marked.chosen_right} chosen rightly${wrong}${missing}.`;
}

customElements.define("alliance-quiz", AllianceQuiz);
