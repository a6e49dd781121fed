import { drawAnswers, told } from "./answer-plot.js";
import { Device } from "./device.js";
import { Reflections } from "./reflections.js";
import { button, element, find, ownIds, refusal, Scorer } from "./scorer.js";
import { bringBackAnswers, keepAnswers } from "./sitting.js";

/**
 * The reflections that the reader has saved: a list with notes, the answers as dots, a record.
 *
 * Every word stands in the page, in templates; Python reads what is kept.
 *
 * @typedef {{at: string, instrument: string, version: number, title: string, label: string,
 *   known: boolean, answered: number, items: number, notes: Record<string, string>}} Reflection
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 */
class AllianceRecord extends HTMLElement {
  #scorer = new Scorer(this);
  /** @type {Reflections | undefined} */
  #reflections;
  /** @type {Device | undefined} */
  #device;
  #definitions = "";
  /** What the list was made of last. */
  #text = "";
  /** @type {{reflections: Reflection[], plots: any[]}} */
  #listed = { reflections: [], plots: [] };
  /** @type {Map<string, HTMLElement>} rows of the list by their time */
  #rows = new Map();
  /** @type {Record<string, Record<string, string>>} what is typed and not yet saved, by time */
  #drafts = {};
  /** The time of the one that was deleted last, and can be brought back. */
  #deleted = "";
  /** The time of the one whose row is to have the focus. */
  #focused = "";

  connectedCallback() {
    if (this.#reflections) {
      return;
    }
    this.#definitions = new URL(this.getAttribute("definitions") ?? "", document.baseURI).href;
    const ask = this.#scorer.ask.bind(this.#scorer);
    this.#reflections = new Reflections(ask, this.#definitions, () => this.#changed());
    this.#drafts = bringBackAnswers(this).drafts ?? {};
    this.addEventListener("click", this);
    this.addEventListener("input", this);
    addEventListener("afterprint", () => this.#printOnly());
    find(this, "[data-part=without]").remove();
    this.#device = new Device(this, this.#reflections);
    find(this, "[data-part=device]").hidden = false;
    this.#show();
  }

  /** @param {Event} event */
  handleEvent({ type, target }) {
    const control = /** @type {Control & HTMLElement} */ (target);
    const row = /** @type {HTMLElement | null} */ (control.closest("[data-at]"));
    if (type === "input") {
      if (control.id === "label-filter") {
        this.#render();
      } else if (row && control.name) {
        this.#draft(row);
      }
      return;
    }
    const { action } = control.dataset;
    if (action === "print") {
      print();
    } else if (row && action === "print-one") {
      this.#printOnly(row);
      print();
    } else if (row && action === "revise") {
      this.#revise(row);
    } else if (row && action === "drop") {
      this.#drop(row);
    } else if (action === "undo") {
      this.#undo();
    }
  }

  #changed() {
    this.#device?.show();
    const { text } = /** @type {Reflections} */ (this.#reflections);
    if (text !== this.#text) {
      this.#show();
    }
  }

  async #show() {
    const { text } = /** @type {Reflections} */ (this.#reflections);
    const region = find(this, "[data-value=list-said]");
    let listed = { reflections: [], plots: [] };
    this.#text = text;
    this.#open(Boolean(text));
    if (!text) {
      this.#forget();
    } else {
      const asked = this.#scorer
        .ask("list_reflections", { urls: [this.#definitions], texts: [text] })
        .catch((error) => ({ trouble: refusal(error) }));
      const got = await this.#scorer.show(asked, region, () => this.#show());
      if (!got || text !== this.#text) {
        return;
      }
      region.replaceChildren(got.trouble ?? "");
      if (!got.trouble) {
        listed = got;
        this.#open(got.reflections.length);
      }
    }
    this.#listed = listed;
    this.#render();
  }

  /** @param {boolean} any whether there is anything to show */
  #open(any) {
    find(this, "[data-part=none]").hidden = any;
    find(this, "[data-part=list]").hidden = !any && !this.#deleted;
  }

  /** Leaves nothing in the tab, either. */
  #forget() {
    this.#deleted = "";
    this.#rows.clear();
    if (Object.keys(this.#drafts).length) {
      this.#drafts = {};
      keepAnswers({ drafts: {} });
    }
  }

  #render() {
    const { reflections, plots } = this.#listed;
    const labels = [...new Set(reflections.map(({ label }) => label))].sort();
    const shown = this.#filter(labels);
    const rows = reflections
      .filter(({ label }) => shown.includes(label))
      .map((one) => this.#row(one));
    if (this.#deleted) {
      rows.push(this.#notice(this.#deleted));
    }
    rows.sort((one, other) => ((one.dataset.at ?? "") < (other.dataset.at ?? "") ? 1 : -1));
    arrange(find(this, "[data-list=reflections]"), rows);
    const figures = shown.flatMap((label) =>
      plots
        .filter(({ items }) => items.some((/** @type {any} */ item) => has(item, label)))
        .map((plot) => drawAnswers(this.#copy(`data-plot="${plot.instrument}"`), plot, label)),
    );
    find(this, "[data-list=plots]").replaceChildren(...figures);
    find(this, "[data-part=plots]").hidden = !figures.length;
    find(this, "[data-part=standards]").hidden = !reflections.length;
    this.#focus();
  }

  /**
   * Lets the reader choose among labels, where there are several.
   * @param {string[]} labels
   * @returns {string[]} those that are chosen
   */
  #filter(labels) {
    const select = /** @type {HTMLSelectElement} */ (find(this, "#label-filter"));
    const chosen = select.selectedOptions[0];
    const [all] = select.options;
    const options = labels.map((label) => {
      const option = element("option", label || "No label");
      option.dataset.label = label;
      return option;
    });
    select.replaceChildren(all, ...options);
    const still = options.findIndex(({ dataset }) => dataset.label === chosen?.dataset.label);
    select.selectedIndex = still + 1;
    find(this, "[data-part=filter]").hidden = labels.length < 2;
    return still < 0 ? labels : [labels[still]];
  }

  /**
   * Makes the row of a reflection, or brings it up to date.
   * @param {Reflection} one
   */
  #row(one) {
    const { at, label, notes } = one;
    const row = this.#rows.get(at) ?? this.#newRow(at);
    const about = find(row, "[data-value=about]");
    about.dataset.label = label;
    about.textContent = `${one.title}, version ${one.version}. ${label || "No label"}. ${one.answered} of ${one.items} answered.`;
    find(row, "[data-when=unknown]").hidden = one.known;
    const listed = find(row, "[name=listed]");
    const isListed = [.../** @type {HTMLSelectElement} */ (listed).options].some(
      ({ value }) => value === label,
    );
    const values = { ...notes, listed: isListed ? label : "", own: isListed ? "" : label };
    for (const control of controls(row)) {
      const saved = values[/** @type {"own"} */ (control.name)];
      const value = this.#drafts[at]?.[control.name] ?? saved;
      control.dataset.saved = saved;
      if (control.value !== value) {
        control.value = value;
      }
    }
    this.#showNotes(row);
    return row;
  }

  /** @param {string} at */
  #newRow(at) {
    const copy = this.#copy("data-row");
    ownIds(copy, `${at}.`);
    const row = /** @type {HTMLElement} */ (copy.firstElementChild);
    row.dataset.at = at;
    find(row, "h3").textContent = when(at);
    this.#rows.set(at, row);
    return row;
  }

  /**
   * Stands in the place of the one that was deleted.
   * @param {string} at
   */
  #notice(at) {
    const words = element("span", `Deleted: ${when(at)}. `);
    const undo = button("Undo");
    words.id = `${at}.deleted`;
    undo.dataset.action = "undo";
    undo.setAttribute("aria-describedby", words.id);
    const row = element("li", element("p", words, undo));
    row.dataset.at = at;
    return row;
  }

  /** Brings the focus to where it was, in a row that has been made anew. */
  #focus() {
    if (this.#focused) {
      const row = find(this, `[data-at="${this.#focused}"]`);
      find(row ?? this, ":is(h3, #saved, [data-action=undo])").focus();
      this.#focused = "";
    }
  }

  /**
   * Shows the notes as they are to be printed, and whether they are saved.
   * @param {HTMLElement} row
   */
  #showNotes(row) {
    for (const control of controls(row)) {
      const note = row.querySelector(`[data-note=${control.name}]`);
      if (note) {
        note.textContent = control.value.trim();
      }
    }
    find(row, "[data-value=unsaved]").hidden = !(this.#drafts[row.dataset.at ?? ""] ?? false);
  }

  /**
   * Keeps what is typed in the tab.
   * @param {HTMLElement} row
   */
  #draft(row) {
    const { at = "" } = row.dataset;
    const typed = controls(row).filter(({ value, dataset }) => value !== dataset.saved);
    delete this.#drafts[at];
    if (typed.length) {
      this.#drafts[at] = Object.fromEntries(typed.map(({ name, value }) => [name, value]));
    }
    keepAnswers({ drafts: this.#drafts });
    find(row, "[role=status]").replaceChildren();
    this.#showNotes(row);
  }

  /** @param {HTMLElement} row */
  async #revise(row) {
    const { at = "" } = row.dataset;
    const reflections = /** @type {Reflections} */ (this.#reflections);
    const { listed, own, ...notes } = Object.fromEntries(
      controls(row).map(({ name, value }) => [name, value]),
    );
    const label = own.trim() || listed;
    if (label !== find(row, "[data-value=about]").dataset.label) {
      // Under its new label it is not to go out of sight.
      /** @type {HTMLSelectElement} */ (find(this, "#label-filter")).selectedIndex = 0;
    }
    await reflections.revise(at, { label, notes });
    const { saved, trouble } = reflections;
    if (!trouble) {
      delete this.#drafts[at];
      keepAnswers({ drafts: this.#drafts });
    }
    const words = saved ? "Saved." : "It is in this tab until you press “Save on this device”.";
    find(row, "[role=status]").textContent = trouble || words;
  }

  /** @param {HTMLElement} row */
  async #drop(row) {
    const { at = "" } = row.dataset;
    const reflections = /** @type {Reflections} */ (this.#reflections);
    const { text } = reflections;
    await reflections.drop(at);
    if (text === reflections.text) {
      find(row, "[role=status]").textContent = reflections.trouble;
      return;
    }
    this.#rows.delete(at);
    this.#deleted = at;
    this.#focused = at;
  }

  async #undo() {
    const reflections = /** @type {Reflections} */ (this.#reflections);
    const { text } = reflections;
    await reflections.undo();
    if (text !== reflections.text) {
      this.#focused = this.#deleted;
      this.#deleted = "";
    }
  }

  /** @param {HTMLElement} [row] the only one that is to be printed; none prints all */
  #printOnly(row) {
    for (const one of this.#rows.values()) {
      one.classList.toggle("unprinted", row !== undefined && one !== row);
    }
  }

  /** @param {string} attribute of a template */
  #copy(attribute) {
    const template = /** @type {HTMLTemplateElement} */ (find(this, `template[${attribute}]`));
    return document.importNode(template.content, true);
  }
}

/**
 * @param {{answers: {label: string}[]}} item
 * @param {string} label
 */
function has({ answers }, label) {
  return answers.some((answer) => answer.label === label);
}

/** @param {HTMLElement} row @returns {Control[]} */
function controls(row) {
  return [.../** @type {NodeListOf<Control>} */ (row.querySelectorAll("[name]"))];
}

/** @param {string} at */
function when(at) {
  return told(at, { dateStyle: "long", timeStyle: "short" });
}

/**
 * Puts these rows into a list, and moves none that is in its place, since it may have the focus.
 * @param {HTMLElement} list
 * @param {HTMLElement[]} rows
 */
function arrange(list, rows) {
  for (const old of [...list.children]) {
    if (!rows.includes(/** @type {HTMLElement} */ (old))) {
      old.remove();
    }
  }
  for (const [place, row] of rows.entries()) {
    if (list.children[place] !== row) {
      list.insertBefore(row, list.children[place]);
    }
  }
}

customElements.define("alliance-record", AllianceRecord);
