/** Start the site's Python under Node and put cases to it; the build and the tests share this. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

/**
 * @import { PyodideInterface } from "pyodide"
 *
 * @typedef {object} Case one file of tests/cases
 * @property {string} name
 * @property {string} call a function of `alliance_quiz.bridge`
 * @property {string[]} texts what it is given
 * @property {unknown} [result] what it returns
 * @property {string} [error] the message of the error that it raises instead
 *
 * @typedef {{result: string} | {error: string, missing: string}} Answer
 *   `missing` names the module that Python looked for in vain, else it is empty.
 */

/**
 * Code that goes wrong, each in its own way: the modules that only a fault needs (to print a
 * traceback, to suggest a name, to measure wide letters, to warn) must stay in the library.
 */
const FAULTY = [
  "1 / 0",
  "nmae = 1; name",
  "[].lenght",
  "import tomlib",
  "{}['治療同盟']",
  "'治療同盟' + 1; 名 = 1",
  "'é😀'.encode('ascii')",
  "b'\\xff'.decode()",
  "eval('1 +')",
  "exec('名 = 治 (')",
  "def deep(): deep()\ndeep()",
  "raise ExceptionGroup('two', [ValueError('one'), KeyError('other')])",
  "try:\n  1 / 0\nexcept ZeroDivisionError as error:\n  error.add_note('a note')\n  raise ValueError('next') from error",
  "import warnings; warnings.simplefilter('error'); warnings.warn('as an error')",
  "import warnings; warnings.simplefilter('always'); warnings.warn('in print')",
  "import json; json.loads('{\"a\": [1, 2')",
  "import json; json.dumps({1: object()})",
  "import re; re.compile('(')",
  "'\\N{GREEK SMALL LETTER ALPHA}'.casefold(); import unicodedata; unicodedata.name('\\ue000')",
];

/** What review imports besides. */
export const LATER = ["fsrs"];
/** What a library holds only when our package has been put into it. */
export const PACKAGES = ["alliance-quiz", ...LATER];

/** Answers and definitions that must be refused in words, whatever the cases hold. */
const MALFORMED = [
  "",
  "{",
  "[]",
  "null",
  '{"questions": 1}',
  '{"items": [{"名": "治"}]}',
  "\ud800",
];

/**
 * Start Python as the worker does, or from a library, and load packages of the lock.
 *
 * @param {string} folder holds Pyodide's files, the lock and the wheels
 * @param {object} [how]
 * @param {string} [how.library] a zip file
 * @param {string[]} [how.packages]
 * @param {(number: number) => void} [how.onRest] told which function was not among those kept
 * @param {(module: any) => void} [how.prepare] is called before Python itself starts
 * @param {object} [how.options] more of Pyodide's
 * @returns {Promise<PyodideInterface>}
 */
export async function start(
  folder,
  { library, packages = LATER, onRest = () => {}, prepare, options } = {},
) {
  const index = `${resolve(folder)}/`;
  const python = await import(pathToFileURL(`${index}start.mjs`).href);
  const scratch = mkdtempSync(join(tmpdir(), "python-"));
  const image = join(scratch, "image");
  writeFileSync(image, library ? "" : gunzipSync(readFileSync(`${index}python.gz`)));
  /** @type {string[]} */
  const said = [];
  /** @type {PyodideInterface} */
  const pyodide = await python[library ? "load" : "start"](
    {
      indexURL: index,
      stdLibURL: library ? resolve(library) : image,
      // Named outright, or Pyodide looks for a package that is not here on a host of its own.
      packageBaseUrl: index,
      packages,
      env: { PYTHONHASHSEED: "0" },
      stdout: () => {},
      stderr: (/** @type {string} */ line) => said.push(line),
      ...options,
    },
    (/** @type {string} */ name, /** @type {number | undefined} */ number) => {
      if (number !== undefined) {
        onRest(number);
      }
      return readFileSync(index + name);
    },
    prepare,
  ).finally(() => rmSync(scratch, { recursive: true }));
  if (packages.some((name) => !(name in pyodide.loadedPackages))) {
    throw new Error(said.join("\n"));
  }
  return pyodide;
}

/**
 * Put one case to the package, as the worker does.
 *
 * @param {PyodideInterface} pyodide
 * @param {Pick<Case, "call" | "texts">} question
 * @returns {Answer}
 */
export function ask(pyodide, { call, texts }) {
  try {
    return { result: pyodide.pyimport("alliance_quiz.bridge")[call](...texts) };
  } catch (error) {
    if (error instanceof pyodide.ffi.PythonError) {
      return { error: pyodide.pyimport("sys").last_exc.toString(), missing: missingModule(error) };
    }
    throw error;
  }
}

/**
 * Take every path that goes wrong. What comes of it does not matter here, only what it imports.
 *
 * @param {PyodideInterface} pyodide
 */
export function goWrong(pyodide) {
  for (const text of MALFORMED) {
    ask(pyodide, { call: "score", texts: [text, "{}"] });
    ask(pyodide, { call: "score", texts: ["{}", text] });
  }
  for (const code of FAULTY) {
    try {
      pyodide.runPython(code);
    } catch {
      // A fault is what was asked for.
    }
  }
}

/**
 * @param {string} path
 * @returns {Case[]}
 */
export function readCases(path) {
  return JSON.parse(readFileSync(path, "utf8")).cases;
}

/**
 * Return the module that an error says is not there, or an empty text.
 *
 * @param {unknown} error
 */
export function missingModule(error) {
  return /No module named '([\w.]+)'/.exec(String(error))?.[1] ?? "";
}
