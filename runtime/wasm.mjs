/**
 * Take Pyodide's WebAssembly module apart: mark which functions run, and put off all others.
 *
 * Function bodies are only moved, replaced or begun differently; no instruction is understood.
 * The format: https://webassembly.github.io/spec/core/binary/modules.html
 */

const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
};
const KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 };
const FUNCREF = 0x70;
const I32 = 0x7f;
/** In front of the name of what the rest of a module imports from its core. */
const SHARED = "core:";
/** The table of a core whose entry 0 brings the rest, and which the rest fills; see start.mjs. */
const DEFERRED = `${SHARED}deferred`;
const UNREACHABLE = Uint8Array.of(0, 0x00, 0x0b);
/** In front of a function's number, the name of the global that says it has run. */
const RUN = "run:";

/** @typedef {{id: number, body: Uint8Array}} Section */

class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** Read an unsigned LEB128 number. */
  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) {
        return value;
      }
    }
  }

  /** @param {number} length */
  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text() {
    return new TextDecoder().decode(this.take(this.number()));
  }

  /** Read limits of a table or a memory. */
  limits() {
    const begun = this.at;
    const flags = this.byte();
    this.number();
    if (flags & 1) {
      this.number();
    }
    return this.bytes.subarray(begun, this.at);
  }

  /** Read a constant expression; its bytes end with the first `end` that is no operand. */
  constant() {
    const begun = this.at;
    for (let code = this.byte(); code !== 0x0b; code = this.byte()) {
      if (code !== 0x41 && code !== 0x42 && code !== 0x23 && code !== 0xd0 && code !== 0xd2) {
        throw new Error(`a constant holds the instruction ${code}, which is not known here`);
      }
      // Signed and unsigned numbers are as long as each other.
      this.number();
    }
    return this.bytes.subarray(begun, this.at);
  }

  /**
   * @template T
   * @param {() => T} read
   */
  list(read) {
    return Array.from({ length: this.number() }, read);
  }
}

/** @param {number} value */
function leb(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) {
    bytes.push((value & 127) | 128);
  }
  return [...bytes, value];
}

/**
 * Signed LEB128 of a number that is not negative.
 *
 * @param {number} value
 */
function signed(value) {
  const bytes = [];
  for (; value > 63; value >>>= 7) {
    bytes.push((value & 127) | 128);
  }
  return [...bytes, value];
}

/** @param {string} name */
function text(name) {
  const bytes = new TextEncoder().encode(name);
  return [...leb(bytes.length), ...bytes];
}

/** @param {ArrayLike<number>[]} entries */
function list(entries) {
  return join([leb(entries.length), ...entries]);
}

/** @param {ArrayLike<number>[]} parts */
function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A module with each section that matters here as a list of its entries. */
class Module {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const reader = new Reader(bytes);
    this.head = reader.take(8);
    /** @type {Section[]} */
    this.sections = [];
    while (reader.at < bytes.length) {
      const id = reader.byte();
      this.sections.push({ id, body: reader.take(reader.number()) });
    }
    this.types = this.entries(SECTION.type, (one) => {
      const begun = one.at;
      if (one.byte() !== 0x60) {
        throw new Error("a type that is no function is not known here");
      }
      const parameters = one.take(one.number()).length;
      one.take(one.number());
      return { parameters, bytes: one.bytes.subarray(begun, one.at) };
    });
    this.imports = this.entries(SECTION.import, (one) => {
      const begun = one.at;
      const [module, name, kind] = [one.text(), one.text(), one.byte()];
      if (kind === KIND.function) {
        one.number();
      } else if (kind === KIND.global) {
        one.take(2);
      } else {
        throw new Error(`${module}.${name}: an import of kind ${kind} is not known here`);
      }
      return { module, name, kind, bytes: one.bytes.subarray(begun, one.at) };
    });
    this.functions = this.entries(SECTION.function, (one) => one.number());
    this.tables = this.entries(SECTION.table, (one) => join([one.take(1), one.limits()]));
    this.memories = this.entries(SECTION.memory, (one) => one.limits());
    this.tags = this.entries(SECTION.tag, (one) => join([one.take(1), leb(one.number())]));
    this.globals = this.entries(SECTION.global, (one) => {
      const type = one.take(2);
      return { type, mutable: type[1] === 1, bytes: join([type, one.constant()]) };
    });
    this.exports = this.entries(SECTION.export, (one) => ({
      name: one.text(),
      kind: one.byte(),
      index: one.number(),
    }));
    this.code = this.entries(SECTION.code, (one) => one.take(one.number()));
    /** How many functions are imported: the first of its own has this number. */
    this.first = this.imports.filter(({ kind }) => kind === KIND.function).length;
    this.importedGlobals = this.imports.length - this.first;
  }

  /**
   * @template T
   * @param {number} wanted
   * @param {(reader: Reader) => T} read
   */
  entries(wanted, read) {
    const section = this.sections.find(({ id }) => id === wanted);
    const reader = new Reader(section?.body ?? Uint8Array.of(0));
    return reader.list(() => read(reader));
  }

  /**
   * Write the module with some sections replaced, or left out where they are undefined.
   *
   * @param {Map<number, Uint8Array | undefined>} changed
   */
  with(changed) {
    const sections = this.sections.flatMap(({ id, body }) => {
      const written = changed.has(id) ? changed.get(id) : body;
      return written ? [[id], leb(written.length), written] : [];
    });
    return join([this.head, ...sections]);
  }
}

/** @param {{name: string, kind: number, index: number}} one */
const exported = ({ name, kind, index }) => [...text(name), kind, ...leb(index)];

/** @param {Uint8Array} body */
const sized = (body) => join([leb(body.length), body]);

/**
 * Keep only those exports of functions and numbers that are wanted.
 *
 * @param {Uint8Array} bytes
 * @param {(name: string) => boolean} wanted
 */
export function keepExports(bytes, wanted) {
  const module = new Module(bytes);
  const needed = new Set(module.imports.map(({ name }) => name));
  const kept = module.exports.filter(
    ({ name, kind }) =>
      (kind !== KIND.function && kind !== KIND.global) || needed.has(name) || wanted(name),
  );
  return module.with(new Map([[SECTION.export, list(kept.map(exported))]]));
}

/**
 * Make each function leave a mark when it runs.
 *
 * @param {Uint8Array} bytes
 */
export function markRuns(bytes) {
  const module = new Module(bytes);
  const marks = module.importedGlobals + module.globals.length;
  const code = module.code.map((body, index) => {
    const reader = new Reader(body);
    reader.list(() => [reader.number(), reader.byte()]);
    const mark = [0x41, 1, 0x24, ...leb(marks + index)];
    return sized(join([body.subarray(0, reader.at), mark, body.subarray(reader.at)]));
  });
  const globals = module.code.map(() => [I32, 1, 0x41, 0, 0x0b]);
  const exports = module.code.map((_, index) => ({
    name: RUN + index,
    kind: KIND.global,
    index: marks + index,
  }));
  return module.with(
    new Map([
      [SECTION.global, list([...module.globals.map((one) => one.bytes), ...globals])],
      [SECTION.export, list([...module.exports, ...exports].map(exported))],
      [SECTION.code, list(code)],
    ]),
  );
}

/**
 * Return the numbers of the functions that have run.
 *
 * @param {WebAssembly.Exports} exports of a module that leaves marks
 */
export function haveRun(exports) {
  return Object.entries(exports)
    .filter(([name, mark]) => name.startsWith(RUN) && mark instanceof WebAssembly.Global)
    .filter(([, mark]) => /** @type {WebAssembly.Global} */ (mark).value)
    .map(([name]) => Number(name.slice(RUN.length)));
}

/** @param {Uint8Array} bytes */
export function functionCount(bytes) {
  return new Module(bytes).code.length;
}

/**
 * Part a module in two: a core in which only some functions have their code, and the rest.
 *
 * A function without its code looks for it in the table `DEFERRED`, at its number plus one; where
 * nothing is there, it first calls entry 0 with its number, which is to bring the rest. That is
 * the whole code once more, made with the core's own memory, tables, globals and tags: it fills
 * the table, and what was under way goes on.
 *
 * @param {Uint8Array} bytes
 * @param {Set<number>} kept numbers of functions
 */
export function part(bytes, kept) {
  const module = new Module(bytes);
  const table = module.tables.length;
  const mutable = module.globals.filter((one) => one.mutable).length;
  if (module.globals.slice(0, mutable).some((one) => !one.mutable)) {
    throw new Error("a global that changes stands behind one that does not");
  }
  const bring = module.types.length;
  const callable = calledFrom(module, kept);
  const code = module.code.map((body, index) => {
    if (kept.has(index)) {
      return sized(body);
    }
    const type = module.functions[index];
    return sized(callable.has(index) ? deferred(index, type) : UNREACHABLE);
  });

  /** @param {number} index @param {number} type */
  function deferred(index, type) {
    const { parameters } = module.types[type];
    const given = Array.from({ length: parameters }, (_, at) => [0x20, ...leb(at)]).flat();
    const entry = [0x41, ...signed(index + 1)];
    return Uint8Array.of(
      ...[0, ...entry, 0x25, table, 0xd1, 0x04, 0x40],
      ...[0x41, ...signed(index), 0x41, 0, 0x11, ...leb(bring), table, 0x0b],
      ...[...given, ...entry, 0x11, ...leb(type), table, 0x0b],
    );
  }

  const tables = [...module.tables, Uint8Array.of(FUNCREF, 0, ...leb(module.code.length + 1))];
  /** @type {[string, number, Uint8Array, number][]} */
  const shared = [
    ...numbered("table", KIND.table, tables),
    ...numbered("memory", KIND.memory, module.memories),
    ...numbered(
      "global",
      KIND.global,
      module.globals.slice(0, mutable).map(({ type }) => type),
      module.importedGlobals,
    ),
    ...numbered("tag", KIND.tag, module.tags),
  ];
  const exports = [
    ...shared.map(([name, kind, , index]) => ({ name, kind, index })),
    { name: DEFERRED, kind: KIND.table, index: table },
  ];
  const imports = shared.map(([name, kind, type]) =>
    join([text("core"), text(name), [kind], type]),
  );
  const own = module.code.map((_, index) => leb(module.first + index));
  const types = [...module.types.map((one) => one.bytes), [0x60, 1, I32, 0]];
  return {
    core: module.with(
      new Map([
        [SECTION.type, list(types)],
        [SECTION.table, list(tables)],
        [SECTION.export, list([...module.exports, ...exports].map(exported))],
        [SECTION.code, list(code)],
      ]),
    ),
    rest: module.with(
      new Map([
        [SECTION.custom, undefined],
        [SECTION.import, list([...module.imports.map((one) => one.bytes), ...imports])],
        [SECTION.table, undefined],
        [SECTION.memory, undefined],
        [SECTION.tag, undefined],
        [SECTION.global, list(module.globals.slice(mutable).map((one) => one.bytes))],
        [SECTION.export, undefined],
        [SECTION.element, list([join([[2, table, 0x41, 1, 0x0b, 0], list(own)])])],
        [SECTION.dataCount, undefined],
        [SECTION.data, undefined],
      ]),
    ),
  };
}

/**
 * Name entries of one kind by their numbers, for the rest of a module to import.
 *
 * @param {string} name
 * @param {number} kind
 * @param {Uint8Array[]} types
 * @param {number} [first]
 * @returns {[string, number, Uint8Array, number][]}
 */
function numbered(name, kind, types, first = 0) {
  return types.map((type, index) => [SHARED + name + index, kind, type, first + index]);
}

/**
 * Return the numbers of functions that can be called from without or from what is kept.
 *
 * Wherever a kept body holds the byte of a call, what follows is taken for a function's number:
 * a few too many, and never one too few.
 *
 * @param {Module} module
 * @param {Set<number>} kept
 */
function calledFrom({ code, exports, first, ...module }, kept) {
  const called = new Set(
    exports.filter(({ kind }) => kind === KIND.function).map(({ index }) => index),
  );
  const elements = new Reader(
    /** @type {Section} */ (module.sections.find(({ id }) => id === SECTION.element)).body,
  );
  elements.list(() => {
    if (elements.number() !== 0) {
      throw new Error("a list of functions that is not for the first table is not known here");
    }
    elements.constant();
    elements.list(() => called.add(elements.number()));
  });
  for (const index of kept) {
    const reader = new Reader(code[index]);
    code[index].forEach((byte, at) => {
      if (byte === 0x10 || byte === 0x12 || byte === 0xd2) {
        reader.at = at + 1;
        called.add(reader.number());
      }
    });
  }
  return new Set([...called].map((index) => index - first));
}
