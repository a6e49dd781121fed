/** Cut Pyodide's glue, the script beside the WebAssembly module, to what is used without packages of C. */

import { build } from "esbuild";

/** One export that the glue takes from the module, for itself and for whatever is loaded later. */
const TAKEN = /([\w$]+)=Module\["\1"\]=wasmExports\["([\w$]+)"\](?:\.value(?:>>>0)?)?;?/g;

/**
 * Return a test for the names of exports that some code speaks of, besides taking them.
 *
 * @param {string} code
 */
export function spokenOf(code) {
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const [word] of code.replaceAll(TAKEN, "").matchAll(/[\w$]+/g)) {
    times.set(word, (times.get(word) ?? 0) + 1);
  }
  // In JavaScript a name has an underscore in front; each is declared once.
  return (/** @type {string} */ name) =>
    (times.get(name) ?? 0) > 0 || (times.get(`_${name}`) ?? 0) > 1;
}

/**
 * Leave out what the glue would take of exports that are no longer there.
 *
 * @param {string} code
 * @param {Set<string>} names of exports
 */
export function takeOnly(code, names) {
  return code.replaceAll(TAKEN, (taken, _, name) => (names.has(name) ? taken : ""));
}

/**
 * Put a script and what it imports into one, without white space.
 *
 * @param {string} path
 * @param {Record<string, string>} [alias] files in place of modules
 */
export async function bundle(path, alias = {}) {
  const { outputFiles } = await build({
    entryPoints: [path],
    alias,
    bundle: true,
    charset: "utf8",
    external: ["node:*", "ws"],
    format: "esm",
    logLevel: "error",
    minify: true,
    write: false,
  });
  return outputFiles[0].contents;
}
