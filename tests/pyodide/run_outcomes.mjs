/** Print the outcomes of pages, one JSON list: node run_outcomes.mjs FOLDER PAGES */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { start } from "../../runtime/node.mjs";

const [folder, pages] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "library-"));
try {
  const library = join(scratch, "library.zip");
  writeFileSync(library, gunzipSync(readFileSync(join(folder, "python_stdlib.zip.gz"))));
  const pyodide = await start(folder, library);
  pyodide.runPython(readFileSync(new URL("outcome.py", import.meta.url), "utf8"));
  process.stdout.write(pyodide.globals.get("outcomes")(readFileSync(pages, "utf8")));
} finally {
  rmSync(scratch, { recursive: true });
}
