import { download, utcTime } from "./kept.js";
import { certaintyWanted, Progress, wantCertainty } from "./progress.js";
import { anchor, lookAgain, Question } from "./question.js";
import { element, find, Scorer } from "./scorer.js";
import { bringBackAnswers, keepAnswers } from "./sitting.js";

/**
 * A quiz whose questions, options, results and printed key stand in the page already.
 * It collects what is answered, has Python score it, and shows the feedback that the score opens.
 *
 * @import { Response } from "./question.js"
 */
class AllianceQuiz extends HTMLElement {
  /** @type {Scorer | undefined} */
  #scorer;
  /** @type {Map<string, Question>} */
  #questions = new Map();
  /** @type {Record<string, Response>} the latest response to each question checked so far */
  #answers = {};
  /** @type {Record<string, string>} when each question was first checked */
  #times = {};
  /** @type {any} the latest result */
  #result;
  /** @type {Progress | undefined} */
  #progress;

  connectedCallback() {
    if (this.#scorer) {
      return;
    }
    this.#scorer = new Scorer(this);
    const bank = new URL(this.getAttribute("bank") ?? "", document.baseURI).href;
    const ask = this.#scorer.ask.bind(this.#scorer);
    this.#progress = new Progress(ask, bank, () => this.#showSaved());
    const key = find(this, ".key");
    for (const form of this.querySelectorAll("form")) {
      const question = new Question(form, key);
      this.#questions.set(question.id, question);
    }
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    this.addEventListener("change", this);
    this.addEventListener("focusin", this, { once: true });
    this.#askCertainty(certaintyWanted());
    this.#bringBack();
    this.#showSaved();
  }

  /** Takes up this sitting, but for what has been edited since, and says so. */
  #bringBack() {
    const { answers = {}, times = {}, contents = {} } = bringBackAnswers(this);
    const { questions = {} } = parsed(this.#progress?.text);
    for (const [id, { form, kind }] of this.#questions) {
      const { content } = form.dataset;
      const saved = questions[`${this.getAttribute("quiz")}/${id}`];
      const then = contents[id] ?? saved?.content;
      if (id in answers && contents[id] === content) {
        this.#answers[id] = answers[id];
        this.#times[id] = times[id];
      }
      if (then && then !== content && kind !== "reflect") {
        const note = element("p", "This question has changed since you answered it.");
        note.className = "hint";
        find(form, ".prompt").append(note);
      }
    }
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.type === "focusin") {
      this.#rescore();
    } else if (event.type === "submit") {
      event.preventDefault();
      this.#check(this.#questionOf(target), false);
    } else if (event.type === "change") {
      if (target.id === "certainty") {
        const wanted = /** @type {HTMLInputElement} */ (target).checked;
        this.#askCertainty(wanted);
        wantCertainty(wanted);
      }
      this.#keep();
    } else {
      this.#act(/** @type {HTMLElement} */ (target.closest("[data-action]") ?? target));
    }
  }

  /** @param {HTMLElement} button */
  #act(button) {
    switch (button.dataset.action) {
      case "show":
        this.#check(this.#questionOf(button), true);
        break;
      case "up":
      case "down":
        this.#questionOf(button).move(button);
        this.#keep();
        break;
      case "results":
        this.#showResults();
        break;
      case "print":
        window.print();
        break;
      case "save":
        this.#save();
        break;
      case "json":
      case "csv":
      case "markdown":
        this.#download(button.dataset.action);
        break;
      case "restart":
        this.#restart();
    }
  }

  /** @param {HTMLElement} inside */
  #questionOf(inside) {
    const id = inside.closest("form")?.dataset.question ?? "";
    return /** @type {Question} */ (this.#questions.get(id));
  }

  #keep() {
    const contents = Object.fromEntries(
      [...this.#questions].map(([id, { form }]) => [id, form.dataset.content]),
    );
    keepAnswers({ answers: this.#answers, times: this.#times, contents });
  }

  /** @param {boolean} wanted */
  #askCertainty(wanted) {
    /** @type {HTMLInputElement} */ (find(this, "#certainty")).checked = wanted;
    for (const question of this.#questions.values()) {
      question.askCertainty(wanted);
    }
  }

  /**
   * @param {Question} question
   * @param {boolean} givingUp whether the reader asks for the answer
   */
  async #check(question, givingUp) {
    const { id, region } = question;
    const answer = question.take(givingUp, this.#answers[id]);
    if (!answer) {
      return;
    }
    this.#times[id] ??= utcTime();
    this.#answers = { ...this.#answers, [id]: answer };
    const scored = this.#score(region, () => this.#check(question, givingUp));
    // A browser takes its time to keep answers; Python is at work meanwhile.
    this.#keep();
    const result = await scored;
    // Where a later answer to the same question is on its way, its own result is the one to show.
    if (result && this.#answers[id] === answer) {
      this.#result = result;
      question.show(result.questions[id], this.#told());
      find(this, ".score").textContent = this.#told();
      this.#fillResults();
      if (this.#progress?.saved) {
        this.#record();
      }
    }
  }

  /** Adds what has been checked to what is kept. */
  #record() {
    const { definition } = /** @type {Scorer} */ (this.#scorer);
    return this.#progress?.record(definition, { answers: this.#answers }, this.#times);
  }

  async #save() {
    await this.#record();
    await this.#progress?.keep();
    this.#say("Saved. From now on your answers are saved as they come.");
  }

  /** @param {string} kind */
  async #download(kind) {
    await this.#record();
    const text = await this.#progress?.export(kind);
    if (text) {
      download("progress", kind === "markdown" ? text + this.#ownWords() : text, kind);
      this.#say("Your file is with your downloads.");
    } else {
      this.#say("There is nothing to download yet.");
    }
  }

  /** What the reader wrote, which is nobody's business but theirs and so is saved nowhere. */
  #ownWords() {
    return [...this.#questions.values()]
      .filter(({ kind, response }) => kind === "reflect" && response.text)
      .map(({ form, response }) => `\n## ${find(form, "h2").textContent}\n\n${response.text}\n`)
      .join("");
  }

  /** @param {string} words what is said unless there is trouble */
  #say(words) {
    find(this, "[data-value=said]").textContent = this.#progress?.trouble || words;
  }

  #showSaved() {
    const { saved, trouble } = /** @type {Progress} */ (this.#progress);
    find(this, "[data-when=unsaved]").hidden = saved;
    find(this, "[data-action=save]").hidden = saved;
    find(this, "[data-when=saved]").hidden = !saved;
    if (trouble) {
      this.#say("");
    }
  }

  /** After a reload: shows again what was checked before. */
  async #rescore() {
    const checked = Object.keys(this.#answers);
    const waiting = this.#questions.get(checked[0]);
    if (!waiting) {
      return;
    }
    const result = await this.#score(waiting.region, () => this.#rescore());
    if (result && !this.#result) {
      this.#result = result;
      for (const [id, marked] of Object.entries(result.questions)) {
        this.#questions.get(id)?.show(marked, "");
      }
      find(this, ".score").textContent = this.#told();
      this.#fillResults();
    }
  }

  /**
   * @param {HTMLElement} region
   * @param {() => void} again
   */
  #score(region, again) {
    const paper = /** @type {HTMLDetailsElement} */ (find(this, ".key"));
    return this.#scorer?.score({ answers: this.#answers }, region, again, paper);
  }

  #told() {
    const { right, of } = this.#result.score;
    return `${right} of ${of} right so far.`;
  }

  #showResults() {
    const results = find(this, ".results");
    results.hidden = false;
    this.#fillResults();
    find(results, "h2").focus();
  }

  #fillResults() {
    const results = find(this, ".results");
    if (results.hidden) {
      return;
    }
    const score = this.#result?.score ?? {
      first: 0,
      answered: 0,
      of: this.#questions.size,
      points: 0,
    };
    find(results, "[data-value=summary]").textContent =
      `${score.first} right at the first try, of ${score.answered} answered and ${score.of} in all. ` +
      `With part marks: ${score.points}.`;
    for (const { objective, right, answered, of } of this.#result?.objectives ?? []) {
      const row = results.querySelector(`[data-objective="${objective}"]`);
      if (row) {
        find(row, "[data-value=right]").textContent = String(right);
        find(row, "[data-value=answered]").textContent = `${answered} of ${of}`;
      }
    }
    const again = this.#result?.again ?? [];
    find(results, "[data-when=again]").hidden = !again.length;
    find(results, "[data-list=again]").replaceChildren(
      ...again.map((/** @type {string} */ id) => this.#lookAgain(id)),
    );
  }

  /** @param {string} id */
  #lookAgain(id) {
    const question = /** @type {Question} */ (this.#questions.get(id));
    const title = find(question.form, "h2").textContent ?? "";
    const { certainty } = this.#result.questions[id];
    return lookAgain(anchor(title, `#${id}`), certainty, question.copy("explanation"));
  }

  #restart() {
    this.#answers = {};
    this.#times = {};
    this.#result = undefined;
    for (const question of this.#questions.values()) {
      question.reset();
    }
    this.#keep();
    find(this, ".score").textContent = "";
    find(this, ".results").hidden = true;
    find(this, "form :is(input, select, textarea, button)").focus();
  }
}

/**
 * Reads what is kept; damage is told by Python, where it matters.
 * @param {string} [text]
 */
function parsed(text) {
  try {
    return JSON.parse(text || "{}");
  } catch {
    return {};
  }
}

customElements.define("alliance-quiz", AllianceQuiz);
