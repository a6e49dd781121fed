/**
 * Score answers in Python, in a module worker, where a start that hangs can be ended by the page.
 *
 * The worker's own address names the folder of Python: worker.js?python=<absolute URL>. With &again
 * the browser asks the server whether what it has is still right: a start has failed before.
 * Only strings cross to Python and back.
 *
 * @typedef {object} Question
 * @property {number} id
 * @property {string} call a function of `alliance_quiz.bridge`
 * @property {string[]} urls absolute addresses of texts that go before the others
 * @property {string[]} texts
 * @property {string[]} packages what the function imports besides `alliance_quiz`
 *
 * @typedef {"download" | "start" | "ready"} Stage
 * @typedef {{stage: Stage, loaded: number, total: number}} Progress
 *   Bytes, after decompression; `total` is 0 until it is known.
 * @typedef {"wasm-blocked" | "download" | "start"} Failure
 * @typedef {(
 *   | {id: number, result: string}
 *   | {id: number, error: string}
 *   | {id: number, failed: "download"}
 *   | {progress: Progress}
 *   | {failed: Failure}
 * )} Reply
 *   A failure without an id is the worker's last word.
 */

const SCRIPT = "start.mjs";
const CORE = "pyodide.asm.wasm";
/** What Python starts from: an image of its memory, or as Pyodide comes, its library. */
const IMAGE = "python.gz";
const CONTENTS = "contents.json";
/** The smallest WebAssembly module there is. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
/** Progress is told at most this often, in milliseconds. */
const PACE = 100;

const { fetch: browserFetch } = self;
const parameters = new URLSearchParams(location.search);
/** @type {RequestCache} */
const cache = parameters.has("again") ? "no-cache" : "default";
const progress = { stage: /** @type {Stage} */ ("download"), loaded: 0, total: 0 };
let told = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let later;

/** @type {Failure} what a failed start is put down to */
let cause = "start";
/** @type {(error: unknown) => void} */
let giveUp;
/**
 * Rejected by the first thing that goes wrong, since Pyodide then waits for ever.
 *
 * @type {Promise<never>}
 */
const trouble = new Promise((_, reject) => {
  giveUp = reject;
});

/**
 * What the build has written of each file, by its name.
 *
 * @typedef {{name: string, first: boolean, bytes: number, sha256: string}} Entry
 * @type {Promise<Map<string, Entry>>}
 */
let contents;

/** @type {Promise<void>[]} of each download, whether it is what was built */
const checks = [];

/** @type {Map<string, Promise<string>>} texts by their address */
const texts = new Map();

/** @param {Reply} message */
const reply = (message) => postMessage(message);

/** @param {Partial<Progress>} change */
function tell(change) {
  Object.assign(progress, change);
  clearTimeout(later);
  const wait = change.stage ? 0 : told + PACE - performance.now();
  if (wait > 0) {
    // Perhaps nothing comes for long, and this is the last that can be told.
    later = setTimeout(tell, wait, {});
    return;
  }
  told = performance.now();
  reply({ progress });
}

/** @param {unknown} error */
function lost(error) {
  cause = "download";
  giveUp(error);
}

/** @param {string} url */
function ours(url) {
  const { origin, href } = new URL(url);
  if (origin !== location.origin) {
    throw new Error(`${href} is not on this site; name an address on ${location.origin}`);
  }
  return href;
}

/** @type {typeof fetch} */
async function get(url, options) {
  const response = await browserFetch(url, { cache, ...options });
  if (!response.ok) {
    throw new Error(`${response.url} was answered with ${response.status}`);
  }
  return response;
}

/**
 * Get a file that Python cannot start without, count its bytes as they come, and check them.
 *
 * @type {typeof fetch}
 */
async function download(url, options) {
  try {
    const response = await get(url, options);
    // Of a copy: browsers keep compiled WebAssembly only with the response it came from.
    const checked = check(String(url), response.clone());
    checked.catch(lost);
    checks.push(checked);
    return response;
  } catch (error) {
    lost(error);
    throw error;
  }
}

/**
 * @param {string} url
 * @param {Response} response
 */
async function check(url, { body }) {
  const parts = [];
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (body).getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    parts.push(step.value);
    tell({ loaded: progress.loaded + step.value.length });
  }
  const entry = (await contents).get(url.split("/").at(-1) ?? "");
  await verify(url, await new Blob(parts).arrayBuffer(), entry?.sha256);
}

/**
 * Throw unless a digest begins as it should.
 *
 * @param {string} url
 * @param {BufferSource} data
 * @param {string} [sha256] in hex
 */
async function verify(url, data, sha256 = "no such file") {
  // Browsers have it on https and on this device only.
  if (!crypto.subtle) {
    return;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  if (
    !Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"))
      .join("")
      .startsWith(sha256)
  ) {
    throw new Error(`${url} is not what was built`);
  }
}

/**
 * Read a file while Python stands still in the midst of a call, which nothing but this can do.
 * Nor can its digest be awaited before the call has ended; its length tells an error page and a
 * file that is broken off.
 *
 * @param {string} url
 * @param {Entry} [entry]
 */
function readNow(url, entry) {
  try {
    const request = new XMLHttpRequest();
    request.open("GET", url, false);
    request.responseType = "arraybuffer";
    if (cache === "no-cache") {
      request.setRequestHeader("Cache-Control", cache);
    }
    request.send();
    if (request.status !== 200 || request.response.byteLength !== entry?.bytes) {
      throw new Error(`${url} was answered with ${request.status}, or is not what was built`);
    }
    checks.push(verify(url, request.response, entry?.sha256));
    return request.response;
  } catch (error) {
    // Python cannot go on from here; the page ends this worker.
    reply({ failed: "download" });
    throw error;
  }
}

/**
 * Read the list of all files, and find out how many bytes will come.
 *
 * @param {string} folder is named by the digest of the list's names and digests
 */
async function readContents(folder) {
  const url = folder + CONTENTS;
  const list = await (await get(url)).text();
  /** @type {Entry[]} */
  const files = JSON.parse(list).files;
  const lines = files.map(({ name, sha256 }) => `${name} ${sha256}\n`).join("");
  await verify(url, new TextEncoder().encode(lines), folder.split("/").at(-2));
  // Scripts come by import(), which tells nothing of their bytes.
  const counted = files.filter(({ name, first }) => first && !name.endsWith(".mjs"));
  tell({ total: counted.reduce((sum, { bytes }) => sum + bytes, 0) });
  return new Map(files.map((entry) => [entry.name, entry]));
}

/** Start Python; return it with the module that scores. */
async function boot() {
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (error) {
    // Where a policy forbids WebAssembly, Pyodide gives neither a result nor an error.
    cause = "wasm-blocked";
    throw error;
  }
  const folder = ours(parameters.get("python") ?? "");
  const file = (/** @type {string} */ name) => new URL(name, folder).href;
  const image = file(IMAGE);
  tell({ stage: "download" });

  contents = readContents(folder);
  contents.catch(lost);
  // All at once; Pyodide by itself asks for each file only when another has come.
  const early = new Map([image, file(CORE)].map((address) => [address, download(address)]));
  const lock = download(file("pyodide-lock.json")).then((response) => response.text());
  const script = get(file(SCRIPT)).then(async (response) => {
    const entry = (await contents).get(SCRIPT);
    await verify(response.url, await response.arrayBuffer(), entry?.sha256);
    return import(file(SCRIPT));
  });
  script.catch(lost);

  self.fetch = async (url, options) => {
    const address = String(url);
    const response = await (early.get(address) ?? download(url, options));
    // What has been read once is fetched anew: Python may have to start again.
    early.delete(address);
    // To servers it is a file like any other.
    return address === image
      ? new Response(response.body?.pipeThrough(new DecompressionStream("gzip")))
      : response;
  };
  const { instantiateStreaming } = WebAssembly;
  Object.assign(WebAssembly, {
    /** @type {typeof instantiateStreaming} */
    async instantiateStreaming(source, imports) {
      try {
        const made = await instantiateStreaming(source, imports);
        tell({ stage: "start" });
        return made;
      } catch (error) {
        // A module that is broken off is a TypeError; one that cannot be compiled is not.
        (error instanceof TypeError ? lost : giveUp)(error);
        throw error;
      }
    },
  });

  const [{ start }, entries] = await Promise.all([script, contents]);
  const pyodide = await start(
    {
      indexURL: folder,
      stdLibURL: image,
      lockFileContents: lock,
      // Named outright, or Pyodide looks for what is not here on a host of its own.
      packageBaseUrl: folder,
      stdout: () => {},
    },
    (/** @type {string} */ name) => readNow(file(name), entries.get(name)),
  );
  const bridge = pyodide.pyimport("alliance_quiz.bridge");
  await Promise.all(checks);
  tell({ stage: "ready", loaded: progress.total });
  return { pyodide, bridge };
}

const ready = Promise.race([boot(), trouble]).catch(async (error) => {
  console.error(error);
  if (cause === "start") {
    // Perhaps for what came broken: its digest tells.
    await Promise.allSettled(checks);
  }
  reply({ failed: cause });
  return /** @type {Promise<never>} */ (new Promise(() => {}));
});

/** @param {string} url */
function read(url) {
  const text = texts.get(url) ?? get(ours(url)).then((response) => response.text());
  texts.set(url, text);
  return text;
}

/**
 * Have texts fetched anew when they are asked for again.
 *
 * @param {string[]} urls
 */
function forget(urls) {
  for (const url of urls) {
    texts.delete(url);
  }
}

/**
 * @param {Question} question
 * @returns {Promise<Reply>}
 */
async function answer({ id, call, urls, texts: given, packages }) {
  let fetched;
  try {
    fetched = await Promise.all(urls.map(read));
  } catch (error) {
    console.error(error);
    forget(urls);
    return { id, failed: "download" };
  }
  const { pyodide, bridge } = await ready;
  const wanted = packages.filter((name) => !(name in pyodide.loadedPackages));
  if (wanted.length) {
    await pyodide.loadPackage(wanted);
    if (wanted.some((name) => !(name in pyodide.loadedPackages))) {
      return { id, failed: "download" };
    }
  }
  try {
    return { id, result: bridge[call](...fetched, ...given) };
  } catch (error) {
    if (
      !(error instanceof pyodide.ffi.PythonError) ||
      /** @type {any} */ (error).type === "MemoryError"
    ) {
      throw error;
    }
    // The definition may be at fault, not the answers.
    forget(urls);
    // The error itself has the whole traceback for its message.
    const sys = pyodide.pyimport("sys");
    const message = String(sys.last_exc);
    // What was read from a proxy goes with it.
    sys.destroy();
    return { id, error: message };
  }
}

addEventListener("message", ({ data }) => {
  // What is no fault of the answers has broken Python itself: let the page hear of a crash.
  answer(data).then(async (told) => {
    try {
      await Promise.all(checks);
      reply(told);
    } catch (error) {
      console.error(error);
      reply({ failed: "download" });
    }
  }, reportError);
});

// To the type checker, a file that neither imports nor exports is no module.
export {};
