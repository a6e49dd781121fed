import { Kept, utcTime } from "./kept.js";

/**
 * The reflections that the reader has saved, as `alliance_quiz.reflections` writes them.
 *
 * @import { Engine } from "./engine.js"
 *
 * @typedef {{label: string, answers: Record<string, string>}} Entry
 *   of at most 12 characters; of each item the point, or `not-applicable`
 */
export class Reflections extends Kept {
  /** The one dropped last, as a text that can be joined to the others again. */
  #dropped = "";

  /**
   * @param {Engine["ask"]} ask
   * @param {string} [definitions] the address of all instruments; saving alone needs none
   * @param {() => void} [changed] is called after each change, in this tab or another
   */
  constructor(ask, definitions = "", changed) {
    const calls = { merge: "merge_reflections", export: "export_reflections" };
    super(ask, definitions, { name: "reflections", ...calls }, changed);
  }

  /**
   * Saves one on the device, dated now. Where that fails, `trouble` says why, and `text` has it.
   * @param {string} definition the address of its instrument
   * @param {Entry} entry
   */
  save(definition, entry) {
    const dated = JSON.stringify({ at: utcTime(), ...entry });
    // What another tab has deleted is not to come back with it.
    return this.change(async (_, stored) => {
      const asked = { urls: [definition], texts: [stored, dated] };
      return (await this.ask("add_reflection", asked)).reflections;
    }, true);
  }

  /**
   * @param {string} at the time of the one to change; its notes are `did`, `learned`, `change`
   *   and `benefits`
   * @param {{label?: string, notes?: Record<string, string>}} changes
   */
  revise(at, changes) {
    return this.change(async (text) => {
      const texts = [text, at, JSON.stringify(changes)];
      return (await this.ask("revise_reflection", { texts })).reflections;
    });
  }

  /** @param {string} at */
  drop(at) {
    return this.change(async (text) => {
      const { reflections, ...kept } = JSON.parse(text);
      const [dropped] = reflections.filter((/** @type {{at: string}} */ one) => one.at === at);
      this.#dropped = JSON.stringify({ ...kept, reflections: [dropped] });
      return (await this.ask("drop_reflection", { texts: [text, at] })).reflections;
    });
  }

  /** Brings back what was dropped last. */
  undo() {
    return this.change(async (text) => {
      const texts = ["", text, this.#dropped];
      return (await this.ask("merge_reflections", { texts })).reflections;
    });
  }
}
