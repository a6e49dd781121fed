import { Engine, EngineError } from "./engine.js";
import { button, element, find, REASONS } from "./scorer.js";

/**
 * A field in which a quiz is written. Python finds the faults; nothing is stored, nothing sent.
 * The preview follows what is written in silence: only a check that was asked for speaks.
 *
 * @typedef {{line: number, problem: string, remedy: string}} Told
 * @typedef {{faults: Told[], warnings: Told[], questions: import("./preview.js").Shown[]}} Checked
 *   as `check_quiz` returns it
 */

/** So long after the last key the preview follows, in milliseconds. */
const SETTLED = 500;
/** A wait shorter than this needs no words. */
const PATIENCE = 300;
const NAME = "quiz.md";

class AllianceEditor extends HTMLElement {
  /** @type {Engine | undefined} */
  #engine;
  /** @type {import("./preview.js").Preview | undefined} */
  #preview;
  /** The text as it was opened or downloaded last: what differs from it would be lost. */
  #kept = "";
  #name = NAME;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #settling;
  /** Whether a look in silence is under way, and whether the text has changed meanwhile. */
  #looking = false;
  #stale = false;
  /** Without Python, each key would ask for its download anew. */
  #away = false;
  /** Checks that were asked for; of these the last one speaks. */
  #checks = 0;
  /** @type {Checked | undefined} what came while the reader was among the faults or the preview */
  #late;
  /** @type {HTMLProgressElement | undefined} */
  #bar;

  connectedCallback() {
    this.#engine ??= new Engine(this.getAttribute("python") ?? "", {
      onProgress: ({ loaded, total }) => {
        if (this.#bar) {
          this.#bar.max = total;
          this.#bar.value = loaded;
        }
      },
    });
    this.#kept = this.#field.value;
    for (const type of ["submit", "click", "change", "input", "keydown", "focusout"]) {
      this.addEventListener(type, this);
    }
    this.addEventListener("focusin", this, { once: true });
    addEventListener("beforeunload", this);
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    switch (event.type) {
      case "focusin":
        this.#engine?.start();
        break;
      case "beforeunload":
        if (this.#changed) {
          event.preventDefault();
        }
        break;
      case "submit":
        event.preventDefault();
        this.#check();
        break;
      case "keydown":
        this.#press(/** @type {KeyboardEvent} */ (event));
        break;
      case "input":
        if (target === this.#field) {
          this.#wait();
        }
        break;
      case "change":
        if (target instanceof HTMLInputElement && target.type === "file") {
          this.#open(target);
        }
        break;
      case "focusout":
        this.#showLate(/** @type {FocusEvent} */ (event));
        break;
      default:
        this.#click(target);
    }
  }

  get #field() {
    return /** @type {HTMLTextAreaElement} */ (find(this, "textarea"));
  }

  get #region() {
    return find(this, "[role=status]");
  }

  get #changed() {
    return this.#field.value !== this.#kept;
  }

  /** @param {string} name */
  #place(name) {
    return find(this, `[data-place=${name}] > div`);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#check();
    }
  }

  /** @param {HTMLElement} target */
  #click(target) {
    const line = /** @type {HTMLElement | null} */ (target.closest("[data-line]"));
    if (line) {
      this.#jump(Number(line.dataset.line));
    } else if (target.dataset.action === "download") {
      this.#download();
    } else if (target.dataset.action === "restart" && this.#mayReplace()) {
      this.#replace(this.#field.defaultValue, NAME);
      this.#say("The example is back.");
      this.#field.focus();
    }
  }

  /** @param {(string | Node)[]} content */
  #say(...content) {
    this.#region.replaceChildren(...(content.length ? [element("p", ...content)] : []));
  }

  #ask() {
    const texts = [this.#field.value, this.#name];
    const urls = [this.getAttribute("definition") ?? ""];
    return /** @type {Promise<Checked>} */ (this.#engine?.ask("check_quiz", { urls, texts }));
  }

  async #check() {
    const check = ++this.#checks;
    clearTimeout(this.#settling);
    this.#say();
    const wait = setTimeout(() => this.#showWait(), PATIENCE);
    try {
      const checked = await this.#ask();
      if (check === this.#checks) {
        this.#away = false;
        const shown = this.#show(checked);
        this.#say(`${counts(checked)}.`);
        await shown;
      }
    } catch (error) {
      if (check === this.#checks) {
        this.#fail(error);
      }
    } finally {
      clearTimeout(wait);
      this.#bar = undefined;
    }
  }

  #showWait() {
    this.#bar = document.createElement("progress");
    this.#bar.setAttribute("aria-label", "Python downloaded");
    this.#say("Starting Python on this device, to check your quiz. ");
    this.#region.append(this.#bar);
  }

  /** @param {unknown} error */
  #fail(error) {
    const reason = error instanceof EngineError ? error.reason : "crashed";
    this.#away = true;
    this.#say(`${REASONS[reason]} Your text is still here, and can be downloaded.`);
    const again = button("Try again");
    again.addEventListener("click", () => {
      // The button goes; focus stays where the answer will be.
      this.#region.tabIndex = -1;
      this.#region.focus();
      this.#check();
    });
    this.#region.append(again);
  }

  /** Looks at the text in silence once the writer has stopped. */
  #wait() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#look(), SETTLED);
  }

  async #look() {
    if (this.#away || this.#looking) {
      this.#stale = true;
      return;
    }
    this.#looking = true;
    this.#stale = false;
    const checks = this.#checks;
    const text = this.#field.value;
    try {
      const checked = await this.#ask();
      if (checks === this.#checks) {
        // What was said of another text is no longer so; to take it away says nothing.
        this.#say();
        await this.#show(checked, text);
      }
    } catch {
      this.#away = true;
    }
    this.#looking = false;
    if (this.#stale) {
      this.#look();
    }
  }

  /**
   * @param {Checked} checked
   * @param {string} [looked] at in silence, which must not move the reader
   */
  async #show(checked, looked) {
    if (looked !== undefined && find(this, ".checked").contains(document.activeElement)) {
      this.#late = checked;
      return;
    }
    this.#late = undefined;
    this.#place("faults").replaceChildren(
      ...told("fault", checked.faults),
      ...told("warning", checked.warnings),
    );
    try {
      // Nobody needs it, or the library that it brings, before there is something to show.
      const { Preview } = await import("./preview.js");
      this.#preview ??= new Preview(this.#place("preview"), this.getAttribute("quizzes") ?? "");
      this.#preview.show(checked.questions);
    } catch (error) {
      console.error(error);
      this.#place("preview").replaceChildren(
        element("p", "The preview could not be downloaded. Check again for another try."),
      );
    }
  }

  /** @param {FocusEvent} event */
  #showLate({ relatedTarget }) {
    const inside = relatedTarget instanceof Node && find(this, ".checked").contains(relatedTarget);
    if (this.#late && !inside) {
      const late = this.#late;
      // Focus is on its way, and whatever has the line to jump to must stand until it is there.
      setTimeout(() => this.#late === late && this.#show(late, ""));
    }
  }

  /** @param {number} line to put the cursor on, counted from one */
  #jump(line) {
    const field = this.#field;
    const lines = field.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    // No browser tells where a line of a field is; a copy with the lines before it is that high.
    const copy = /** @type {HTMLTextAreaElement} */ (field.cloneNode());
    copy.removeAttribute("id");
    copy.className = "copy";
    copy.rows = 1;
    copy.value = lines.slice(0, line).join("\n");
    field.after(copy);
    field.scrollTop = Math.max(0, copy.scrollHeight - field.clientHeight / 2);
    copy.remove();
  }

  /** Asks where a text would be lost. */
  #mayReplace() {
    return !this.#changed || confirm("Your changes are not downloaded. Replace the text?");
  }

  /**
   * @param {string} text
   * @param {string} name
   */
  #replace(text, name) {
    this.#field.value = text;
    this.#field.setSelectionRange(0, 0);
    this.#field.scrollTop = 0;
    this.#kept = this.#field.value;
    this.#name = name;
    this.#wait();
  }

  /** @param {HTMLInputElement} input */
  async #open(input) {
    const [file] = input.files ?? [];
    // Else the same file could not be opened once more.
    input.value = "";
    if (!file || !this.#mayReplace()) {
      return;
    }
    const limit = Number(this.getAttribute("limit"));
    // No character takes more than three bytes for each of its units in a text.
    if (file.size > 3 * limit) {
      this.#say(`${file.name} is too long for a quiz: ${limit} characters are the most.`);
      return;
    }
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      this.#replace(text, file.name);
      this.#say(`${file.name} is open.`);
    } catch {
      this.#say(`${file.name} is no text in UTF-8. Save it with that encoding, and open it again.`);
    }
  }

  #download() {
    const text = this.#field.value;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = this.#name;
    link.click();
    // The browser has to have begun before the address goes.
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    this.#kept = text;
    this.#say(`${this.#name} goes to your downloads.`);
  }
}

/** @param {Checked} checked */
function counts({ faults, warnings }) {
  return `${count(faults.length, "fault")}, ${count(warnings.length, "warning").toLowerCase()}`;
}

/**
 * @param {number} number
 * @param {string} word
 */
function count(number, word) {
  return `${number || "No"} ${word}${number === 1 ? "" : "s"}`;
}

/**
 * @param {"fault" | "warning"} kind
 * @param {Told[]} all
 */
function told(kind, all) {
  if (!all.length) {
    return [element("p", `${count(0, kind)}.`)];
  }
  const rows = all.map(({ line, problem, remedy }) => {
    const jump = element("button", element("b", `Line ${line}`), ` ${problem}`);
    jump.setAttribute("type", "button");
    jump.dataset.line = String(line);
    return element("li", jump, element("p", remedy));
  });
  const list = element("ul", ...rows);
  list.className = `told ${kind}`;
  return [element("h3", count(all.length, kind)), list];
}

customElements.define("alliance-editor", AllianceEditor);
