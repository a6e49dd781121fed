import { Device } from "./device.js";
import { localTime, utcTime } from "./kept.js";
import { certaintyWanted, Progress } from "./progress.js";
import { anchor, lookAgain, Question } from "./question.js";
import { element, find, ownIds, refusal, Scorer } from "./scorer.js";

/**
 * Practice over all quizzes: what is due today, or a mix; one question at a time.
 *
 * Questions are borrowed from the quizzes' own pages, Python says which ones and when, and nothing
 * is saved until the reader asks for it.
 *
 * @import { Response } from "./question.js"
 *
 * @typedef {{id: string, title: string, page: string, definition: string, chapter: string,
 *   objectives: string[], questions: {id: string}[]}} Quiz addresses are absolute
 * @typedef {object} Sitting what a reload brings back
 * @property {string} title
 * @property {string[]} keys of its questions
 * @property {number} at the place of the one that is asked
 * @property {Record<string, Response>} answers by key
 * @property {Record<string, string>} times of the first checks, by key
 * @property {Record<string, {first: number, certainty: string}>} marks by key
 * @property {string[]} changed keys of those that are no longer as they were answered
 */

/** Ids of what is borrowed from a quiz's page begin with this. */
const PREFIX = "practice.";

class AlliancePractice extends HTMLElement {
  /** @type {Scorer} */
  #scorer = new Scorer(this);
  #bankUrl = "";
  /** @type {Promise<Map<string, {quiz: Quiz, id: string}>> | undefined} */
  #bank;
  /** @type {Progress | undefined} */
  #progress;
  /** @type {Sitting | undefined} */
  #sitting;
  /** @type {Question | undefined} */
  #question;
  /** @type {any} what `due` has returned */
  #due;
  /** @type {Device | undefined} */
  #device;

  connectedCallback() {
    if (this.#progress) {
      return;
    }
    this.#bankUrl = new URL(this.getAttribute("bank") ?? "", document.baseURI).href;
    const ask = this.#scorer.ask.bind(this.#scorer);
    this.#progress = new Progress(ask, this.#bankUrl, () => {
      this.#device?.show(this.#question?.region);
    });
    this.addEventListener("click", this);
    this.addEventListener("submit", this);
    this.#device = new Device(this, this.#progress, () => this.#showDue());
    addEventListener("hashchange", () => this.#openMix());
    find(this, "[data-part=without]").remove();
    this.#number.value = String(1 + (crypto.getRandomValues(new Uint32Array(1))[0] % 9999));
    this.#open("start");
    const { practice } = history.state ?? {};
    if (practice) {
      this.#sitting = practice;
      this.#askQuestion();
    } else if (!this.#openMix()) {
      this.#showDue();
    }
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.type === "submit") {
      event.preventDefault();
      if (target.dataset.form === "mix") {
        this.#mix(this.#number.value);
      } else {
        this.#check(false);
      }
    } else {
      this.#act(/** @type {HTMLElement} */ (target.closest("[data-action]") ?? target));
    }
  }

  /** @param {HTMLElement} button */
  #act(button) {
    const { action = "" } = button.dataset;
    switch (action) {
      case "due":
        this.#begin("Due today", this.#due.due, this.#due.changed);
        break;
      case "show":
        this.#check(true);
        break;
      case "up":
      case "down":
        this.#question?.move(button);
        break;
      case "next":
        this.#next();
        break;
      case "end":
        this.#finish();
        break;
      case "back":
        this.#back();
    }
  }

  get #number() {
    return /** @type {HTMLInputElement} */ (find(this, "#mix-number"));
  }

  /**
   * Shows one part of the page, and hides the others.
   * @param {"start" | "sitting" | "result"} part
   */
  #open(part) {
    for (const section of this.querySelectorAll("section")) {
      section.hidden = section.dataset.part !== part;
    }
  }

  /** @param {string} name @param {string} text */
  #fill(name, text) {
    find(this, `[data-value=${name}]`).textContent = text;
  }

  /** @returns {Promise<Map<string, {quiz: Quiz, id: string}>>} by key */
  #questions() {
    this.#bank ??= readBank(this.#bankUrl);
    this.#bank.catch(() => {
      this.#bank = undefined;
    });
    return this.#bank;
  }

  /* What is due */

  async #showDue() {
    const progress = /** @type {Progress} */ (this.#progress);
    const button = find(this, "[data-action=due]");
    const table = find(this, "table[data-when=saved]");
    button.hidden = true;
    table.hidden = true;
    if (!progress.text) {
      this.#fill("due", "Nothing is saved on this device, so nothing can be due yet.");
      return;
    }
    this.#fill(
      "due",
      this.#scorer.saving
        ? "This browser saves data: what is due is worked out once you turn to this form."
        : "",
    );
    await this.#scorer.wanted;
    this.#fill("due", "");
    const region = find(this, "[data-value=due-wait]");
    const texts = [progress.text, localTime(), this.dataset.sitting ?? ""];
    const asked = this.#scorer
      .ask("due", { urls: [this.#bankUrl], texts })
      .catch((error) => ({ trouble: refusal(error) }));
    const due = await this.#scorer.show(asked, region, () => this.#showDue());
    if (!due) {
      return;
    }
    region.replaceChildren();
    if (due.trouble) {
      this.#fill("due", due.trouble);
      return;
    }
    this.#due = due;
    const gone = due.gone.length ? ` No longer on this site: ${due.gone.length}.` : "";
    const most = due.due_count > due.due.length ? ` A sitting has ${due.due.length} of them.` : "";
    this.#fill(
      "due",
      `${due.due_count} due today, of ${due.saved} that you have answered.${most}${gone}`,
    );
    button.hidden = !due.due.length;
    table.hidden = false;
    find(table, "tbody").replaceChildren(
      ...due.calendar.map((/** @type {{date: string, count: number}} */ { date, count }) => {
        const day = element("th", dayName(date));
        day.setAttribute("scope", "row");
        return element("tr", day, element("td", String(count)));
      }),
    );
  }

  /* A mix */

  /** Starts the mix that the address names, if it names one. */
  #openMix() {
    const number = /^#mix=(\d{1,6})$/.exec(location.hash)?.[1];
    if (number) {
      this.#number.value = number;
      this.#mix(number);
    }
    return Boolean(number);
  }

  /** @param {string} number */
  async #mix(number) {
    const region = find(this, "[data-value=mix]");
    const texts = [number, this.dataset.sitting ?? ""];
    const asked = this.#scorer.ask("mix", { urls: [this.#bankUrl], texts });
    const mix = await this.#scorer.show(asked, region, () => this.#mix(number));
    if (mix) {
      region.replaceChildren();
      history.replaceState(history.state, "", `#mix=${number}`);
      this.#begin(`Mix number ${number}`, mix.keys, []);
    }
  }

  /* A sitting */

  /**
   * @param {string} title
   * @param {string[]} keys
   * @param {string[]} changed
   */
  #begin(title, keys, changed) {
    this.#sitting = { title, keys, at: 0, answers: {}, times: {}, marks: {}, changed };
    this.#askQuestion();
  }

  /** A reload and Back come back to the sitting; a closed tab forgets it. */
  #keep() {
    history.replaceState({ ...history.state, practice: this.#sitting }, "");
  }

  async #askQuestion() {
    const sitting = /** @type {Sitting} */ (this.#sitting);
    const { title, keys, at, changed } = sitting;
    this.#keep();
    this.#open("sitting");
    const holder = find(this, "[data-value=question]");
    const paper = /** @type {HTMLDetailsElement} */ (find(this, "#answer"));
    holder.replaceChildren();
    this.#question = undefined;
    paper.hidden = true;
    paper.open = false;
    this.#fill("place", `${title}: question ${at + 1} of ${keys.length}, from `);
    find(this, "[data-when=changed]").hidden = !changed.includes(keys[at]);
    find(this, "[data-action=next]").textContent =
      at + 1 < keys.length ? "Next question" : "See how it went";
    try {
      const known = /** @type {{quiz: Quiz, id: string}} */ (
        (await this.#questions()).get(keys[at])
      );
      const link = find(this, "[data-value=quiz]");
      link.textContent = known.quiz.title;
      link.setAttribute("href", `${known.quiz.page}#${known.id}`);
      const page = await borrow(known.quiz.page);
      if (this.#sitting !== sitting || sitting.at !== at) {
        return;
      }
      const key = find(page.documentElement, "details.key");
      const form = ownCopy(find(page.documentElement, `form[data-question="${known.id}"]`));
      this.#question = new Question(form, key);
      this.#question.askCertainty(certaintyWanted());
      holder.replaceChildren(form);
      find(paper, "div").replaceChildren(...paperAnswer(key, known.id));
      find(form, "h2").focus();
      const next = (await this.#questions()).get(keys[at + 1]);
      if (next) {
        borrow(next.quiz.page).catch(() => {}); // It is told when it is asked for.
      }
    } catch {
      const words = element("p", "This question could not be fetched. Go on with the next one.");
      words.tabIndex = -1;
      holder.replaceChildren(words);
      words.focus();
    }
  }

  /** @param {boolean} givingUp whether the reader asks for the answer */
  async #check(givingUp) {
    const sitting = /** @type {Sitting} */ (this.#sitting);
    const question = /** @type {Question} */ (this.#question);
    const { region, id } = question;
    const key = sitting.keys[sitting.at];
    const known = /** @type {{quiz: Quiz, id: string}} */ ((await this.#questions()).get(key));
    const answer = question.take(givingUp, sitting.answers[key]);
    if (!answer) {
      return;
    }
    sitting.answers[key] = answer;
    sitting.times[key] ??= utcTime();
    this.#scorer.definition = known.quiz.definition;
    const paper = /** @type {HTMLDetailsElement} */ (find(this, "#answer"));
    const responses = { answers: { [id]: answer } };
    const again = () => this.#check(givingUp);
    const scored = this.#scorer.score(responses, region, again, paper);
    this.#keep();
    const result = await scored;
    // Where a later answer is on its way, its own result is the one to show.
    if (!result || sitting.answers[key] !== answer) {
      return;
    }
    const marked = result.questions[id];
    sitting.marks[key] = { first: marked.first, certainty: marked.certainty };
    question.show(marked, "");
    this.#keep();
    await this.#progress?.record(known.quiz.definition, responses, { [id]: sitting.times[key] });
  }

  #next() {
    const sitting = /** @type {Sitting} */ (this.#sitting);
    sitting.at += 1;
    if (sitting.at < sitting.keys.length) {
      this.#askQuestion();
    } else {
      this.#finish();
    }
  }

  /* The result */

  async #finish() {
    const sitting = /** @type {Sitting} */ (this.#sitting);
    this.#open("result");
    find(this, "[data-part=result] h2").focus();
    const region = find(this, "[data-value=summary]");
    const texts = [JSON.stringify(sitting.marks)];
    const asked = this.#scorer.ask("sum_up", { urls: [this.#bankUrl], texts });
    const result = await this.#scorer.show(asked, region, () => this.#finish());
    if (!result) {
      return;
    }
    const { right, answered, points, objectives, again } = result;
    region.textContent = `${right} right at the first try, of ${answered} answered and ${sitting.keys.length} in all. With part marks: ${points}.`;
    const known = await this.#questions();
    const quizzes = new Map([...known.values()].map(({ quiz }) => [quiz.id, quiz]));
    find(this, "[data-when=answered]").hidden = !answered;
    find(this, "[data-list=objectives]").replaceChildren(
      ...objectives.map((/** @type {any} */ row) => {
        const quiz = /** @type {Quiz} */ (quizzes.get(row.quiz));
        const objective = quiz.objectives[row.objective - 1];
        const head = element("th", objective ? `${quiz.title}: ${objective}` : quiz.title);
        head.setAttribute("scope", "row");
        return element(
          "tr",
          head,
          element("td", String(row.right)),
          element("td", String(row.answered)),
        );
      }),
    );
    find(this, "[data-when=again]").hidden = !again.length;
    find(this, "[data-list=again]").replaceChildren(
      ...(await Promise.all(again.map((/** @type {string} */ key) => this.#lookAgain(key)))),
    );
  }

  /** @param {string} key */
  async #lookAgain(key) {
    const { quiz, id } = /** @type {{quiz: Quiz, id: string}} */ (
      (await this.#questions()).get(key)
    );
    const page = await borrow(quiz.page);
    const title = find(page.documentElement, `form[data-question="${id}"] h2`).textContent ?? "";
    const certainty = this.#sitting?.marks[key].certainty ?? "";
    const explanation = find(page.documentElement, `[id="${CSS.escape(`${id}.explanation`)}"]`);
    const link = anchor(title, `${quiz.page}#${id}`);
    return lookAgain(link, certainty, explanation, anchor("the chapter", quiz.chapter));
  }

  #back() {
    this.#sitting = undefined;
    this.#question = undefined;
    const { practice: _, ...state } = history.state ?? {};
    history.replaceState(state, "", location.pathname);
    this.#open("start");
    find(this, "#due").focus();
    this.#showDue();
  }
}

/**
 * @param {string} address
 * @returns {Promise<Map<string, {quiz: Quiz, id: string}>>} by key
 */
async function readBank(address) {
  const response = await fetch(address);
  const { quizzes } = await response.json();
  const known = new Map();
  for (const quiz of quizzes) {
    for (const name of ["page", "definition", "chapter"]) {
      quiz[name] = new URL(quiz[name], address).href;
    }
    for (const { id } of quiz.questions) {
      known.set(`${quiz.id}/${id}`, { quiz, id });
    }
  }
  return known;
}

/** @type {Map<string, Promise<Document>>} by address */
const pages = new Map();

/**
 * Returns a page of this site with its links made whole, so that parts of it can stand elsewhere.
 * @param {string} address
 * @returns {Promise<Document>}
 */
function borrow(address) {
  const page =
    pages.get(address) ??
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("GET", address);
      request.responseType = "document";
      request.onerror = reject;
      request.onload = () => {
        if (request.status !== 200) {
          reject(new Error(`${address} was answered with ${request.status}`));
          return;
        }
        for (const link of request.response.querySelectorAll("a[href]")) {
          link.setAttribute("href", link.href);
        }
        for (const image of request.response.querySelectorAll("img[src]")) {
          image.setAttribute("src", image.src);
        }
        resolve(request.response);
      };
      request.send();
    });
  pages.set(address, page);
  page.catch(() => pages.delete(address));
  return page;
}

/**
 * Copies a question's form.
 * @param {HTMLElement} original
 */
function ownCopy(original) {
  const form = /** @type {HTMLFormElement} */ (document.importNode(original, true));
  ownIds(form, PREFIX);
  const heading = find(form, "h2");
  heading.tabIndex = -1;
  // The focus goes to the heading; the place in the sitting stands before it.
  heading.setAttribute("aria-describedby", "practice-place");
  return form;
}

/**
 * Copies what the printed key says of a question.
 * @param {HTMLElement} key
 * @param {string} id
 */
function paperAnswer(key, id) {
  const section = find(key, `[id="${CSS.escape(`${id}.explanation`)}"]`).parentElement;
  const copy = document.importNode(/** @type {HTMLElement} */ (section), true);
  for (const part of copy.querySelectorAll("[id]")) {
    part.removeAttribute("id");
  }
  return copy.childNodes;
}

/** @param {string} date */
function dayName(date) {
  return new Date(`${date}T12:00`).toLocaleDateString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
  });
}

customElements.define("alliance-practice", AlliancePractice);
