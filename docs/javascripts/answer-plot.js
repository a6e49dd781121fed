import { element, find } from "./scorer.js";

/**
 * Draws the answers under one label: for each statement a strip with a dot for each of them, by
 * date on the whole range; and the same as a table. No line joins them: they are no measurements.
 * @param {DocumentFragment} figure what is empty yet, in the words of the page
 * @param {any} plot one of those that `list_reflections` returns
 * @param {string} label
 */
export function drawAnswers(figure, plot, label) {
  const answers = plot.items.map((/** @type {any} */ item) =>
    item.answers.filter((/** @type {Answer} */ answer) => answer.label === label),
  );
  /** @type {string[]} */
  const times = [...new Set(answers.flat().map((/** @type {Answer} */ { at }) => at))].sort();
  const root = /** @type {Element} */ (figure.firstElementChild);
  find(root, "[data-value=title]").textContent =
    `${plot.title}, version ${plot.version}${label && `, ${label}`}`;
  find(root, "[data-value=when]").textContent = range(times);
  const head = find(root, "thead tr");
  for (const at of times) {
    head.append(header("col", told(at, { dateStyle: "medium", timeStyle: "short" })));
  }
  for (const [place, item] of plot.items.entries()) {
    const statement = `${place + 1}. ${item.text}`;
    const row = strip(root, plot, times, answers[place]);
    find(row, "p").textContent = statement;
    find(root, `[data-part="${item.part}"] ul`).append(row);
    const cells = times.map((at) => {
      const answer = answers[place].find((/** @type {Answer} */ one) => one.at === at);
      return element("td", String(answer?.value ?? "–"));
    });
    find(root, "tbody").append(element("tr", header("row", statement), ...cells));
  }
  return figure;
}

/**
 * @typedef {{at: string, label: string, value: number}} Answer
 * @param {Element} root
 * @param {{low: number, high: number}} plot
 * @param {string[]} times
 * @param {Answer[]} answers
 */
function strip(root, { low, high }, times, answers) {
  const { content } = /** @type {HTMLTemplateElement} */ (root.querySelector("template"));
  const row = /** @type {Element} */ (document.importNode(content, true).firstElementChild);
  const svg = /** @type {Element} */ (row.querySelector("svg"));
  const draw = (/** @type {string} */ tag, /** @type {Record<string, string | number>} */ how) => {
    const drawn = document.createElementNS(svg.namespaceURI, tag);
    for (const [name, value] of Object.entries(how)) {
      drawn.setAttribute(name, String(value));
    }
    svg.append(drawn);
  };
  const up = (/** @type {number} */ value) => `${(100 * (high - value)) / (high - low)}%`;
  for (let value = low; value <= high; value++) {
    draw("line", { x2: "100%", y1: up(value), y2: up(value) });
  }
  const first = Date.parse(times[0]);
  const span = Date.parse(times[times.length - 1]) - first;
  for (const { at, value } of answers) {
    const across = span ? (100 * (Date.parse(at) - first)) / span : 50;
    draw("circle", { cx: `${across}%`, cy: up(value), r: 5 });
  }
  const values = answers.map(({ value }) => value).join(", ");
  svg.setAttribute("aria-label", values ? `Answers, oldest first: ${values}` : "No answer");
  return row;
}

/** @param {string[]} times */
function range(times) {
  const [first, last] = [times[0], times[times.length - 1]].map((at) =>
    told(at, { dateStyle: "long" }),
  );
  return first === last ? `all on ${first}` : `from ${first} at the left to ${last} at the right`;
}

/**
 * Says a time as it was where the reader is.
 * @param {string} at in UTC
 * @param {Intl.DateTimeFormatOptions} how
 */
export function told(at, how) {
  return new Date(at).toLocaleString("en-GB", how);
}

/** @param {string} scope @param {string} words */
function header(scope, words) {
  const cell = element("th", words);
  cell.setAttribute("scope", scope);
  return cell;
}
