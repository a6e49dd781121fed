/** Start Python from the files of one folder, in a worker or under Node; it is shipped with them. */

import create from "pyodide/pyodide.asm.mjs";
import { loadPyodide } from "pyodide/pyodide.mjs";

/** A function of WebAssembly, as tables want it, that calls one of JavaScript with a number. */
const CALL = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 127, 0],
  ...[2, 5, 1, 0, 0, 0, 0, 7, 4, 1, 0, 0, 0],
);

/**
 * @param {import("pyodide").PyodideConfig} options
 * @param {(number: number) => BufferSource} readRest reads pyodide.rest.wasm, at once and in the
 *   midst of a call: the core has met a function, this one, whose code it does not hold
 */
export function start(options, readRest) {
  return loadPyodide({
    ...options,
    createPyodideModule(settings) {
      const { instantiateWasm } = settings;
      settings.instantiateWasm = (imports, receive) =>
        instantiateWasm(imports, (instance, module) => {
          complete(instance.exports, imports, readRest);
          receive(instance, module);
        });
      return create(settings);
    },
  });
}

/** Let a core bring the rest of its code when it is called. */
function complete(core, imports, readRest) {
  const bring = (number) => {
    const rest = new WebAssembly.Module(readRest(number));
    new WebAssembly.Instance(rest, { ...imports, core });
  };
  const call = new WebAssembly.Instance(new WebAssembly.Module(CALL), { "": { "": bring } });
  core["core:deferred"]?.set(0, call.exports[""]);
}
