/** Start Pyodide as it comes; RUNTIME=stock puts this file in the place of start.mjs. */

import { loadPyodide } from "./pyodide.mjs";

/** @param {import("pyodide").PyodideConfig} options */
export function start(options) {
  // Its library does not hold our package.
  return loadPyodide({ ...options, packages: ["alliance-quiz", ...(options.packages ?? [])] });
}
