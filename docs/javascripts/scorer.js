import { Engine, EngineError } from "./engine.js";

/**
 * What the forms share: Python asked for a score, its waits and failures told, parts found and made.
 *
 * @import { Progress } from "./worker.js"
 */

/** What keeps Python from answering, in words for the reader, and what to do. */
export const REASONS = {
  "wasm-blocked":
    "This browser, or the network it is on, does not let WebAssembly run. Python needs it: use another browser or network.",
  download: "Python could not be downloaded. See whether you are online, then try again.",
  start:
    "Python was downloaded, but it could not start. Close other tabs to free memory, then try again.",
  timeout: "Python gave no sign for 60 seconds. Try again.",
  crashed: "Python stopped while it was working. Close other tabs to free memory, then try again.",
  refused: "Python could not read these answers. Try again; if it fails again, reload the page.",
};

/** A wait shorter than this needs no words. */
const PATIENCE = 300;
/** So long after a score, in milliseconds, the reader is reading. */
const IDLE = 1_000;
/** A form this far below the view, in heights of it, is near. */
const NEAR = "50%";

/**
 * Has answers scored by Python, and tells the reader how far it is, or why it cannot.
 * Answers stay in the form whatever happens.
 */
export class Scorer {
  /** The address of what answers are scored by. */
  definition;
  /** Whether the browser asks to save data, so that Python waits for the reader. */
  saving = Boolean(/** @type {any} */ (navigator).connection?.saveData);
  /** @type {Promise<void>} settled once Python is wanted */
  wanted;
  /** @type {() => void} */
  #want = () => {};
  #engine;
  /** @type {Set<(progress?: Progress) => void>} of each wait that is shown, what keeps it true */
  #waits = new Set();

  /**
   * @param {HTMLElement} element with the addresses `definition` and `python`, relative to the page
   */
  constructor(element) {
    const address = (/** @type {string} */ name) =>
      new URL(element.getAttribute(name) ?? "", document.baseURI).href;
    this.definition = address("definition");
    this.#engine = new Engine(address("python"), {
      onProgress: (progress) => {
        for (const follow of this.#waits) {
          follow(progress);
        }
      },
    });
    this.wanted = new Promise((resolve) => {
      this.#want = resolve;
    });
    this.#startNear(element);
  }

  /**
   * Starts Python when the form comes near the view, or is touched where data is to be saved.
   * @param {HTMLElement} form
   */
  #startNear(form) {
    for (const type of ["pointerdown", "focusin"]) {
      form.addEventListener(type, () => this.start(), { once: true });
    }
    if (this.saving) {
      return;
    }
    const view = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) {
          view.disconnect();
          this.start();
        }
      },
      { rootMargin: NEAR },
    );
    // Python's start keeps every processor busy, so the page's own goes first.
    addEventListener("DOMContentLoaded", () => view.observe(form), { once: true });
  }

  /** Starts Python, so that it is there when the reader needs it. A failure is told later. */
  start() {
    this.#engine.start();
    this.#want();
  }

  /**
   * Asks Python for something else than a score; a failure is the caller's to tell.
   * @type {Engine["ask"]}
   */
  ask(call, asked) {
    return this.#engine.ask(call, asked);
  }

  /**
   * @param {object} responses as `alliance_quiz.bridge` takes them
   * @param {HTMLElement} region a live region, for what the reader should know meanwhile
   * @param {() => void} again asks once more, after a failure
   * @param {HTMLDetailsElement} [paper] what the reader can use without Python
   * @returns {Promise<any>} the result, or nothing after a failure
   */
  score(responses, region, again, paper) {
    const texts = [JSON.stringify(responses)];
    return this.show(this.ask("score", { urls: [this.definition], texts }), region, again, paper);
  }

  /**
   * Tells of a wait, and of a failure.
   * @param {Promise<any>} asked
   * @param {HTMLElement} region
   * @param {() => void} again
   * @param {HTMLDetailsElement} [paper]
   * @returns {Promise<any>} what was asked, or nothing after a failure
   */
  async show(asked, region, again, paper) {
    /** @type {(progress?: Progress) => void} */
    let follow = () => {};
    const wait = setTimeout(() => {
      follow = showWait(region);
      follow(this.#engine.progress);
      this.#waits.add(follow);
    }, PATIENCE);
    try {
      const result = await asked;
      keepSite();
      return result;
    } catch (error) {
      this.#showFailure(error, region, again, paper);
    } finally {
      clearTimeout(wait);
      this.#waits.delete(follow);
    }
  }

  /**
   * @param {unknown} error
   * @param {HTMLElement} region
   * @param {() => void} again
   * @param {HTMLDetailsElement} [paper]
   */
  #showFailure(error, region, again, paper) {
    const reason = error instanceof EngineError ? error.reason : "crashed";
    const told = [element("p", `${REASONS[reason]} Your answers are still here. `)];
    if (reason === "download") {
      // A tab of an older version asks for files that the server has no more.
      const words = "If trying again does not help, reload the page: the site may have changed.";
      told.push(element("p", words, history.state?.chosen ? " Your answers stay." : ""));
    }
    if (paper) {
      const link = element("a", paper.querySelector("summary")?.textContent ?? "");
      link.setAttribute("href", `#${paper.id}`);
      told.push(element("p", "You can go on without it: ", link, "."));
      paper.hidden = false;
      paper.open = true;
    }
    const retry = button("Try again");
    retry.addEventListener("click", () => {
      // The button goes; focus stays where the answer will be.
      region.tabIndex = -1;
      region.focus();
      region.replaceChildren();
      again();
    });
    region.replaceChildren(...told, retry);
  }
}

/**
 * Tells of a wait; returns what keeps the telling true.
 * @param {HTMLElement} region
 */
function showWait(region) {
  const words = element("span", "Starting Python on this device.");
  const bytes = element("span");
  // It changes ten times a second: a screen reader has it from the bar, when asked.
  bytes.setAttribute("aria-hidden", "true");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", "Python downloaded");
  region.replaceChildren(element("p", words, " ", bytes), bar);
  return (/** @type {Progress | undefined} */ progress) => {
    if (progress?.stage === "ready") {
      words.textContent = "Python is at work on this device.";
      bytes.textContent = "";
      bar.hidden = true;
    } else if (progress?.total) {
      const told = `${megabytes(progress.loaded)} of ${megabytes(progress.total)} MB are here.`;
      bytes.textContent = told;
      bar.setAttribute("aria-valuetext", told);
      bar.max = progress.total;
      bar.value = progress.loaded;
    }
  };
}

let asked = false;

/**
 * Has the site kept for the next visit, once the first score is painted: before it, the service
 * worker would take a share of the line and the processor from Python's own start.
 */
function keepSite() {
  if (asked) {
    return;
  }
  asked = true;
  setTimeout(() => import("./offline.js").then(({ begin }) => begin()).catch(console.warn), IDLE);
}

/** @param {number} bytes */
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/**
 * @param {string} tag
 * @param {(string | Node)[]} content texts and elements; never markup
 */
export function element(tag, ...content) {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
}

/** @param {string} label */
export function button(label) {
  const made = element("button", label);
  made.className = "md-button";
  made.setAttribute("type", "button");
  return made;
}

/**
 * @param {Element} root
 * @param {string} selector of an element that the page always has
 */
export function find(root, selector) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}

/**
 * Gives a copy ids that are nobody else's.
 * @param {Element | DocumentFragment} copy
 * @param {string} prefix
 */
export function ownIds(copy, prefix) {
  for (const name of ["id", "for", "aria-describedby", "aria-labelledby"]) {
    for (const part of copy.querySelectorAll(`[${name}]`)) {
      part.setAttribute(name, prefix + part.getAttribute(name));
    }
  }
}

/**
 * Returns why Python refused, in words for the reader, or throws the error on.
 * @param {unknown} error
 */
export function refusal(error) {
  if (error instanceof EngineError && error.reason === "refused") {
    return capital(error.message);
  }
  throw error;
}

/**
 * Returns words as they begin a sentence.
 * @param {string} words
 */
export function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
