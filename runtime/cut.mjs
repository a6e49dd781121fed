/**
 * Cut Pyodide to what scoring uses: its library by modules, its WebAssembly by functions; and take
 * an image of its memory, so that a browser need not start Python anew.
 *
 *     node runtime/cut.mjs FOLDER PYODIDE LIBRARY CASES
 *
 * FOLDER holds the lock and the wheels, PYODIDE the package from npm, LIBRARY the whole library.
 * The script, the core, the rest, the compiled library and the image are written to FOLDER. Prints
 * JSON: `modules` and `functions`, how many of each were kept; progress goes to the error stream.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundle, spokenOf, takeOnly } from "./glue.mjs";
import { ask, goWrong, PACKAGES, readCases, start } from "./node.mjs";
import { functionCount, haveRun, keepExports, markRuns, part } from "./wasm.mjs";

const CORE = "pyodide.asm.wasm";
const REST = "pyodide.rest.wasm";
/** Exports that an image is taken with. */
const FOR_IMAGES = [
  "emscripten_stack_get_current",
  "emscripten_stack_get_end",
  "malloc_footprint",
  "malloc_set_footprint_limit",
];
/** Of free memory, the largest and the smallest piece that is cleared. */
const [LARGEST, SMALLEST] = [2 ** 22, 2 ** 3];
/** What is to be in the image, and nothing that is only left over. */
const SETTLE = `
import gc, re, sys
import alliance_quiz.bridge
if "random" in sys.modules:
    raise ImportError("alliance_quiz imports random: every reader would draw the same numbers")
re.purge()
sys._clear_internal_caches()
# Nobody types, and a file that is open keeps 128 kB.
sys.stdin = sys.__stdin__ = None
gc.collect()
del alliance_quiz, gc, re, sys
`;
/** So many words that stay the same end a run of those that change. */
const GAP = 8;
const [folder, pyodide, whole, casesPath] = process.argv.slice(2);
// Pyodide notes the path of this file, which would stand in the image, and make it another elsewhere.
process.argv.length = 1;
const code = readFileSync(new URL("library.py", import.meta.url), "utf8");
const cases = readCases(casesPath);
const scratch = mkdtempSync(join(tmpdir(), "python-"));
try {
  console.log(JSON.stringify(await cut()));
} finally {
  rmSync(scratch, { recursive: true });
}

async function cut() {
  say("the script, and the exports of the WebAssembly module that it uses");
  const wasm = await writeScript();
  const marked = markRuns(wasm);

  say("a run from the whole library, to see what is imported");
  writeFileSync(join(folder, CORE), wasm);
  const recorded = await start(folder, { library: whole, packages: PACKAGES });
  const expected = cases.map((one) => JSON.stringify(ask(recorded, one)));
  goWrong(recorded);
  recorded.runPython(code);
  const members = recorded.globals.get("needed")("alliance_quiz");

  say("the library, compiled");
  // A Python that has done nothing else compiles: what was scored before must not show in the bytes.
  const compiler = await start(folder, { library: whole, packages: PACKAGES });
  compiler.runPython(code);
  compiler.globals.get("compile_library")(members, "alliance_quiz", "/tmp/library.zip");
  const library = join(folder, "python_stdlib.pyz");
  writeFileSync(library, compiler.FS.readFile("/tmp/library.zip"));

  say("an image of its memory, with our package imported");
  writeFileSync(join(folder, "python.gz"), await takeImage(library));

  say("a run from the image, to see which functions are called");
  writeFileSync(join(folder, CORE), marked);
  const exports = await watch(async () => {
    const python = await start(folder);
    compare(python, expected);
    goWrong(python);
  });
  const kept = new Set([...haveRun(exports), ...calledInBrowsers()]);
  const { core, rest } = part(wasm, kept);
  writeFileSync(join(folder, CORE), core);
  writeFileSync(join(folder, REST), rest);
  return {
    modules: members.split("\n").length,
    functions: kept.size,
    allFunctions: functionCount(wasm),
  };
}

/** Write the script that starts Python; return the module with the exports that it uses. */
async function writeScript() {
  const read = (/** @type {string} */ name) => readFileSync(join(pyodide, name), "utf8");
  const glue = read("pyodide.asm.mjs");
  const used = spokenOf(glue + read("pyodide.mjs"));
  const wasm = keepExports(
    readFileSync(join(pyodide, CORE)),
    (name) => used(name) || FOR_IMAGES.includes(name),
  );
  const exports = WebAssembly.Module.exports(new WebAssembly.Module(wasm));
  const path = join(scratch, "glue.mjs");
  writeFileSync(path, takeOnly(glue, new Set(exports.map(({ name }) => name))));
  const entry = new URL("start.mjs", import.meta.url).pathname;
  writeFileSync(
    join(folder, "start.mjs"),
    await bundle(entry, { "pyodide/pyodide.asm.mjs": path }),
  );
  return wasm;
}

/**
 * Return, compressed, what differs in memory between a Python that has imported our package and
 * one that is about to start; `restore` in start.mjs reads it.
 *
 * @param {string} library
 */
async function takeImage(library) {
  // The time and what is random would be other ones in each build.
  const crypto = createRequire(import.meta.url)("node:crypto");
  const { randomFillSync } = crypto;
  const { now } = Date;
  crypto.randomFillSync = (/** @type {Uint8Array} */ view) => view.fill(0);
  Date.now = () => 0;
  performance.now = () => 0;
  let before = new Uint32Array();
  const python = await start(folder, {
    library,
    packages: [],
    options: { _makeSnapshot: true },
    prepare: ({ HEAPU32 }) => {
      before = HEAPU32.slice();
    },
  });
  python.runPython(SETTLE);
  crypto.randomFillSync = randomFillSync;
  Date.now = now;
  // Its own one is behind this.
  Reflect.deleteProperty(performance, "now");
  /** @type {any} */
  const { _api: api, _module: module } = python;
  const held = JSON.stringify(api.serializeHiwireState());
  if (held !== '{"hiwireKeys":[null],"immortalKeys":[]}') {
    throw new Error(`Python holds things of JavaScript, which an image cannot: ${held}`);
  }
  const after = module.HEAPU32;
  if (after.length !== before.length) {
    throw new Error("importing our package takes more memory than Python has when it starts");
  }
  clearFree(module);
  return gzipSync(difference(before, after), { level: 9 });
}

/**
 * Put zeros where memory is free: what was there before makes an image no better, only larger.
 *
 * @param {any} module
 */
function clearFree({ HEAPU8, ...module }) {
  HEAPU8.fill(0, module._emscripten_stack_get_end(), module._emscripten_stack_get_current());
  // Whoever asks for memory then gets what is free, and nothing when all of that is taken.
  module._malloc_set_footprint_limit(module._malloc_footprint());
  const taken = [];
  for (let size = LARGEST; size >= SMALLEST; size /= 2) {
    for (let place = module._malloc(size); place; place = module._malloc(size)) {
      HEAPU8.fill(0, place, place + size);
      taken.push(place);
    }
  }
  taken.forEach(module._free);
  module._malloc_set_footprint_limit(-1);
}

/**
 * @param {Uint32Array} before
 * @param {Uint32Array} after
 */
function difference(before, after) {
  /** @type {{place: number, end: number}[]} */
  const runs = [];
  after.forEach((word, place) => {
    if (word === before[place]) {
      return;
    }
    const last = runs.at(-1);
    if (last && place - last.end < GAP) {
      last.end = place + 1;
    } else {
      runs.push({ place, end: place + 1 });
    }
  });
  const words = [runs.length, ...runs.flatMap(({ place, end }) => [place, end - place])];
  return Buffer.concat(
    [Uint32Array.from(words), ...runs.map(({ place, end }) => after.subarray(place, end))].map(
      ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength),
    ),
  );
}

/**
 * Return the exports of the large module that is made meanwhile.
 *
 * @param {() => Promise<void>} run
 */
async function watch(run) {
  const { instantiate } = WebAssembly;
  /** @type {WebAssembly.Exports} */
  let exports = {};
  WebAssembly.instantiate = async (source, imports) => {
    const made = await instantiate(source, imports);
    if ("instance" in made) {
      exports = made.instance.exports;
    }
    return made;
  };
  await run();
  WebAssembly.instantiate = instantiate;
  return exports;
}

/**
 * What Pyodide opens while it starts leaves no trace in a list of modules: compare what it answers.
 *
 * @param {import("pyodide").PyodideInterface} python
 * @param {string[]} expected
 */
function compare(python, expected) {
  cases.forEach((one, index) => {
    const answer = JSON.stringify(ask(python, one));
    if (answer !== expected[index]) {
      throw new Error(
        `case "${one.name}": the cut library gives ${answer}, the stock one ${expected[index]}`,
      );
    }
  });
}

/** Functions that a browser calls and Node does not; a test in a browser says which are missing. */
function calledInBrowsers() {
  const { version } = JSON.parse(readFileSync(join(pyodide, "package.json"), "utf8"));
  const lines = readFileSync(new URL("browsers.txt", import.meta.url), "utf8").split("\n");
  if (lines[0] !== `Pyodide ${version}`) {
    throw new Error(
      `runtime/browsers.txt is for ${lines[0]}, not for Pyodide ${version}: leave only its first line, with the new version, and run the tests in a browser, which name what is missing`,
    );
  }
  return lines.slice(1).filter(Boolean).map(Number);
}

/** @param {string} step */
function say(step) {
  console.error(`  ${step} ...`);
}
