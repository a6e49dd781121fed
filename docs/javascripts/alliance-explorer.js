import { find, Scorer } from "./scorer.js";

/** An explorer of effect sizes, whose form, results and pictures stand in the page already. */

/** Long enough that a slider on its way is not read out at every step. */
const SETTLED = 700;

class AllianceExplorer extends HTMLElement {
  /** @type {Scorer | undefined} */
  #scorer;
  /** The last size asked for; earlier answers that come late are passed over. */
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #settling;

  connectedCallback() {
    this.#scorer ??= new Scorer(this);
    this.addEventListener("input", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (target.type === "radio") {
      this.#change(target);
    } else {
      const other = target === this.#number ? this.#slider : this.#number;
      if (target.validity.valid && target.value) {
        other.value = target.value;
        this.#explore();
      }
    }
  }

  get #number() {
    return /** @type {HTMLInputElement} */ (find(this, "[type=number]"));
  }

  get #slider() {
    return /** @type {HTMLInputElement} */ (find(this, "[type=range]"));
  }

  /** @param {HTMLInputElement} measure the one to be used from now on, for the size that is shown */
  #change(measure) {
    const limit = Number(measure.dataset.limit);
    const size = Number(
      find(this, `[data-result=${measure.value}]`).textContent?.replace("−", "-"),
    );
    for (const input of [this.#number, this.#slider]) {
      input.min = String(-limit);
      input.max = String(limit);
      input.value = String(Math.max(-limit, Math.min(limit, size)));
    }
    this.#explore();
  }

  async #explore() {
    const asked = ++this.#asked;
    const region = find(this, "[role=status]");
    const measure = new FormData(/** @type {HTMLFormElement} */ (find(this, "form"))).get(
      "measure",
    );
    const paper = document.getElementById(this.getAttribute("by-hand") ?? "");
    const result = await this.#scorer?.score(
      { measure, value: this.#number.valueAsNumber },
      region,
      () => this.#explore(),
      /** @type {HTMLDetailsElement} */ (paper),
    );
    if (result && asked === this.#asked) {
      this.#show(result, region);
    }
  }

  /**
   * @param {any} result as `explore` returns it
   * @param {HTMLElement} region
   */
  #show(result, region) {
    const share = (/** @type {number} */ value) => `${Math.round(value * 100)} %`;
    const size = (/** @type {number} */ value) => value.toFixed(2).replace("-", "−");
    const texts = {
      r: size(result.r),
      d: size(result.d),
      variance: share(result.variance),
      overlap: share(result.overlap),
      better: share(result.better),
      stronger: String(result.well[0]),
      weaker: String(result.well[1]),
    };
    for (const [name, text] of Object.entries(texts)) {
      find(this, `[data-result=${name}]`).textContent = text;
    }
    for (const curve of this.querySelectorAll("path[data-sd]")) {
      const shift = (Number(curve.getAttribute("data-sd")) * result.d) / 2;
      curve.setAttribute("transform", `translate(${shift} 0)`);
    }
    const people = [...this.querySelectorAll("circle")];
    for (const [number, person] of people.entries()) {
      const half = Number(number >= people.length / 2);
      const place = number - (half * people.length) / 2;
      person.classList.toggle("well", place < result.well[half]);
    }
    region.replaceChildren();
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      const rows = [...this.querySelectorAll("dl.effects > div")];
      region.textContent = rows
        .map((row) => `${row.children[0].textContent}: ${row.children[1].textContent}.`)
        .join(" ");
    }, SETTLED);
  }
}

customElements.define("alliance-explorer", AllianceExplorer);
