/**
 * Cut Pyodide to what scoring uses: its library by modules, its WebAssembly by functions.
 *
 *     node runtime/cut.mjs FOLDER PYODIDE CASES
 *
 * FOLDER holds the lock and the wheels, PYODIDE the package from npm. The script, the core, the
 * rest and the compiled library are written to FOLDER. Prints JSON: `modules` and `functions`, how
 * many of each were kept; progress goes to the error stream.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { bundle, spokenOf, takeOnly } from "./glue.mjs";
import { ask, goWrong, LATER, PACKAGES, readCases, start } from "./node.mjs";
import { functionCount, haveRun, keepExports, markRuns, part } from "./wasm.mjs";

const CORE = "pyodide.asm.wasm";
const REST = "pyodide.rest.wasm";
const [folder, pyodide, casesPath] = process.argv.slice(2);
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

  say("a run from the stock library, to see what is imported");
  const stock = join(pyodide, "python_stdlib.zip");
  writeFileSync(join(folder, CORE), wasm);
  const recorded = await start(folder, stock, PACKAGES);
  const expected = cases.map((one) => JSON.stringify(ask(recorded, one)));
  goWrong(recorded);
  recorded.runPython(code);
  const members = recorded.globals.get("needed")("alliance_quiz");

  say("the library, compiled");
  // A Python that has done nothing else compiles: what was scored before must not show in the bytes.
  const compiler = await start(folder, stock, PACKAGES);
  compiler.runPython(code);
  compiler.globals.get("compile_library")(members, "alliance_quiz", "/tmp/library.gz");
  const compressed = compiler.FS.readFile("/tmp/library.gz");
  writeFileSync(join(folder, "python_stdlib.zip.gz"), compressed);
  const library = join(scratch, "library.zip");
  writeFileSync(library, gunzipSync(compressed));

  say("a run from the cut library, to see which functions are called");
  writeFileSync(join(folder, CORE), marked);
  const exports = await watch(async () => {
    const python = await start(folder, library, LATER);
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
  const wasm = keepExports(readFileSync(join(pyodide, CORE)), used);
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
