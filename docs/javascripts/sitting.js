/**
 * Keep the answers of this sitting where a browser keeps a form: in the tab's own history entry.
 * Reload and Back bring them back; a closed tab forgets them. Nothing is put into storage.
 */

/**
 * Notes what is chosen, written and ordered in every form of the page.
 * @param {object} [more] what else is to be kept, by name
 */
export function keepAnswers(more) {
  const chosen = [...document.querySelectorAll("main form :checked[id]")].map(({ id }) => id);
  const written = [...document.querySelectorAll("main form :is(textarea, select, [type=text])[id]")]
    .map((control) => /** @type {HTMLInputElement} */ (control))
    .filter(({ value }) => value)
    .map(({ id, value }) => [id, value]);
  const orders = [...document.querySelectorAll("main [data-item]")].map(
    (item) => /** @type {HTMLElement} */ (item).dataset.item,
  );
  history.replaceState({ ...history.state, chosen, written, orders, ...more }, "");
}

/**
 * @param {Element} element whose answers are brought back
 * @returns {any} what is kept
 */
export function bringBackAnswers(element) {
  const { chosen = [], written = [], orders = [], ...more } = history.state ?? {};
  for (const id of chosen) {
    const input = element.querySelector(`[id="${CSS.escape(id)}"]`);
    if (input instanceof HTMLInputElement) {
      input.checked = true;
    }
  }
  for (const [id, value] of written) {
    const control = element.querySelector(`[id="${CSS.escape(id)}"]`);
    if (control && "value" in control) {
      control.value = value;
    }
  }
  for (const id of orders) {
    const item = element.querySelector(`[data-item="${CSS.escape(id)}"]`);
    item?.parentElement?.append(item);
  }
  return more;
}

// A link within the page makes a new entry, which knows nothing yet.
addEventListener("hashchange", () => keepAnswers());
