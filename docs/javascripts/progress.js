import { EngineError } from "./engine.js";

/**
 * What the reader has answered, as `alliance_quiz.progress` writes it.
 *
 * It is kept in the tab, and on the device once the reader asks for it. A failure of storage is no
 * exception: it comes back in words, and the tab goes on.
 *
 * @import { Engine } from "./engine.js"
 */

// Sites of one owner may share a host, and so its storage.
const KEY = `alliance.progress:${new URL("..", import.meta.url).pathname}`;
/** Where it is remembered that the reader wants to be asked. */
export const CERTAINTY = "alliance.certainty";
const LARGEST = 10_000_000;

const FULL =
  "This browser has no more space for this site, so your latest answers are not saved. They are still in this tab: download them to keep them.";
const DENIED =
  "This browser does not let this site save anything. Your answers are in this tab until you close it: download them to keep them.";
const CLEARED =
  "What was saved on this device has been deleted, perhaps in another tab. This tab still has your answers until you close it; nothing more is saved unless you ask for it again.";

export class Progress {
  /** The text; empty where there is nothing. */
  text = "";
  /** Whether the reader wants it on this device. */
  saved = false;
  /** What went wrong last, in words. */
  trouble = "";
  #ask;
  #bank;
  #changed;
  /** @type {string | null} what storage held when it was last looked at */
  #seen = null;
  /** @type {Promise<unknown>} changes are made one after the other */
  #queue = Promise.resolve();

  /**
   * @param {Engine["ask"]} ask
   * @param {string} bank the address of the list of all questions
   * @param {() => void} [changed] is called after each change, in this tab or another
   */
  constructor(ask, bank, changed = () => {}) {
    this.#ask = ask;
    this.#bank = bank;
    this.#changed = changed;
    const stored = read();
    if (stored !== null) {
      this.#seen = stored;
      this.text = stored;
      this.saved = true;
    }
    addEventListener("storage", ({ key }) => {
      if (key === KEY || key === null) {
        this.#change(async (text) => text);
      }
    });
  }

  /**
   * Adds what was checked; the same again changes nothing.
   * @param {string} definition the address of the quiz's definition
   * @param {object} responses as `score_quiz` takes them
   * @param {Record<string, string>} times of each question the time of its first check, in UTC
   */
  record(definition, responses, times) {
    return this.#change(async (text) => {
      const texts = [text, JSON.stringify(responses), JSON.stringify(times)];
      const asked = { urls: [definition], texts, packages: ["fsrs"] };
      return (await this.#ask("record", asked)).progress;
    });
  }

  /** Saves from now on. */
  async save() {
    this.saved = true;
    await this.#change(async (text) => text);
    this.saved = !this.trouble;
    this.#changed();
  }

  /**
   * Adds what is sound in a file.
   * @param {File} file
   * @returns {Promise<{taken: number, left: string[]}>} nothing taken where there is trouble
   */
  async import(file) {
    let merged = { progress: "", taken: 0, left: [] };
    await this.#change(async (text) => {
      if (file.size > LARGEST) {
        throw new Error(`This file is larger than 10 MB, so it was not read.`);
      }
      const texts = [text, await file.text()];
      merged = await this.#ask("merge", { urls: [this.#bank], texts });
      return merged.progress;
    });
    return this.trouble ? { taken: 0, left: [] } : merged;
  }

  /**
   * @param {string} kind `json`, `csv` or `markdown`
   * @returns {Promise<string>} empty where there is trouble
   */
  async export(kind) {
    this.trouble = "";
    if (kind === "json") {
      return this.text;
    }
    try {
      const asked = { urls: [this.#bank], texts: [this.text, kind] };
      return (await this.#ask("export", asked)).text;
    } catch (error) {
      this.trouble = words(error);
      return "";
    }
  }

  /** Deletes everything, in this tab too. */
  delete() {
    this.text = "";
    this.trouble = "";
    this.saved = false;
    this.#seen = null;
    try {
      localStorage.removeItem(KEY);
      localStorage.removeItem(CERTAINTY);
    } catch {
      this.trouble = DENIED;
    }
    this.#changed();
  }

  /** @param {(text: string) => Promise<string>} change */
  #change(change) {
    const changed = this.#queue.then(async () => {
      this.trouble = "";
      try {
        await this.#takeIn();
        this.text = await change(this.text);
        while (this.saved && !this.#write()) {
          await this.#takeIn();
        }
      } catch (error) {
        this.trouble = words(error);
      }
      this.#changed();
    });
    this.#queue = changed;
    return changed;
  }

  /** Adds what another tab has written since. */
  async #takeIn() {
    const stored = read();
    if (stored === this.#seen) {
      return;
    }
    const ours = this.text;
    this.#seen = stored;
    if (stored === null) {
      this.saved = false;
      this.trouble = CLEARED;
    } else {
      this.saved = true;
      this.text = stored;
      if (ours && ours !== stored) {
        this.text = (await this.#ask("merge", { texts: ["", stored, ours] })).progress;
      }
    }
  }

  /** @returns {boolean} false where another tab has written meanwhile */
  #write() {
    if (read() !== this.#seen) {
      return false;
    }
    if (this.text !== this.#seen) {
      try {
        localStorage.setItem(KEY, this.text);
      } catch (error) {
        const full = error instanceof DOMException && error.name === "QuotaExceededError";
        throw new Error(full ? FULL : DENIED);
      }
      this.#seen = this.text;
    }
    return true;
  }
}

/** @returns {string | null} */
function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Told where something is to be written.
  }
}

/** @param {unknown} error */
function words(error) {
  if (error instanceof EngineError && error.reason !== "refused") {
    return "Python did not answer, so nothing was changed.";
  }
  const { message } = /** @type {Error} */ (error);
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** Whether the reader wants to be asked how sure they are. */
export function certaintyWanted() {
  try {
    return localStorage.getItem(CERTAINTY) === "ask";
  } catch {
    return false;
  }
}

/**
 * Gives the reader a text as a file.
 * @param {string} text
 * @param {string} kind `json`, `csv` or `markdown`
 */
export function download(text, kind) {
  const link = document.createElement("a");
  // Spreadsheets take a file without this mark for one in an old code.
  const mark = kind === "csv" ? "\ufeff" : "";
  link.href = URL.createObjectURL(new Blob([mark, text]));
  const suffix = kind === "markdown" ? "md" : kind;
  link.download = `alliance-progress-${localTime().slice(0, 10)}.${suffix}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Returns the time where the reader is, with its offset from UTC. */
export function localTime(now = new Date()) {
  const minutes = -now.getTimezoneOffset();
  const here = new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const offset = new Date(Math.abs(minutes) * 60_000).toISOString().slice(11, 16);
  return `${here}${minutes < 0 ? "-" : "+"}${offset}`;
}
