import { downloadCsv } from "./csv.js";
import { clearProblems, showProblems } from "./problems.js";
import { savedViews } from "./saved-views.js";
import { element, find, refusal, Scorer } from "./scorer.js";
import { bringBackAnswers, keepAnswers } from "./sitting.js";

/**
 * Two views of the same sessions: takes a code of each, has Python compare them, and shows the
 * statements, the questions and the labels that stand in the page already.
 *
 * @import { Problem } from "./problems.js"
 * @import { Saved } from "./saved-views.js"
 *
 * @typedef {{id: string, version: number, responses: object, trouble: string}} View
 *   what a code says, or why it says nothing
 * @typedef {{id: string, part: string, first: number | string | null,
 *   second: number | string | null, apart: number | null, far: boolean}} Item
 */

/** A code as this site writes it: no heading's id looks like it. */
const CODE = /^[0-9A-Z]+(-[0-9A-Z]+)+$/;
/** @type {View} what an empty field says */
const BLANK = { id: "", version: 0, responses: {}, trouble: "Type this code, or scan it" };
/** What a mark stands at where there is no number. */
const NOWHERE = -100;

class AllianceBoth extends HTMLElement {
  /** @type {Scorer | undefined} */
  #scorer;
  /** @type {string[]} codes that are in no field yet, since Python has not said whose they are */
  #loose = [];
  /** @type {Promise<void>} the placing of these codes, which a comparison waits for */
  #placing = Promise.resolve();
  /** @type {Saved[]} what is saved on this device, once it is asked for */
  #saved = [];
  /** @type {AbortController | undefined} ends the camera's picture */
  #scanning;
  /** @type {{views: View[], items: Item[]} | undefined} what is shown */
  #shown;

  connectedCallback() {
    if (this.#scorer) {
      return;
    }
    this.#scorer = new Scorer(this);
    for (const type of ["submit", "click", "change"]) {
      this.addEventListener(type, this);
    }
    this.#dialog.addEventListener("close", () => this.#scanning?.abort());
    document.addEventListener("visibilitychange", () => document.hidden && this.#dialog.close());
    addEventListener("hashchange", () => this.#takeFragment());
    this.#loose = bringBackAnswers(this).loose ?? [];
    this.#takeFragment();
    this.#placing = this.#place();
  }

  disconnectedCallback() {
    this.#scanning?.abort();
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.type === "change") {
      if (target instanceof HTMLInputElement && target.type === "file") {
        this.#takePicture(target);
      } else if (target instanceof HTMLSelectElement) {
        this.#choose(target);
      } else {
        this.#keep();
        // It would no longer be of these codes.
        this.#result.hidden = true;
      }
    } else if (event.type === "submit") {
      event.preventDefault();
      this.#submit();
    } else {
      this.#act(target.dataset.action);
    }
  }

  /** @param {string | undefined} action */
  #act(action) {
    if (action === "scan") {
      this.#scan();
    } else if (action === "saved") {
      this.#offerSaved();
    } else if (action === "stop") {
      this.#dialog.close();
    } else if (action === "print") {
      window.print();
    } else if (action === "csv") {
      this.#download();
    } else if (action === "clear") {
      this.#form.reset();
      this.#loose = [];
      this.#keep();
      clearProblems(this.#form);
      this.#region.replaceChildren();
      this.#result.hidden = true;
      this.#fields[0].focus();
    }
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (find(this, "form"));
  }

  get #region() {
    return find(this.#form, "[role=status]");
  }

  get #result() {
    return find(this, "section");
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (find(this, "dialog"));
  }

  get #fields() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("[data-view] input")]);
  }

  #keep() {
    keepAnswers({ loose: this.#loose });
  }

  /* Codes come in */

  /** Takes the codes that the address carries, and takes them out of the address. */
  #takeFragment() {
    const codes = codesIn(location.hash);
    if (codes.length) {
      history.replaceState(history.state, "", location.pathname + location.search);
      this.#take(codes);
    }
  }

  /** @param {string[]} codes */
  #take(codes) {
    this.#loose.push(...codes);
    this.#keep();
    this.#placing = this.#place();
  }

  /** Puts each code into the field of the view that Python finds in it. */
  async #place() {
    const codes = [...this.#loose];
    const views = /** @type {View[] | undefined} */ (
      await this.#scorer?.show(this.#read(codes), this.#region, () => this.#place())
    );
    if (!views) {
      return; // It has been told, and the codes wait.
    }
    const told = [];
    for (const [at, code] of codes.entries()) {
      if (!this.#loose.includes(code)) {
        continue; // Cleared, or placed meanwhile.
      }
      this.#loose = this.#loose.filter((other) => other !== code);
      const { id, trouble } = views[at];
      const own = id ? this.#field(id) : null;
      const field = own ?? this.#fields.find(({ value }) => !value);
      if (field) {
        field.value = code;
        this.#result.hidden = true;
        told.push(`${field.labels?.[0].textContent}: filled in.`);
      }
      if (!own) {
        told.push(`${code}: ${trouble || "This is a code of another form"}`);
      } else if (views.findIndex((view) => view.id === id) < at) {
        told.push("Two codes of the same view came: the second is used.");
      }
    }
    if (told.length) {
      this.#keep();
      this.#say(...told);
    }
  }

  /**
   * @param {string} view
   * @returns {HTMLInputElement | null} nothing where the page has no such view
   */
  #field(view) {
    return this.querySelector(`[data-view="${view}"] input`);
  }

  /** @param {string[]} sentences */
  #say(...sentences) {
    this.#region.replaceChildren(...sentences.map((words) => element("p", words)));
  }

  /** Returns what reads QR codes, or tells that it does not come. */
  async #reading() {
    try {
      return await import("./scan.js");
    } catch (error) {
      console.warn(error);
      this.#say(
        "What reads QR codes could not be downloaded. Reload the page and try again: your codes stay.",
      );
    }
  }

  async #scan() {
    const reading = await this.#reading();
    if (!reading) {
      return;
    }
    const { scan, ScanError } = reading;
    const words = find(this, "[data-value=scan]");
    words.replaceChildren();
    const scanning = new AbortController();
    this.#scanning = scanning;
    this.#dialog.showModal();
    const video = /** @type {HTMLVideoElement} */ (find(this, "video"));
    const take = (/** @type {string} */ text) => {
      const codes = codesIn(text);
      if (codes.length) {
        this.#dialog.close();
        this.#take(codes);
      } else if (words.textContent !== FOREIGN) {
        words.textContent = FOREIGN;
      }
      return codes.length > 0;
    };
    try {
      await scan(video, scanning.signal, take);
    } catch (error) {
      if (!(error instanceof ScanError)) {
        throw error;
      }
      words.textContent = error.message;
    }
  }

  /** @param {HTMLInputElement} input */
  async #takePicture(input) {
    const reading = await this.#reading();
    if (!reading) {
      return;
    }
    const { readPicture, ScanError } = reading;
    const file = /** @type {File} */ (input.files?.[0]);
    try {
      const codes = codesIn(await readPicture(file));
      if (codes.length) {
        clearProblems(this.#form);
        this.#take(codes);
      } else {
        showProblems(this.#form, [{ control: input, words: FOREIGN }]);
      }
    } catch (error) {
      if (!(error instanceof ScanError)) {
        throw error;
      }
      showProblems(this.#form, [{ control: input, words: error.message }]);
    } finally {
      input.value = ""; // The same picture can be chosen again.
    }
  }

  /** Offers what is saved on this device, beside the field of its view. */
  async #offerSaved() {
    const scorer = /** @type {Scorer} */ (this.#scorer);
    const asked = savedViews(scorer.ask.bind(scorer), scorer.definition).catch((error) =>
      refusal(error),
    );
    const saved = await scorer.show(asked, this.#region, () => this.#offerSaved());
    if (!saved) {
      return;
    }
    if (typeof saved === "string") {
      this.#say(saved);
      return;
    }
    const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-view]")]);
    this.#saved = saved.filter((/** @type {Saved} */ { instrument }) =>
      rows.some((row) => row.dataset.view === instrument),
    );
    if (!this.#saved.length) {
      this.#say("No view is saved on this device.");
      return;
    }
    this.#region.replaceChildren();
    for (const row of rows) {
      const select = find(row, "select");
      const options = this.#saved.map(({ instrument, words }, at) => {
        const option = element("option", words);
        option.setAttribute("value", String(at));
        return instrument === row.dataset.view ? option : "";
      });
      select.replaceChildren(select.children[0], ...options);
      find(row, "[data-when=saved]").hidden = select.children.length < 2;
    }
    find(this, "[data-view] [data-when=saved]:not([hidden]) select").focus();
  }

  /** @param {HTMLSelectElement} select with the place of what is saved */
  async #choose(select) {
    const saved = this.#saved[Number(select.value || -1)];
    if (!saved) {
      return;
    }
    const { instrument, answers } = saved;
    const field = /** @type {HTMLInputElement} */ (this.#field(instrument));
    const name = field === this.#fields[0] ? "first" : "second";
    const urls = [this.getAttribute(name) ?? ""];
    const scorer = /** @type {Scorer} */ (this.#scorer);
    const asked = scorer.ask("encode", { urls, texts: [JSON.stringify({ answers })] });
    const made = await scorer.show(asked, this.#region, () => this.#choose(select));
    if (made) {
      field.value = made.code;
      this.#result.hidden = true;
      this.#keep();
      this.#say(`${field.labels?.[0].textContent}: filled in.`);
    }
  }

  /* Both views */

  /**
   * Asks Python what codes say.
   * @param {string[]} codes
   * @returns {Promise<View[]>}
   */
  #read(codes) {
    const scorer = /** @type {Scorer} */ (this.#scorer);
    const urls = [scorer.definition];
    return Promise.all(
      codes.map(async (code) => {
        try {
          const view = await scorer.ask("decode", { urls, texts: [code] });
          return { ...view, trouble: "" };
        } catch (error) {
          return { ...BLANK, trouble: refusal(error) };
        }
      }),
    );
  }

  async #submit() {
    clearProblems(this.#form);
    const again = () => this.#submit();
    const shown = await this.#scorer?.show(this.#compare(), this.#region, again, this.#paper);
    if (!shown) {
      return;
    }
    this.#region.replaceChildren();
    if (shown.problems.length) {
      showProblems(this.#form, shown.problems);
    } else {
      this.#show(shown.views, shown.compared);
    }
  }

  get #paper() {
    return /** @type {HTMLDetailsElement} */ (find(this, ".paper"));
  }

  /** @returns {Promise<{problems: Problem[], views?: View[], compared?: any}>} */
  async #compare() {
    await this.#placing;
    const fields = this.#fields;
    const codes = fields.map((field) => field.value.trim());
    const wanted = fields.map((field) => field.closest("[data-view]")?.getAttribute("data-view"));
    const read = await this.#read(codes.filter(Boolean));
    const views = codes.map((code) => (code ? /** @type {View} */ (read.shift()) : BLANK));
    const astray = views.filter((view, at) => view.id && view.id !== wanted[at]).length;
    // Each code says whose view it is, so nothing is guessed.
    if (astray === 2 || (astray === 1 && codes.includes(""))) {
      for (const [at, field] of fields.entries()) {
        field.value = codes[1 - at];
      }
      this.#keep();
      return this.#compare();
    }
    const problems = [];
    for (const [at, control] of fields.entries()) {
      const { id, trouble } = views[at];
      if (trouble || id !== wanted[at]) {
        problems.push({ control, words: trouble || "This is a code of the other view" });
      }
    }
    if (problems.length) {
      return { problems };
    }
    const texts = views.map((view) => JSON.stringify(view.responses));
    const urls = ["first", "second"].map((name) => this.getAttribute(name) ?? "");
    return { problems, views, compared: await this.#scorer?.ask("compare", { urls, texts }) };
  }

  /**
   * @param {View[]} views
   * @param {any} compared as `compare` returns it
   */
  #show(views, compared) {
    /** @type {{items: Item[], far: string[]}} */
    const { items, far } = compared;
    this.#shown = { views, items };
    const result = this.#result;
    find(result, "[data-value=both]").textContent = String(compared.both);
    find(result, "[data-value=far]").textContent = String(far.length);
    find(result, "[data-when=far]").hidden = !far.length;
    find(result, "[data-when=near]").hidden = far.length > 0;
    for (const item of items) {
      const row = find(result, `[data-item-row="${item.id}"]`);
      const talk = find(result, `[data-far="${item.id}"]`);
      row.classList.toggle("far", item.far);
      talk.hidden = !item.far;
      this.#fill(row, item);
      this.#fill(talk, item);
    }
    for (const id of far) {
      const talk = find(result, `[data-far="${id}"]`);
      talk.parentElement?.append(talk);
    }
    for (const part of compared.parts) {
      for (const name of /** @type {const} */ (["first", "second"])) {
        const cell = find(result, `[data-part="${part.id}"] [data-value=${name}]`);
        cell.textContent = part[name]?.toFixed(2) ?? "not shown";
      }
    }
    result.hidden = false;
    find(result, "h2").focus();
  }

  /**
   * @param {HTMLElement} place with a statement of each view
   * @param {Item} item
   */
  #fill(place, item) {
    const marks = [];
    for (const name of /** @type {const} */ (["first", "second"])) {
      find(place, `[data-answer=${name}]`).textContent = this.#label(name, item[name]);
      const at = this.#at(item[name]);
      find(place, `svg .${name}`).setAttribute("transform", `translate(${at} 10)`);
      marks.push(at);
    }
    const gap = item.apart === null ? "M0 10H0" : `M${marks[0]} 10H${marks[1]}`;
    find(place, ".gap").setAttribute("d", gap);
    find(place, "[data-value=apart]").textContent = apart(item.apart);
  }

  /**
   * @param {string} name of the view
   * @param {number | string | null} answer
   */
  #label(name, answer) {
    const option = find(this, `[data-labels=${name}] [value="${answer ?? ""}"]`);
    return option.textContent ?? "";
  }

  /**
   * Returns where an answer lies in the picture of the whole range.
   * @param {number | string | null} answer
   */
  #at(answer) {
    const options = [...find(this, "[data-labels=first]").children];
    const points = options.map((option) => Number(option.getAttribute("value") || Number.NaN));
    const [low, high] = [points[0], Math.max(...points.filter(Number.isFinite))];
    return typeof answer === "number" ? 10 + (80 * (answer - low)) / (high - low) : NOWHERE;
  }

  /** One row an answer. */
  #download() {
    const { views = [], items = [] } = this.#shown ?? {};
    const head = ["instrument", "version", "item", "part", "statement", "answer", "answer_label"];
    const rows = items.flatMap((item) =>
      /** @type {const} */ (["first", "second"]).map((name, at) => {
        const answer = find(this, `[data-item-row="${item.id}"] [data-answer=${name}]`);
        const statement = answer.previousSibling?.textContent?.trim() ?? "";
        const label = (answer.textContent ?? "").replace(/ \(\d+\)$/, "");
        const { id, version } = views[at];
        return [id, version, item.id, item.part, statement, item[name] ?? "", label];
      }),
    );
    downloadCsv("both-views", [head, ...rows]);
  }
}

const FOREIGN = "This QR code is none of this site's results. Try the one on a result page.";

/**
 * Returns the codes in a code's text, in an address that carries them, or in its fragment.
 * @param {string} text
 */
function codesIn(text) {
  // Browsers may write a plus sign of a fragment as %2B.
  const fragment = text.slice(text.indexOf("#") + 1).replaceAll("%2B", "+");
  const codes = fragment.split("+");
  return codes.length <= 2 && codes.every((code) => CODE.test(code)) ? codes : [];
}

/** @param {number | null} points */
function apart(points) {
  if (points === null) {
    return "not compared";
  }
  return points ? `${points} apart` : "the same";
}

customElements.define("alliance-both", AllianceBoth);
