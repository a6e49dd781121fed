import { told } from "./answer-plot.js";
import { Reflections } from "./reflections.js";

/**
 * List what is saved on this device and can be compared, the latest first.
 *
 * @import { Engine } from "./engine.js"
 *
 * @typedef {{instrument: string, words: string, answers: Record<string, string>}} Saved
 *
 * @param {Engine["ask"]} ask
 * @param {string} definitions the address of all instruments
 * @returns {Promise<Saved[]>}
 */
export async function savedViews(ask, definitions) {
  const { text } = new Reflections(ask, definitions);
  if (!text) {
    return [];
  }
  const listed = await ask("list_reflections", { urls: [definitions], texts: [text] });
  /** @type {(Saved & {at: string})[]} */
  const kept = JSON.parse(text).reflections;
  const answers = new Map(kept.map((one) => [one.at, one.answers]));
  /** @type {{at: string, instrument: string, label: string, known: boolean}[]} */
  const known = listed.reflections.filter((/** @type {{known: boolean}} */ one) => one.known);
  return known.reverse().map(({ at, instrument, label }) => {
    const time = told(at, { dateStyle: "long", timeStyle: "short" });
    return {
      instrument,
      words: label ? `${time}, ${label}` : time,
      answers: answers.get(at) ?? {},
    };
  });
}
