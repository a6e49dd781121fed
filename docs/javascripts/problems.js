import { element } from "./scorer.js";

/**
 * Tell what is wrong in a form: in a summary before it, at each control, and in the page's title.
 *
 * @typedef {{control: HTMLElement, words: string, at?: Element}} Problem
 *   `at`: before which the words stand, where that is not the control
 */

const TITLE = document.title;
/** @type {WeakMap<Element, string | null>} what described a control before */
const described = new WeakMap();

/**
 * @param {HTMLElement} form
 * @param {Problem[]} problems
 */
export function showProblems(form, problems) {
  clearProblems(form);
  const list = element("ul");
  for (const { control, words, at } of problems) {
    const link = element("a", words);
    link.setAttribute("href", `#${control.id}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control.focus();
    });
    list.append(element("li", link));
    const message = errorMessage(control.id, words);
    const before = control.getAttribute("aria-describedby");
    described.set(control, before);
    control.setAttribute("aria-describedby", [message.id, before].filter(Boolean).join(" "));
    control.setAttribute("aria-invalid", "true");
    (at ?? control).before(message);
  }
  showSummary(form, list);
}

/**
 * Makes the words that stand at a control.
 * @param {string} id of what they are about
 * @param {string} words
 */
export function errorMessage(id, words) {
  const message = element("p", element("span", "Error: "), words);
  message.className = "error-message";
  message.id = `${id}.error`;
  return message;
}

/**
 * Puts a summary before a form and reads it out.
 * @param {HTMLElement} form
 * @param {HTMLElement[]} content
 */
export function showSummary(form, ...content) {
  const summary = element("div", element("h2", "There is a problem"), ...content);
  summary.className = "error-summary";
  summary.tabIndex = -1;
  summary.setAttribute("role", "alert");
  form.before(summary);
  document.title = `Error: ${TITLE}`;
  // A long summary is read from its top.
  summary.scrollIntoView();
  summary.focus({ preventScroll: true });
}

/** @param {HTMLElement} form */
export function clearProblems(form) {
  document.title = TITLE;
  const parent = /** @type {HTMLElement} */ (form.parentElement);
  for (const node of parent.querySelectorAll(".error-summary, .error-message")) {
    node.remove();
  }
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    const before = described.get(control);
    if (before) {
      control.setAttribute("aria-describedby", before);
    } else {
      control.removeAttribute("aria-describedby");
    }
  }
}
