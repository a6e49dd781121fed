/**
 * Keep the answers of this sitting where a browser keeps a form: in the tab's own history entry.
 * Reload and Back bring them back; a closed tab forgets them. Nothing is put into storage.
 */

/** Notes what is chosen in every form of the page. */
export function keepAnswers() {
  const chosen = [...document.querySelectorAll("main :checked[id]")].map(({ id }) => id);
  history.replaceState({ ...history.state, chosen }, "");
}

/** @param {Element} element whose answers are brought back */
export function bringBackAnswers(element) {
  for (const id of history.state?.chosen ?? []) {
    const input = element.querySelector(`[id="${CSS.escape(id)}"]`);
    if (input instanceof HTMLInputElement) {
      input.checked = true;
    }
  }
}

// A link within the page makes a new entry, which knows nothing yet.
addEventListener("hashchange", keepAnswers);
