import { find } from "./scorer.js";

/**
 * Shows the sums that Python has made, and how each comes about.
 *
 * @typedef {{id: string, answer: number, value: number}} Value
 * @typedef {{mean: number | null, sum: number | null, share: number | null,
 *   low: number, high: number, answered: number, items: number,
 *   steps: {values: Value[], added: number, answered: number, items: number}}} Sums
 */

/**
 * @param {HTMLElement} row of the table
 * @param {Sums} sums
 */
export function showSums(row, { mean, sum, low, high, answered, items, share }) {
  find(row, "[data-value=mean]").textContent = mean?.toFixed(2) ?? "not shown";
  find(row, "[data-value=answered]").textContent = `${answered} of ${items}`;
  find(row, "[data-value=sum]").textContent =
    sum === null ? "not shown" : `${sum} (${low}\u00a0to\u00a0${high})`;
  find(row, ".bar").toggleAttribute("hidden", mean === null);
  find(row, ".bar rect + rect").setAttribute("width", `${100 * (share ?? 0)}%`);
}

/**
 * Says how sums come about, line by line.
 * @param {Sums} sums
 * @param {string} name what the reader knows a mean as
 */
export function steps({ mean, sum, steps: { values, added, answered, items } }, name) {
  if (!answered) {
    return ["No answer to add up."];
  }
  const terms = values.map(({ answer, value }) =>
    answer === value ? value : `${value} (turned round from ${answer})`,
  );
  const lines = [`${terms.join(" + ")} = ${added}`];
  if (mean !== null) {
    lines.push(`${added} ÷ ${answered} = ${mean.toFixed(2)}, the ${name}`);
    if (answered < items) {
      lines.push(`${added} ÷ ${answered} × ${items} = ${sum}, the sum`);
    }
  }
  return lines;
}
