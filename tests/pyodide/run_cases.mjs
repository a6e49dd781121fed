/**
 * Put every case to the Python that the site ships, under Node, and compare what comes back.
 *
 *     node tests/pyodide/run_cases.mjs FOLDER CASES
 *
 * FOLDER is build/python, CASES the JSON of all cases. Prints JSON: `faults` has a text for each
 * case, empty where all is well; `imported` lists the members of the library that were, and `deferred`
 * the functions that were called though the core does not hold them: one at most, since the first
 * brings them all.
 */

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { ask, goWrong, missingModule, readCases, start } from "../../runtime/node.mjs";

/** @import { Answer, Case } from "../../runtime/node.mjs" */

const [folder, casesPath] = process.argv.slice(2);
const cases = readCases(casesPath);
console.log(JSON.stringify(await run()));

async function run() {
  let pyodide;
  /** @type {number[]} */
  const deferred = [];
  try {
    pyodide = await start(folder, { onRest: (number) => deferred.push(number) });
  } catch (error) {
    // Without Python, no case can be scored: each is told why.
    const why = missingModule(error) ? lacks(missingModule(error)) : String(error);
    return {
      faults: byName((one) => `${one.name}: Python does not start: ${why}`),
      imported: [],
      deferred,
    };
  }
  const python = pyodide;
  const faults = byName((one) => compare(one, ask(python, one)));
  goWrong(python);
  const foreseen = [...deferred];
  python.runPython(readFileSync(new URL("../../runtime/library.py", import.meta.url), "utf8"));
  return { faults, imported: python.globals.get("needed")().split("\n"), deferred: foreseen };
}

/** @param {(one: Case) => string} describe */
function byName(describe) {
  return Object.fromEntries(cases.map((one) => [one.name, describe(one)]));
}

/** @param {string} module */
function lacks(module) {
  return `the cut library lacks the module ${module}; build it anew with this case among the cases`;
}

/**
 * Return what is wrong with an answer, or an empty text.
 *
 * @param {Case} one
 * @param {Answer} answer
 */
function compare({ name, result, error }, answer) {
  if ("missing" in answer && answer.missing) {
    return `${name}: ${lacks(answer.missing)}`;
  }
  const [expected, found] =
    error === undefined
      ? [result, "result" in answer ? JSON.parse(answer.result) : answer]
      : [{ error }, "error" in answer ? { error: answer.error } : answer];
  return isDeepStrictEqual(found, expected)
    ? ""
    : `${name}: ${JSON.stringify(found)} came, ${JSON.stringify(expected)} should`;
}
