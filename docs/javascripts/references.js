// @ts-check

/** A field that filters the list of all references; without this script the list is whole. */

const list = document.querySelector("ul.references");
if (list) {
  const entries = [...list.children].map((entry) => {
    const words = (entry.textContent ?? "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return { entry: /** @type {HTMLElement} */ (entry), words };
  });
  const field = document.createElement("input");
  field.type = "search";
  field.id = "reference-filter";
  const label = document.createElement("label");
  label.htmlFor = field.id;
  label.textContent = "Filter by author, title, year or page that cites it";
  const count = document.createElement("p");
  count.setAttribute("role", "status");
  const box = document.createElement("div");
  box.className = "reference-filter";
  box.append(label, field, count);
  list.before(box);

  const filter = () => {
    const wanted = field.value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/\s+/);
    for (const { entry, words } of entries)
      entry.hidden = !wanted.every((word) => words.includes(word));
    const shown = entries.filter(({ entry }) => !entry.hidden).length;
    count.textContent = `${shown} of ${entries.length} sources`;
  };
  field.addEventListener("input", filter);
  // Whoever comes for one source sees it, whatever was typed before.
  addEventListener("hashchange", () => {
    field.value = "";
    filter();
  });
  filter();
}

// To the type checker, a file that neither imports nor exports is no module.
export {};
