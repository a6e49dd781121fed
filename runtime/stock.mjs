/** Start Pyodide as it comes; RUNTIME=stock puts this file in the place of start.mjs. */

export { loadPyodide as start } from "./pyodide.mjs";
