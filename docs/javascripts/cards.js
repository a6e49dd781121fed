// @ts-check

/**
 * A card with the reference, where the pointer or the keyboard comes to a citation or a footnote.
 *
 * It stays while the pointer is on it, goes with Escape, and on a touch screen the first tap opens
 * it, since a tap that jumps to the foot of the page loses readers. Without this script a citation
 * is a plain link to its reference.
 */

const LINKS = "a.footnote-ref";
/** Long enough for the pointer to cross the gap between a citation and its card. */
const GRACE = 200;

const card = document.createElement("div");
card.className = "reference-card md-typeset";
card.id = "reference-card";
card.popover = "manual";
card.setAttribute("role", "tooltip");

/** @type {HTMLAnchorElement | undefined} */
let shownFor;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving;

/** @param {Event} event */
function linkOf(event) {
  const link = event.target instanceof Element ? event.target.closest(LINKS) : null;
  return link instanceof HTMLAnchorElement ? link : undefined;
}

/** @param {HTMLAnchorElement} link */
function show(link) {
  clearTimeout(leaving);
  if (link === shownFor) return;
  hide();
  const item = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!item) return;
  const copy = /** @type {Element} */ (item.cloneNode(true));
  for (const part of copy.querySelectorAll(".backrefs, .footnote-backref")) part.remove();
  for (const part of copy.querySelectorAll("[id]")) part.removeAttribute("id");
  const go = document.createElement("a");
  go.href = link.hash;
  go.className = "reference-card__go";
  go.textContent = "Go to the list";
  card.replaceChildren(...copy.childNodes, go);
  // All that the card links to is in the list, which the citation itself leads to.
  for (const inner of card.querySelectorAll("a")) inner.tabIndex = -1;
  document.body.append(card);
  link.setAttribute("aria-describedby", card.id);
  card.showPopover();
  place(link);
  shownFor = link;
}

/** @param {HTMLAnchorElement} link */
function place(link) {
  const at = link.getBoundingClientRect();
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
  const link = linkOf(event);
  if (link) show(link);
  else if (event.target instanceof Node && card.contains(event.target)) clearTimeout(leaving);
});
document.addEventListener("pointerout", (event) => {
  const inside = event.target instanceof Node && card.contains(event.target);
  if (!shownFor || !(inside || linkOf(event))) return;
  clearTimeout(leaving);
  if (document.activeElement !== shownFor) leaving = setTimeout(hide, GRACE);
});
document.addEventListener("focusin", (event) => {
  const link = linkOf(event);
  if (link) show(link);
  else if (!(event.target instanceof Node && card.contains(event.target))) hide();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
// A tap focuses the citation before it clicks: what tells the first tap is what was open before it.
let openBefore = false;
document.addEventListener("pointerdown", (event) => {
  openBefore = Boolean(shownFor) && linkOf(event) === shownFor;
  if (shownFor && !(event.target instanceof Node && card.contains(event.target)) && !linkOf(event))
    hide();
});
document.addEventListener("click", (event) => {
  const link = linkOf(event);
  if (link && /** @type {PointerEvent} */ (event).pointerType === "touch" && !openBefore) {
    event.preventDefault();
    show(link);
  } else if (link || (event.target instanceof Element && event.target.closest("a"))) {
    hide();
  }
});
