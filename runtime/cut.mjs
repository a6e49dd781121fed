/**
 * Cut the standard library down to what scoring imports, and compile it.
 *
 *     node runtime/cut.mjs FOLDER STOCK-LIBRARY CASES
 *
 * FOLDER holds Pyodide, the lock and the wheel; python_stdlib.zip.gz is written to it.
 * Prints the members kept, one a line.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ask, goWrong, readCases, start } from "./node.mjs";

const [folder, stock, casesPath] = process.argv.slice(2);
const code = readFileSync(new URL("library.py", import.meta.url), "utf8");
const cases = readCases(casesPath);

const recorded = await start(folder, stock);
const expected = cases.map((one) => JSON.stringify(ask(recorded, one)));
goWrong(recorded);
recorded.runPython(code);
const members = recorded.globals.get("needed")();

// A Python that has done nothing else compiles: what was scored before must not show in the bytes.
const compiler = await start(folder, stock);
compiler.runPython(code);
compiler.globals.get("compile_library")(members, "/tmp/library.gz");
const library = compiler.FS.readFile("/tmp/library.gz");
writeFileSync(join(folder, "python_stdlib.zip.gz"), library);

// What Pyodide opens while it starts leaves no trace in a list of modules, so start the cut one.
const scratch = mkdtempSync(join(tmpdir(), "library-"));
try {
  const path = join(scratch, "library.zip");
  writeFileSync(path, gunzipSync(library));
  const cut = await start(folder, path);
  cases.forEach((one, index) => {
    const answer = JSON.stringify(ask(cut, one));
    if (answer !== expected[index]) {
      throw new Error(
        `case "${one.name}": the cut library gives ${answer}, the stock one ${expected[index]}`,
      );
    }
  });
} finally {
  rmSync(scratch, { recursive: true });
}
console.log(members);
