/** Time calls of the bridge in the site's Python: node ask.mjs FOLDER CALLS ROUNDS; prints JSON. */

import { readFileSync } from "node:fs";
import { start } from "../runtime/node.mjs";

const [folder, calls, rounds] = process.argv.slice(2);
const bridge = (await start(folder)).pyimport("alliance_quiz.bridge");
/** @type {Record<string, number[]>} milliseconds of each round, the first one cold */
const times = {};
for (const [name, texts] of JSON.parse(readFileSync(calls, "utf8"))) {
  times[name] = Array.from({ length: Number(rounds) }, () => {
    const begun = performance.now();
    bridge[name](...texts);
    return performance.now() - begun;
  });
}
console.log(JSON.stringify(times));
