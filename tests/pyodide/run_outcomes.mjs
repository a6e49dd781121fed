/** Print the outcomes of pages, one JSON list: node run_outcomes.mjs FOLDER PAGES */

import { readFileSync } from "node:fs";
import { start } from "../../runtime/node.mjs";

const [folder, pages] = process.argv.slice(2);
const pyodide = await start(folder);
pyodide.runPython(readFileSync(new URL("outcome.py", import.meta.url), "utf8"));
process.stdout.write(pyodide.globals.get("outcomes")(readFileSync(pages, "utf8")));
