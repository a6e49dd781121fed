/**
 * Parse GIFT questions one by one.
 *
 *     node import_gift.mjs < BLOCKS
 *
 * BLOCKS is a JSON list of texts, each with one question. Prints a JSON list: for each text either
 * `questions`, or `error` with the 1-based `line` inside the text.
 */

import { readFileSync } from "node:fs";
import gift from "gift-pegjs";

/** What gift-pegjs leaves encoded in the right side of a pair, and in no other text. */
const LEFT_ENCODED = /&&(010|035|058|061|092|123|125|126);?/g;

/** @param {string} text */
function parse(text) {
  try {
    const questions = gift.parse(text);
    for (const question of questions) {
      for (const pair of question.type === "Matching" ? question.matchPairs : []) {
        pair.subanswer = pair.subanswer.replace(LEFT_ENCODED, decode);
      }
    }
    return { questions };
  } catch (error) {
    return { error: String(error.message), line: error.location?.start.line ?? 1 };
  }
}

/**
 * @param {string} _
 * @param {string} code
 */
function decode(_, code) {
  return String.fromCharCode(Number(code));
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(parse)));
