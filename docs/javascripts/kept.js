import { EngineError } from "./engine.js";
import { capital } from "./scorer.js";

/**
 * A text that Python writes, kept in the tab and, once the reader asks for it, on the device.
 *
 * A failure of storage is no exception: it comes back in words, and the tab goes on.
 *
 * @import { Engine } from "./engine.js"
 *
 * @typedef {object} Kind
 * @property {string} name of what is kept; Python returns the new text under it
 * @property {string} merge the function of `alliance_quiz.bridge` that joins two texts
 * @property {string} export the one that writes a text for reading
 */

const LARGEST = 10_000_000;

const FULL =
  "This browser has no more space for this site, so your latest answers are not saved. They are still in this tab: download them to keep them.";
const DENIED =
  "This browser does not let this site save anything. Your answers are in this tab until you close it: download them to keep them.";
const CLEARED =
  "What was saved on this device has been deleted, perhaps in another tab. This tab still has your answers until you close it; nothing more is saved unless you ask for it again.";

/**
 * Returns the name of a thing in storage: sites of one owner may share a host, and so its storage.
 * @param {string} name
 */
export function storageKey(name) {
  return `alliance.${name}:${new URL("..", import.meta.url).pathname}`;
}

export class Kept {
  /** The text; empty where there is nothing. */
  text = "";
  /** What went wrong last, in words. */
  trouble = "";
  ask;
  #known;
  #kind;
  #changed;
  /** @type {string | null} what storage held when it was last looked at */
  #seen = null;
  /** @type {Promise<unknown>} changes are made one after the other */
  #queue = Promise.resolve();

  /**
   * @param {Engine["ask"]} ask
   * @param {string} known the address of what the site knows: its questions, or its instruments
   * @param {Kind} kind
   * @param {() => void} [changed] is called after each change, in this tab or another
   */
  constructor(ask, known, kind, changed = () => {}) {
    this.ask = ask;
    this.#known = known;
    this.#kind = kind;
    this.#changed = changed;
    this.#seen = this.#read();
    this.text = this.#seen ?? "";
    addEventListener("storage", ({ key }) => {
      if (key === this.#key || key === null) {
        this.change(async (text) => text);
      }
    });
  }

  /** Whether it is on this device; what changes is saved there then. */
  get saved() {
    return this.#seen !== null;
  }

  /** Saves from now on. */
  keep() {
    return this.change(async (text) => text, true);
  }

  /**
   * Adds what is sound in a file.
   * @param {File} file
   * @returns {Promise<{taken: number, left: string[]}>} nothing taken where there is trouble
   */
  async import(file) {
    let merged = { taken: 0, left: [] };
    await this.change(async (text) => {
      if (file.size > LARGEST) {
        throw new Error(`This file is larger than 10 MB, so it was not read.`);
      }
      const texts = [text, await file.text()];
      const joined = await this.ask(this.#kind.merge, { urls: [this.#known], texts });
      merged = joined;
      return joined[this.name];
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
      const asked = { urls: [this.#known], texts: [this.text, kind] };
      return (await this.ask(this.#kind.export, asked)).text;
    } catch (error) {
      this.trouble = words(error);
      return "";
    }
  }

  /** Deletes everything, in this tab too. */
  delete() {
    this.text = "";
    this.trouble = "";
    this.#seen = null;
    try {
      localStorage.removeItem(this.#key);
    } catch {
      this.trouble = DENIED;
    }
    this.#changed();
  }

  /**
   * Makes a change, once more where another tab has written meanwhile.
   * @param {(text: string, stored: string) => Promise<string>} change takes the text, and what is
   *   on the device; returns the new text
   * @param {boolean} [saving] whether to save it, even where nothing is saved yet
   */
  change(change, saving = false) {
    const changed = this.#queue.then(async () => {
      this.trouble = "";
      try {
        let text = "";
        do {
          await this.#takeIn(saving);
          text = await change(this.text, this.#seen ?? "");
        } while (!this.#write(text, saving));
      } catch (error) {
        this.trouble = words(error);
      }
      this.#changed();
    });
    this.#queue = changed;
    return changed;
  }

  /**
   * Takes what another tab has written since, and adds what is in this tab alone.
   * @param {boolean} saving
   */
  async #takeIn(saving) {
    const stored = this.#read();
    if (stored === this.#seen) {
      return;
    }
    const ours = this.text !== this.#seen && this.text;
    this.#seen = stored;
    if (stored !== null) {
      this.text = stored;
      if (ours && ours !== stored) {
        const texts = ["", stored, ours];
        this.text = (await this.ask(this.#kind.merge, { texts }))[this.name];
      }
    } else if (!saving) {
      this.trouble = CLEARED;
    }
  }

  /**
   * @param {string} text
   * @param {boolean} saving
   * @returns {boolean} false where another tab has written meanwhile
   */
  #write(text, saving) {
    const saved = saving || this.saved;
    if (saved && this.#read() !== this.#seen) {
      return false;
    }
    this.text = text;
    if (saved && text !== this.#seen) {
      try {
        localStorage.setItem(this.#key, text);
      } catch (error) {
        const full = error instanceof DOMException && error.name === "QuotaExceededError";
        throw new Error(full ? FULL : DENIED);
      }
      this.#seen = text;
    }
    return true;
  }

  get name() {
    return this.#kind.name;
  }

  get #key() {
    return storageKey(this.name);
  }

  /** @returns {string | null} */
  #read() {
    try {
      return localStorage.getItem(this.#key);
    } catch {
      return null; // Told where something is to be written.
    }
  }
}

/**
 * Gives the reader a text as a file.
 * @param {string} name of what is in it
 * @param {string} text
 * @param {string} kind `json`, `csv` or `markdown`
 */
export function download(name, text, kind) {
  const link = document.createElement("a");
  // Spreadsheets take a file without this mark for one in an old code.
  const mark = kind === "csv" ? "\ufeff" : "";
  link.href = URL.createObjectURL(new Blob([mark, text]));
  const suffix = kind === "markdown" ? "md" : kind;
  link.download = `alliance-${name}-${localTime().slice(0, 10)}.${suffix}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {unknown} error */
function words(error) {
  if (error instanceof EngineError && error.reason !== "refused") {
    return "Python did not answer, so nothing was changed.";
  }
  return capital(/** @type {Error} */ (error).message);
}

/** Returns the time in UTC, to the second. */
export function utcTime() {
  return new Date().toISOString().replace(/\.\d+/, "");
}

/** Returns the time where the reader is, with its offset from UTC. */
export function localTime(now = new Date()) {
  const minutes = -now.getTimezoneOffset();
  const here = new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const offset = new Date(Math.abs(minutes) * 60_000).toISOString().slice(11, 16);
  return `${here}${minutes < 0 ? "-" : "+"}${offset}`;
}
