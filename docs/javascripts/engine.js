/**
 * Put answers to the Python worker and hand back its results: one promise a question.
 *
 * The page has one engine. A worker that fails or hangs is ended; the next question starts anew.
 *
 * @import { Failure, Progress, Reply } from "./worker.js"
 *
 * @typedef {Failure | "timeout" | "crashed" | "refused"} Reason
 *   `refused`: Python found fault with the answers or the definition, and the message says which.
 */

/** A worker that has said nothing for so long, in milliseconds, is taken to hang. */
const SILENCE = 60_000;

/** Raised where there is no result; `reason` is for the page to put into words. */
export class EngineError extends Error {
  /**
   * @param {Reason} reason
   * @param {string} [message]
   */
  constructor(reason, message = reason) {
    super(message);
    this.name = "EngineError";
    this.reason = reason;
  }
}

export class Engine {
  /** @type {Progress | undefined} what the worker last told of its start */
  progress;
  #python;
  #onProgress;
  #asked = 0;
  /** @type {Map<number, {resolve: (result: any) => void, reject: (error: EngineError) => void}>} */
  #waiting = new Map();
  /** @type {Promise<Worker> | undefined} */
  #worker;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #alarm;
  /** Whether a worker has failed before. */
  #failed = false;

  /**
   * @param {string} pythonUrl the folder that the build has made, relative to the page
   * @param {{onProgress?: (progress: Progress) => void}} [options]
   */
  constructor(pythonUrl, { onProgress = () => {} } = {}) {
    this.#python = new URL(pythonUrl.replace(/\/?$/, "/"), location.href).href;
    this.#onProgress = onProgress;
  }

  /** Start Python unless it is there; without this, the first question does so. */
  start() {
    if (this.#worker) {
      return;
    }
    const url = new URL("worker.js", import.meta.url);
    url.searchParams.set("python", this.#python);
    if (this.#failed) {
      url.searchParams.set("again", "");
    }
    const opened = open(url, this.#failed ? "no-cache" : "default");
    this.#worker = opened;
    this.progress = undefined;
    // What an ended worker said last may still come in; it concerns nobody.
    const current = () => this.#worker === opened;
    opened.then(
      (worker) => {
        worker.onmessage = ({ data }) => current() && this.#receive(data);
        // A worker whose script does not come tells so by the same event as one that breaks.
        worker.onerror = () => current() && this.#end(this.progress ? "crashed" : "download");
      },
      () => current() && this.#end("download"),
    );
    this.#listen();
  }

  /**
   * Return what a function of `alliance_quiz.bridge` returns, or throw an `EngineError`.
   *
   * @param {string} call
   * @param {{urls?: string[], texts?: string[], packages?: string[]}} asked addresses of texts,
   *   relative to the page; further texts; and the packages that the function needs
   * @returns {Promise<any>}
   */
  ask(call, { urls = [], texts = [], packages = [] }) {
    const addresses = urls.map((url) => new URL(url, location.href).href);
    this.start();
    return new Promise((resolve, reject) => {
      const id = this.#asked++;
      this.#waiting.set(id, { resolve, reject });
      const question = { id, call, urls: addresses, texts, packages };
      this.#worker?.then(
        (worker) => worker.postMessage(question),
        () => {}, // Told already.
      );
      this.#listen();
    });
  }

  /** @param {Reply} reply */
  #receive(reply) {
    if ("progress" in reply) {
      this.progress = reply.progress;
      if (reply.progress.total) {
        this.#onProgress(reply.progress);
      }
    } else if ("id" in reply) {
      const asked = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ("result" in reply) {
        asked?.resolve(JSON.parse(reply.result));
      } else if ("error" in reply) {
        asked?.reject(new EngineError("refused", reply.error));
      } else {
        asked?.reject(new EngineError(reply.failed));
      }
    } else {
      this.#end(reply.failed);
      return;
    }
    this.#listen();
  }

  /** Wait for the next word, as long as one is owed. */
  #listen() {
    clearTimeout(this.#alarm);
    if (this.progress?.stage !== "ready" || this.#waiting.size) {
      this.#alarm = setTimeout(() => this.#end("timeout"), SILENCE);
    }
  }

  /** @param {Reason} reason */
  #end(reason) {
    clearTimeout(this.#alarm);
    this.#worker?.then(
      (worker) => worker.terminate(),
      () => {},
    );
    this.#worker = undefined;
    this.#failed = true;
    for (const { reject } of this.#waiting.values()) {
      reject(new EngineError(reason));
    }
    this.#waiting.clear();
  }
}

/**
 * Open a worker, once its script is what the page's import map says: browsers hold modules to that,
 * and no worker, which then has its script from the browser's cache.
 *
 * @param {URL} url
 * @param {RequestCache} cache
 */
async function open(url, cache) {
  const map = document.querySelector("script[type=importmap]")?.textContent ?? "{}";
  const [, integrity = ""] =
    Object.entries(JSON.parse(map).integrity ?? {}).find(
      ([address]) => new URL(address, document.baseURI).pathname === url.pathname,
    ) ?? [];
  await fetch(url, { cache, integrity });
  return new Worker(url, { type: "module" });
}
