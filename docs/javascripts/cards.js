// @ts-check

/**
 * A card where the pointer or the keyboard comes to a citation, to a footnote, or to a word that
 * the glossary explains.
 *
 * It stays while the pointer is on it, goes with Escape, and on a touch screen the first tap opens
 * it, since a tap that jumps to the foot of the page loses readers. Without this script a citation
 * is a plain link to its reference, and a word has its title.
 */

const PLACES = "a.footnote-ref, abbr[data-definition]";
/** Long enough for the pointer to cross the gap between a citation and its card. */
const GRACE = 200;

const card = document.createElement("div");
card.className = "reference-card md-typeset";
card.id = "reference-card";
card.popover = "manual";
card.setAttribute("role", "tooltip");

/** @type {HTMLElement | undefined} */
let shownFor;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving;

// A title shows to the mouse alone.
for (const word of document.querySelectorAll("abbr[title]")) {
  if (!(word instanceof HTMLElement)) continue;
  word.dataset.definition = word.title;
  word.removeAttribute("title");
  word.tabIndex = 0;
}

/** @param {Event} event */
function placeOf(event) {
  const place = event.target instanceof Element ? event.target.closest(PLACES) : null;
  return place instanceof HTMLElement ? place : undefined;
}

/** @param {Event} event */
function onCard(event) {
  return event.target instanceof Node && card.contains(event.target);
}

/** @param {HTMLAnchorElement} link */
function reference(link) {
  const item = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!item) return [];
  const copy = /** @type {Element} */ (item.cloneNode(true));
  for (const part of copy.querySelectorAll(".backrefs, .footnote-backref")) part.remove();
  for (const part of copy.querySelectorAll("[id]")) part.removeAttribute("id");
  const go = document.createElement("a");
  go.href = link.hash;
  go.textContent = "Go to the list";
  return [...copy.childNodes, go];
}

/** @param {HTMLElement} place */
function show(place) {
  clearTimeout(leaving);
  if (place === shownFor) return;
  hide();
  const content =
    place instanceof HTMLAnchorElement ? reference(place) : [place.dataset.definition ?? ""];
  if (!content.length) return;
  card.replaceChildren(...content);
  // All that the card links to is in the list, which the citation itself leads to.
  for (const inner of card.querySelectorAll("a")) inner.tabIndex = -1;
  (place.closest("main") ?? document.body).append(card);
  place.setAttribute("aria-describedby", card.id);
  card.showPopover();
  move(place);
  shownFor = place;
}

/** @param {HTMLElement} place what the card is to stand under, or over where there is no room */
function move(place) {
  const at = place.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(at.left, width - card.offsetWidth - 8));
  const below = at.bottom + card.offsetHeight + 8 <= innerHeight;
  const top = below ? at.bottom + 4 : at.top - card.offsetHeight - 4;
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${top + scrollY}px`;
}

function hide() {
  clearTimeout(leaving);
  shownFor?.removeAttribute("aria-describedby");
  shownFor = undefined;
  card.remove();
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const place = placeOf(event);
  if (place) show(place);
  else if (onCard(event)) clearTimeout(leaving);
});
document.addEventListener("pointerout", (event) => {
  if (!shownFor || !(onCard(event) || placeOf(event))) return;
  clearTimeout(leaving);
  if (document.activeElement !== shownFor) leaving = setTimeout(hide, GRACE);
});
document.addEventListener("focusin", (event) => {
  const place = placeOf(event);
  if (place) show(place);
  else if (!onCard(event)) hide();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
// A tap focuses a place before it clicks: what tells the first tap is what was open before it.
let openBefore = false;
document.addEventListener("pointerdown", (event) => {
  const place = placeOf(event);
  openBefore = place !== undefined && place === shownFor;
  if (shownFor && !place && !onCard(event)) hide();
});
document.addEventListener("click", (event) => {
  const place = placeOf(event);
  if (place && /** @type {PointerEvent} */ (event).pointerType === "touch" && !openBefore) {
    event.preventDefault();
    show(place);
  } else if (event.target instanceof Element && event.target.closest("a")) {
    hide();
  }
});
