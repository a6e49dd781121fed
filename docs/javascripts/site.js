// @ts-check

/**
 * What the theme leaves to a mouse, made to work with a keyboard and a screen reader.
 *
 * The theme opens its menu and its search with labels of hidden checkboxes. The checkboxes stay,
 * since its style sheet and script go by them; buttons take the place of the labels.
 */

const drawer = checkbox("__drawer");
const search = checkbox("__search");
const narrow = matchMedia("(max-width: 76.234375em)");

/**
 * @param {string} id
 * @returns {HTMLInputElement}
 */
function checkbox(id) {
  const element = document.getElementById(id);
  if (element instanceof HTMLInputElement) return element;
  throw new Error(`site.js: the theme has no checkbox #${id}`);
}

/**
 * A button with the picture of a label.
 *
 * @param {Element | null | undefined} picture
 * @param {string} name
 * @param {string} className
 */
function button(picture, name, className) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.setAttribute("aria-label", name);
  if (picture) element.append(picture.cloneNode(true));
  return element;
}

/* Menu */

const menuLabel = document.querySelector(".md-header__inner > [for=__drawer]");
const menu = document.getElementById("site-nav");
if (menuLabel && menu) {
  const opener = button(menuLabel.firstElementChild, "Menu", `${menuLabel.className} menu-button`);
  opener.setAttribute("aria-controls", menu.id);
  menuLabel.replaceWith(opener);

  const follow = () => {
    opener.setAttribute("aria-expanded", String(drawer.checked));
    // What the overlay dims is out of reach of Tab too. The header stays: it holds the button.
    for (const part of document.querySelectorAll(
      ".md-skip, .md-content, .md-sidebar--secondary, .md-footer",
    ))
      part.toggleAttribute("inert", drawer.checked);
  };
  const close = () => {
    if (drawer.checked) drawer.click();
  };
  follow();
  drawer.addEventListener("change", follow);
  narrow.addEventListener("change", close);
  opener.addEventListener("click", () => {
    drawer.click();
    const first = menu.querySelector("[aria-current], a, summary");
    if (drawer.checked && first instanceof HTMLElement) first.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    close();
    opener.focus();
  });
  search.addEventListener("change", close);
}

/* Search */

const box = document.querySelector(".md-search");
const query = box?.querySelector(".md-search__input");
const searchLabel = document.querySelector(".md-header__inner > [for=__search]");
if (box && searchLabel && query instanceof HTMLInputElement) {
  const close = () => {
    if (search.checked) search.click();
  };
  const opener = button(
    searchLabel.firstElementChild,
    "Search",
    `${searchLabel.className} search-button`,
  );
  searchLabel.replaceWith(opener);
  // The query opens the search itself once it has focus, which it cannot take while it is hidden.
  opener.addEventListener("click", () => {
    if (!search.checked) search.click();
    query.focus();
  });

  const closer = button(
    box.querySelector(".md-search__icon[for=__search] svg:last-child"),
    "Close search",
    "search-close md-icon",
  );
  closer.addEventListener("click", close);
  query.before(closer);

  search.addEventListener("change", () => {
    const lost = box.contains(document.activeElement) || document.activeElement === document.body;
    if (!search.checked && lost && opener.offsetWidth) opener.focus();
  });
  box.addEventListener("focusout", (event) => {
    const next = event instanceof FocusEvent ? event.relatedTarget : null;
    if (next instanceof Node && !box.contains(next)) close();
  });

  // Results were for the arrow keys alone.
  new MutationObserver(() => {
    for (const result of box.querySelectorAll(".md-search-result [tabindex='-1']"))
      result.removeAttribute("tabindex");
  }).observe(box, { childList: true, subtree: true });

  // It is no dialog: on a wide window it stands open in the header, and Tab leaves it.
  box.removeAttribute("role");
  box.querySelector(".md-search-result__meta")?.setAttribute("role", "status");
}

/* Keys */

// The theme goes to another page at the press of a letter, which speech input and a slip of the
// hand do too; and it closes the search at Tab, so that results could not be reached by it.
document.addEventListener("keydown", (event) => {
  const taken = search.checked ? ["Tab", "Shift"] : ["f", "s", "/", "p", ",", "n", "."];
  if (taken.includes(event.key)) event.stopPropagation();
});

/* Content */

// A region that scrolls is a tab stop, so that the arrow keys can scroll it. One that fits is not.
const fit = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const region = target.closest(".md-typeset__scrollwrap");
    if (!(region instanceof HTMLElement)) continue;
    if (region.scrollWidth > region.clientWidth) {
      region.tabIndex = 0;
      region.setAttribute("role", "group");
      region.setAttribute("aria-label", "Table that scrolls sideways");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) region.removeAttribute(name);
    }
  }
});
for (const table of document.querySelectorAll(".md-content table")) fit.observe(table);

/* Palette */

// The theme shows the picture of the palette in use but leaves its radio button unchecked,
// so that Shift+Tab would land on another one, whose picture is hidden.
for (const option of document.querySelectorAll(".md-option")) {
  const picture = option.nextElementSibling;
  if (option instanceof HTMLInputElement && picture instanceof HTMLElement && !picture.hidden)
    option.checked = true;
}

// The theme stores the palette on every visit. Without a choice by the reader there is nothing
// to remember: the page follows the device anyway.
{
  const scope = /** @type {{__md_scope?: URL}} */ (window).__md_scope;
  const key = `${scope?.pathname}.__palette`;
  const palette = JSON.parse(localStorage.getItem(key) ?? "null");
  if (palette?.color.media === "(prefers-color-scheme)") localStorage.removeItem(key);
}

/* What one page alone needs */

if (navigator.serviceWorker?.controller) import("./offline.js").then(({ watch }) => watch());
if (document.querySelector("ul.references")) import("./references.js");
if (document.getElementById("saved-course")) import("./saved-course.js");
