import { element, find } from "./scorer.js";

/**
 * One question of a quiz, whose form stands in the page already: what is answered, what comes back.
 *
 * @typedef {Record<string, any>} Response what the question's kind takes, as `score_quiz` says
 */

const CERTAINTIES = { guess: "A guess", fairly: "Fairly sure", sure: "Sure" };
const WERE = { sure: " (you were sure)", fairly: " (you were fairly sure)" };

export class Question {
  /** The items of an order, as the page has them. */
  #items;

  /**
   * @param {HTMLFormElement} form
   * @param {ParentNode} key holds feedback and explanations, under ids that begin with the question's
   */
  constructor(form, key) {
    this.form = form;
    this.id = form.dataset.question ?? "";
    this.kind = form.dataset.kind ?? "";
    this.key = key;
    this.#items = [...form.querySelectorAll("[data-item]")];
  }

  get region() {
    return find(this.form, "[role=status]");
  }

  /** @returns {Response} */
  get response() {
    const data = new FormData(this.form);
    const certainty = data.get("certainty");
    return { ...this.#answer(data), ...(certainty ? { certainty } : {}) };
  }

  /**
   * Takes what is answered; where that is nothing, says so. An order always is an answer.
   * @param {boolean} givingUp whether the reader asks for the answer
   * @param {Response} [earlier] what was taken last, which keeps what was answered first
   * @returns {Response | undefined}
   */
  take(givingUp, earlier) {
    const { response } = this;
    const { order, chosen, filled, matched, text } = response;
    const parts = order ?? chosen ?? filled ?? Object.values(matched ?? { text });
    if (!givingUp && !parts.some(Boolean)) {
      this.region.replaceChildren(element("p", "Give an answer first, then check it."));
      return undefined;
    }
    const { first, ...before } = earlier ?? {};
    return {
      ...response,
      given_up: givingUp || Boolean(before.given_up),
      ...(earlier ? { first: first ?? before } : {}),
    };
  }

  /** @param {FormData} data */
  #answer(data) {
    const controls = (/** @type {string} */ selector) =>
      /** @type {HTMLInputElement[]} */ ([...this.form.querySelectorAll(selector)]);
    switch (this.kind) {
      case "order":
        return { order: controls("[data-item]").map((item) => item.dataset.item) };
      case "match": {
        const pairs = controls("select").map(({ dataset, value }) => [dataset.term, value]);
        return { matched: Object.fromEntries(pairs.filter(([, value]) => value)) };
      }
      case "fill":
        return { filled: controls(".prompt input").map(({ value }) => value) };
      case "reflect":
        return { text: controls("textarea")[0].value };
      default:
        return { chosen: data.getAll(this.id) };
    }
  }

  /**
   * Shows what the score opens.
   * @param {any} marked this question's part of what `score_quiz` returns
   * @param {string} score of the whole quiz, in words
   */
  show(marked, score) {
    const shown = [element("p", element("strong", this.#verdict(marked)), ` ${score}`)];
    if (marked.feedback.length) {
      const feedback = marked.feedback.map((/** @type {string} */ id) =>
        this.copy(`${id}.feedback`),
      );
      shown.push(element("dl", ...feedback));
    }
    if (marked.explanation) {
      shown.push(this.copy("answer"), this.copy("explanation"));
    }
    this.region.replaceChildren(...shown);
    const show = this.form.querySelector("[data-action=show]");
    show?.toggleAttribute("hidden", marked.explanation);
  }

  /** @param {any} marked */
  #verdict({ right, explanation, found, wrong, of }) {
    if (right) {
      return "Right.";
    }
    if (explanation) {
      return this.kind === "reflect" ? "Something to compare with." : "Here is the answer.";
    }
    if (!found) {
      return "Not yet.";
    }
    if (this.kind === "choose-all") {
      const out = wrong ? `, ${wrong} to leave out` : "";
      const missing = found < of ? `, ${of - found} still to find` : "";
      return `Not yet: ${found} chosen rightly${out}${missing}.`;
    }
    const parts = { order: "neighbours in the right order", match: "matched rightly" };
    return `Not yet: ${found} of ${of} ${parts[/** @type {"order"} */ (this.kind)] ?? "right"}.`;
  }

  /**
   * Copies what the printed key says. The copy has no ids, which may stand once in a page.
   * @param {string} name
   */
  copy(name) {
    const original = this.key.querySelector(`[id="${CSS.escape(`${this.id}.${name}`)}"]`);
    const copy = /** @type {HTMLElement} */ (original?.cloneNode(true) ?? element("div"));
    for (const node of [copy, ...copy.querySelectorAll("[id]")]) {
      node.removeAttribute("id");
    }
    return copy;
  }

  /**
   * Moves an item of an order up or down.
   * @param {HTMLElement} button that was pressed, which keeps the focus
   */
  move(button) {
    const item = /** @type {HTMLElement} */ (button.closest("[data-item]"));
    const list = /** @type {HTMLElement} */ (item.parentElement);
    if (button.dataset.action === "up") {
      item.previousElementSibling?.before(item);
    } else {
      item.nextElementSibling?.after(item);
    }
    button.focus();
    const place = [...list.children].indexOf(item) + 1;
    const words = `${item.firstElementChild?.textContent}: now ${place} of ${list.children.length}.`;
    this.region.replaceChildren(element("p", words));
  }

  /** @param {boolean} wanted whether to ask how sure the reader is */
  askCertainty(wanted) {
    this.form.querySelector(".certainty")?.remove();
    if (!wanted || this.kind === "reflect") {
      return;
    }
    const rows = Object.entries(CERTAINTIES).map(([value, words]) => {
      const input = element("input");
      const label = element("label", words);
      const id = `${this.id}.${value}`;
      label.setAttribute("for", id);
      for (const [name, text] of Object.entries({ type: "radio", name: "certainty", value, id })) {
        input.setAttribute(name, text);
      }
      const row = element("div", input, label);
      row.className = "option";
      return row;
    });
    const group = element("fieldset", element("legend", "How sure are you?"), ...rows);
    group.className = "certainty";
    find(this.form, "p.buttons").before(group);
  }

  reset() {
    this.form.reset();
    find(this.form, ".items")?.replaceChildren(...this.#items);
    this.region.replaceChildren();
    this.form.querySelector("[data-action=show]")?.setAttribute("hidden", "");
  }
}

/**
 * Names a question, how sure the reader was, and where to read.
 * @param {HTMLAnchorElement} link to the question
 * @param {string} certainty
 * @param {Element} explanation what it links to last in this site is what to read
 * @param {HTMLAnchorElement} [otherwise] what to read where it links to nothing
 */
export function lookAgain(link, certainty, explanation, otherwise) {
  const found = [...explanation.querySelectorAll("a")].findLast(
    ({ origin, hash }) => origin === location.origin && !hash.startsWith("#ref"),
  );
  const read = found ? anchor(found.textContent ?? "", found.href) : otherwise;
  const sure = WERE[/** @type {"sure"} */ (certainty)] ?? "";
  return element("li", link, sure, ...(read ? [". Read: ", read] : []));
}

/** @param {string} text @param {string} href */
export function anchor(text, href) {
  const link = document.createElement("a");
  link.textContent = text;
  link.href = href;
  return link;
}
