import { download } from "./kept.js";
import { element, find } from "./scorer.js";

/**
 * The part of a page where the reader saves what is kept, takes it away, brings it in, deletes it.
 *
 * @import { Kept } from "./kept.js"
 */
export class Device {
  #root;
  #kept;
  #done;
  /** What was told of storage last. */
  #told = "";

  /**
   * @param {HTMLElement} root holds that part, and a dialogue
   * @param {Kept} kept
   * @param {() => void} [done] is called after the reader has changed what is kept here
   */
  constructor(root, kept, done = () => {}) {
    this.#root = root;
    this.#kept = kept;
    this.#done = done;
    root.addEventListener("click", this);
    root.addEventListener("change", this);
    this.show();
  }

  /** @param {Event} event */
  handleEvent({ type, target }) {
    const control = /** @type {HTMLElement} */ (target);
    if (type === "change") {
      if (control.id === "import") {
        this.#import(/** @type {HTMLInputElement} */ (control));
      }
      return;
    }
    const { action = "", warning = "" } = control.dataset;
    switch (action) {
      case "save":
        this.#save();
        break;
      case "json":
      case "csv":
      case "markdown":
        this.#download(action);
        break;
      case "delete":
        this.#tell("Delete everything that is saved on this device?", [warning]);
        this.#find("[data-action=really]").hidden = false;
        break;
      case "really":
        this.#dialog.close();
        this.#kept.delete();
        this.#say(
          this.#kept.trouble ||
            "Everything has been deleted. What you chose on other pages stays in this tab until you close it.",
        );
        this.#done();
        break;
      case "close":
        this.#dialog.close();
    }
  }

  /**
   * Shows what is saved now, and says once what keeps answers from being saved.
   * @param {HTMLElement} [region] where to say it
   */
  show(region = this.#find("[data-value=said]")) {
    const { saved, text, trouble } = this.#kept;
    const device = this.#find("[data-value=device]");
    const words = device.dataset;
    const none = !saved && !text && words.empty;
    device.textContent =
      saved && trouble ? trouble : none || (saved ? words.saved : words.unsaved) || "";
    this.#find("[data-action=save]").hidden = Boolean(saved || none);
    for (const action of ["json", "csv", "markdown", "delete"]) {
      this.#find(`[data-action=${action}]`).hidden = !saved && !text;
    }
    if (trouble && trouble !== this.#told) {
      region.append(element("p", trouble));
    }
    this.#told = trouble;
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.#find("dialog"));
  }

  /** @param {string} selector */
  #find(selector) {
    return find(this.#root, selector);
  }

  /**
   * Says what has become of the device; the button that was pressed may be gone.
   * @param {string} words
   */
  #say(words) {
    this.#find("#device").focus();
    this.#find("[data-value=said]").textContent = words;
  }

  async #save() {
    await this.#kept.keep();
    this.#say(this.#kept.trouble || "Saved. From now on your answers are saved as they come.");
    this.#done();
  }

  /** @param {string} kind */
  async #download(kind) {
    const text = await this.#kept.export(kind);
    const { name, trouble } = this.#kept;
    if (!trouble) {
      download(name, text, kind);
    }
    this.#find("[data-value=said]").textContent = trouble || "The file is in your downloads.";
  }

  /** @param {HTMLInputElement} input */
  async #import(input) {
    const file = input.files?.[0];
    if (!file) {
      return;
    }
    const { taken, left } = await this.#kept.import(file);
    // The same file can be chosen again, and the dialogue comes back to where it was chosen.
    input.value = "";
    input.focus();
    const { saved, trouble } = this.#kept;
    if (trouble) {
      this.#tell("Nothing was taken", [trouble]);
      return;
    }
    const where = saved ? "" : " It is in this tab until you press “Save on this device”.";
    const { one, many } = input.dataset;
    this.#tell(`${taken} ${taken === 1 ? one : many} taken`, [
      left.length ? `What follows was left out.${where}` : `Nothing was left out.${where}`,
      ...left.map((words) => element("li", words)),
    ]);
    this.#done();
  }

  /**
   * @param {string} title
   * @param {(string | HTMLElement)[]} content a sentence, and a list
   */
  #tell(title, [sentence, ...list]) {
    this.#find("[data-action=really]").hidden = true;
    this.#find(".dialog-title").textContent = title;
    const told = [element("p", sentence), ...(list.length ? [element("ul", ...list)] : [])];
    this.#find("[data-value=dialog]").replaceChildren(...told);
    this.#dialog.showModal();
  }
}
