/** Start Python from the files of one folder, in a worker or under Node; it is shipped with them. */

import create from "pyodide/pyodide.asm.mjs";
import { loadPyodide } from "pyodide/pyodide.mjs";

const REST = "pyodide.rest.wasm";
const LIBRARY = "python_stdlib.pyz";
/** A function of WebAssembly, as tables want it, that calls one of JavaScript with a number. */
const CALL = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 127, 0],
  ...[2, 5, 1, 0, 0, 0, 0, 7, 4, 1, 0, 0, 0],
);

/**
 * Start Python from an image of its memory, taken when it had imported our package; or, where that
 * does not work, from its library.
 *
 * @param {import("pyodide").PyodideConfig} options `stdLibURL` is the address of the image
 * @param {(name: string, number?: number) => BufferSource} read reads a file of the folder, at once
 *   and in the midst of a call; the number is that of a function whose code the core does not hold
 */
export async function start({ stdLibURL, ...options }, read) {
  try {
    return await load(
      { ...options, stdLibURL, _loadSnapshot: new Uint8Array() },
      read,
      (module) => {
        module.API.restoreSnapshot = () => restore(module, read);
      },
    );
  } catch (error) {
    console.warn("Python starts from its library, since its image does not serve:", error);
    return load({ ...options, stdLibURL: options.indexURL + LIBRARY }, read);
  }
}

/**
 * @param {import("pyodide").PyodideConfig} options
 * @param {(name: string, number?: number) => BufferSource} read
 * @param {(module: any) => void} prepare is called before Python itself starts
 */
export function load(options, read, prepare = () => {}) {
  return loadPyodide({
    ...options,
    createPyodideModule(settings) {
      const { API, instantiateWasm } = settings;
      settings.instantiateWasm = (imports, receive) =>
        instantiateWasm(imports, (instance, module) => {
          complete(instance.exports, imports, read);
          receive(instance, module);
        });
      settings.onRuntimeInitialized = () => {
        // Of JavaScript's things, Python now holds these, by number; with asyncio it would hold more.
        API.getExpectedKeys = () => [null, API.config.jsglobals, API.public_api];
        prepare(settings);
      };
      return create(settings);
    },
  });
}

/** Let a core bring the rest of its code when it is called. */
function complete(core, imports, read) {
  const bring = (number) => {
    console.warn(`Python calls function ${number}, which was not foreseen`);
    const rest = new WebAssembly.Module(read(REST, number));
    new WebAssembly.Instance(rest, { ...imports, core });
  };
  const call = new WebAssembly.Instance(new WebAssembly.Module(CALL), { "": { "": bring } });
  core["core:deferred"]?.set(0, call.exports[""]);
}

/**
 * Make memory what it was when the image was taken, and have the library read once it is needed.
 *
 * Pyodide has put the image where it takes the library to be. It is of 32-bit numbers: how many
 * runs there are, of each its place and its length, and then what they hold.
 */
function restore(module, read) {
  const { FS, HEAPU32 } = module;
  const path = `/lib/${FS.readdir("/lib").find((name) => name.endsWith(".zip"))}`;
  const image = new Uint32Array(FS.readFile(path).buffer);
  // How Python calls functions depends on the browser.
  const trampoline =
    (module.__PyRuntime + HEAPU32[module.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >>> 2]) >>> 2;
  const here = HEAPU32[trampoline];
  for (let run = 1, at = 1 + 2 * image[0]; run <= 2 * image[0]; run += 2) {
    const end = at + image[run + 1];
    HEAPU32.set(image.subarray(at, end), image[run]);
    at = end;
  }
  HEAPU32[trampoline] = here;

  let library;
  const contents = () => (library ??= new Uint8Array(read(LIBRARY)));
  Object.defineProperties(FS.lookupPath(path).node, {
    contents: { get: contents },
    usedBytes: { get: () => contents().length },
  });
  return { hiwireKeys: [null], immortalKeys: [] };
}
