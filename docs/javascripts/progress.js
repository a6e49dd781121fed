import { Kept, storageKey } from "./kept.js";

/**
 * What the reader has answered, as `alliance_quiz.progress` writes it.
 *
 * @import { Engine } from "./engine.js"
 */

/** Where it is remembered that the reader wants to be asked. */
const CERTAINTY = storageKey("certainty");

export class Progress extends Kept {
  /**
   * @param {Engine["ask"]} ask
   * @param {string} bank the address of the list of all questions
   * @param {() => void} [changed] is called after each change, in this tab or another
   */
  constructor(ask, bank, changed) {
    super(ask, bank, { name: "progress", merge: "merge", export: "export" }, changed);
  }

  /**
   * Adds what was checked; the same again changes nothing.
   * @param {string} definition the address of the quiz's definition
   * @param {object} responses as `score_quiz` takes them
   * @param {Record<string, string>} times of each question the time of its first check, in UTC
   */
  record(definition, responses, times) {
    return this.change(async (text) => {
      const texts = [text, JSON.stringify(responses), JSON.stringify(times)];
      const asked = { urls: [definition], texts, packages: ["fsrs"] };
      return (await this.ask("record", asked)).progress;
    });
  }

  /** Deletes everything, in this tab too, with the wish to be asked. */
  delete() {
    wantCertainty(false);
    super.delete();
  }
}

/** Whether the reader wants to be asked how sure they are. */
export function certaintyWanted() {
  try {
    return localStorage.getItem(CERTAINTY) === "ask";
  } catch {
    return false;
  }
}

/** @param {boolean} wanted */
export function wantCertainty(wanted) {
  try {
    if (wanted) {
      localStorage.setItem(CERTAINTY, "ask");
    } else {
      localStorage.removeItem(CERTAINTY);
    }
  } catch {
    // It is asked for on this page, and not remembered.
  }
}
