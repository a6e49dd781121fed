import { download, utcTime } from "./kept.js";
import { Reflections } from "./reflections.js";
import { element, find } from "./scorer.js";

/**
 * What a reader may do with a result: show its code, take it away as a file, print it, save it.
 *
 * @import { Scorer } from "./scorer.js"
 */
export class TakeAway {
  #scale;
  #scorer;
  /** @type {Record<string, string>} */
  #answers = {};
  /** When the answers were scored, in UTC. */
  #at = "";
  /** @type {Reflections | undefined} */
  #reflections;

  /**
   * @param {HTMLElement} scale with the result, and the controls for what is done with it
   * @param {Scorer} scorer
   */
  constructor(scale, scorer) {
    this.#scale = scale;
    this.#scorer = scorer;
    scale.addEventListener("click", this);
    // It does not bubble.
    scale.addEventListener("toggle", this, true);
  }

  /** @param {Event} event */
  handleEvent({ type, target }) {
    if (type === "toggle") {
      this.#draw(/** @type {HTMLDetailsElement} */ (target));
      return;
    }
    const { action = "" } = /** @type {HTMLElement} */ (target).dataset;
    if (action === "print") {
      window.print();
    } else if (action === "copy") {
      this.#copy();
    } else if (action === "save") {
      this.#save();
    } else if (["csv", "json", "markdown"].includes(action)) {
      this.#download(action);
    }
  }

  /**
   * Takes up a new result.
   * @param {Record<string, string>} answers of each item the point, or that it does not apply
   */
  take(answers) {
    this.clear();
    this.#answers = answers;
    this.#at = utcTime();
    const day = new Date().toLocaleDateString("en-GB", { dateStyle: "long" });
    find(this.#scale, "[data-value=day]").textContent = day;
    find(this.#scale, "[data-value=address]").textContent = location.href.replace(/#.*/, "");
    return this.#encode();
  }

  /** Forgets the result. */
  clear() {
    this.#answers = {};
    find(this.#scale, "[data-value=said]").replaceChildren();
    for (const details of this.#all("details.qr")) {
      details.removeAttribute("open");
      details.querySelector("svg")?.remove();
    }
    for (const place of this.#all("[data-value=code], [data-value=code-said]")) {
      place.replaceChildren();
      this.#link("compare").hash = "";
    }
    for (const group of this.#all(".save")) {
      group.hidden = false;
      for (const control of /** @type {HTMLFieldSetElement} */ (group).elements) {
        /** @type {HTMLInputElement} */ (control).value = "";
      }
    }
  }

  async #encode() {
    const [output] = this.#all("[data-value=code]");
    if (!output) {
      return;
    }
    const answers = this.#answers;
    const region = find(this.#scale, "[data-value=code-said]");
    const asked = this.#ask("encode", JSON.stringify({ answers }));
    const made = await this.#scorer.show(asked, region, () => this.#encode());
    if (made && answers === this.#answers) {
      region.replaceChildren();
      output.textContent = made.code;
      this.#link("compare").hash = made.code;
    }
  }

  /** @param {HTMLDetailsElement} details */
  async #draw(details) {
    const link = details.dataset.qr;
    if (!link || !details.open || details.querySelector("svg")) {
      return;
    }
    const figure = find(details, "figure");
    const name = find(figure, "figcaption").textContent ?? "";
    const { href } = this.#link(link);
    try {
      const { drawQr } = await import("./qr-code.js");
      const drawn = drawQr(href, name);
      if (href === this.#link(link).href) {
        figure.querySelector("svg, p")?.remove();
        figure.prepend(drawn);
      }
    } catch (error) {
      console.error(error);
      figure.prepend(
        element("p", "The picture could not be drawn. Close and open it to try again."),
      );
    }
  }

  async #copy() {
    const output = find(this.#scale, "[data-value=code]");
    const region = find(this.#scale, "[data-value=code-said]");
    try {
      await navigator.clipboard.writeText(output.textContent ?? "");
      region.textContent = "Copied.";
    } catch {
      getSelection()?.selectAllChildren(output);
      region.textContent = "The code is selected: copy it as you copy other text.";
    }
  }

  async #save() {
    const region = find(this.#scale, "[data-value=said]");
    const group = find(this.#scale, ".save");
    const reflections = await this.#scorer.show(this.#keep(), region, () => this.#save());
    if (reflections?.trouble) {
      region.textContent = reflections.trouble;
    } else if (reflections) {
      // The button goes; focus stays where it is said what became of it.
      group.hidden = true;
      region.replaceChildren("Saved. It is in ", this.#link("record").cloneNode(true), ".");
      region.focus();
    }
  }

  async #keep() {
    this.#reflections ??= new Reflections(this.#scorer.ask.bind(this.#scorer));
    const entry = { label: this.#label, answers: this.#answers };
    await this.#reflections.save(this.#scorer.definition, entry);
    return this.#reflections;
  }

  /** @param {string} kind */
  async #download(kind) {
    const region = find(this.#scale, "[data-value=said]");
    const again = () => this.#download(kind);
    const text = await this.#scorer.show(this.#export(kind), region, again);
    if (text) {
      download("reflection", text, kind);
      region.textContent = "Your file is with your downloads.";
    }
  }

  /**
   * Writes this one result as the saved ones are written; it is saved nowhere.
   * @param {string} kind
   */
  async #export(kind) {
    const entry = { at: this.#at, label: this.#label, answers: this.#answers };
    const { reflections } = await this.#ask("add_reflection", "", JSON.stringify(entry));
    if (kind === "json") {
      return reflections;
    }
    const urls = [this.#scale.getAttribute("words") ?? ""];
    const asked = { urls, texts: [reflections, kind] };
    return (await this.#scorer.ask("export_reflections", asked)).text;
  }

  /**
   * @param {string} call a function of the bridge that takes the definition first
   * @param {string[]} texts
   */
  #ask(call, ...texts) {
    return this.#scorer.ask(call, { urls: [this.#scorer.definition], texts });
  }

  /** What the reader calls the result: their own word, else one from the list, else nothing. */
  get #label() {
    const values = this.#all(".save :is(input, select)").map((control) =>
      /** @type {HTMLInputElement} */ (control).value.trim(),
    );
    return values.findLast((value) => value) ?? "";
  }

  /** @param {string} name */
  #link(name) {
    return /** @type {HTMLAnchorElement} */ (find(this.#scale, `[data-link=${name}]`));
  }

  /** @param {string} selector */
  #all(selector) {
    return /** @type {HTMLElement[]} */ ([...this.#scale.querySelectorAll(selector)]);
  }
}
