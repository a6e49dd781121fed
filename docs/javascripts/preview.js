import { Marked } from "marked";
import { element } from "./scorer.js";

/**
 * Show questions as their readers will see them, from Markdown that anybody may have written.
 *
 * A library cuts the Markdown into tokens; each becomes an element of a short list, or text.
 * No HTML passes: a tag is shown as it was written.
 *
 * @import { Token, Tokens } from "marked"
 *
 * @typedef {object} Option
 * @property {string} text
 * @property {string} feedback
 * @property {boolean} right
 * @property {string} to
 * @property {string} effects
 *
 * @typedef {object} Shown a question, as `check_quiz` returns it
 * @property {string} kind
 * @property {string} title
 * @property {string} id
 * @property {string} prompt
 * @property {string} hint
 * @property {Option[]} options
 * @property {string[]} items
 * @property {string[]} mixed
 * @property {{term: string, meaning: string}[]} pairs
 * @property {string[]} meanings
 * @property {string[][]} blanks
 * @property {string} explanation
 */

/** What the reader is asked to do; no words where the options say it. */
const ASKED = {
  "choose-one": "Choose one.",
  "choose-all": "Choose all that apply.",
  order: "Put these in order.",
  match: "Choose a meaning for each term.",
  fill: "Fill in what is missing.",
  reflect: "It is not scored.",
};

/** Stands in a prompt where the reader fills something in. */
const GAP = "\ufffc";

/** Elements for the tokens that have content of their own. */
const BLOCKS = { paragraph: "p", blockquote: "blockquote", list_item: "li" };
const INLINES = { strong: "strong", em: "em" };

/** A citation in brackets, or in running text; the library would take both for text. */
const GROUP = /^\[((?:[^[\]]*[\s;])?-?@\w[^[\]]*)\](?!\()/;
const NARRATIVE = /^@([a-z]+(?:1[89]|20)\d\d[a-z]?)\b/i;

const SCHEMES = ["http:", "https:", "mailto:"];

export class Preview {
  #place;
  #quizzes;
  #marked = reader();

  /**
   * @param {HTMLElement} place
   * @param {string} quizzes the folder that the links of a quiz start from, relative to the page
   */
  constructor(place, quizzes) {
    this.#place = place;
    this.#quizzes = new URL(quizzes, document.baseURI).href;
  }

  /** @param {Shown[]} questions */
  show(questions) {
    const open = new Set(
      [...this.#place.querySelectorAll("details[open]")].map((details) => summary(details)),
    );
    const shown = questions.map((question, number) => this.#question(question, number));
    for (const details of shown.flatMap((one) => [...one.querySelectorAll("details")])) {
      details.open = open.has(summary(details));
    }
    this.#place.replaceChildren(
      ...(shown.length ? shown : [element("p", "There is no question to show yet.")]),
    );
  }

  /**
   * @param {Shown} question
   * @param {number} number
   */
  #question(question, number) {
    const legend = element("legend", element("h3", ...this.#inline(question.title)));
    const prompt = element("div", ...this.#blocks(question.prompt));
    prompt.className = "prompt";
    fillGaps(prompt);
    const asked = ASKED[/** @type {keyof typeof ASKED} */ (question.kind)];
    if (asked) {
      prompt.append(classed(element("p", asked), "hint"));
    }
    const fieldset = element("fieldset", legend, prompt);
    if (question.hint) {
      fieldset.append(this.#closed("Hint", question.title, this.#blocks(question.hint)));
    }
    fieldset.append(...this.#controls(question, number));
    const answer = this.#answer(question);
    if (answer.length) {
      fieldset.append(this.#closed("Feedback and explanation", question.title, answer));
    }
    return fieldset;
  }

  /**
   * @param {string} words
   * @param {string} title of the question, for those who meet the summary alone
   * @param {Node[]} content
   */
  #closed(words, title, content) {
    const of = classed(element("span", `: ${title}`), "visually-hidden");
    return element("details", element("summary", words, of), ...content);
  }

  /**
   * @param {Shown} question
   * @param {number} number
   */
  #controls(question, number) {
    const name = `preview-${number}`;
    if (question.options.length) {
      const type = question.kind === "choose-all" ? "checkbox" : "radio";
      return question.options.map(({ text }, place) => {
        const id = `${name}-${place}`;
        const label = withAttributes(element("label", ...this.#inline(text)), { for: id });
        const input = withAttributes(element("input"), { type, name, id });
        return classed(element("div", input, label), "option");
      });
    }
    if (question.mixed.length) {
      const rows = question.mixed.map((text) => element("li", ...this.#inline(text)));
      return [classed(element("ol", ...rows), "items")];
    }
    if (question.pairs.length) {
      return this.#pairs(question, name);
    }
    if (question.kind === "reflect") {
      return [withAttributes(element("textarea"), { "aria-label": "Your words", rows: "3" })];
    }
    return [];
  }

  /**
   * @param {Shown} question
   * @param {string} name
   */
  #pairs({ pairs, meanings }, name) {
    return pairs.map(({ term }, place) => {
      const id = `${name}-${place}`;
      const label = withAttributes(element("label", ...this.#inline(term)), { for: id });
      const texts = meanings.map((meaning) => element("span", ...this.#inline(meaning)));
      const choices = texts.map((text) => element("option", text.textContent ?? ""));
      const first = element("option", "Choose a meaning");
      const select = withAttributes(element("select", first, ...choices), { id });
      return classed(element("p", label, select), "pair");
    });
  }

  /**
   * Says what is right, and why.
   * @param {Shown} question
   */
  #answer(question) {
    const { options, items, pairs, blanks, explanation } = question;
    const shown = options.map((option) => this.#feedback(option, question.kind === "step"));
    if (items.length) {
      shown.push(element("ol", ...items.map((text) => element("li", ...this.#inline(text)))));
    }
    if (pairs.length) {
      const rows = pairs.flatMap(({ term, meaning }) => [
        element("dt", ...this.#inline(term)),
        element("dd", ...this.#inline(meaning)),
      ]);
      shown.push(element("dl", ...rows));
    }
    if (blanks.length) {
      shown.push(element("p", blanks.map((words) => words.join(" or ")).join("; ")));
    }
    return [...shown, ...this.#blocks(explanation)];
  }

  /**
   * @param {Option} option
   * @param {boolean} step whether it is a choice in a case, which is neither right nor wrong
   */
  #feedback({ text, feedback, right, to, effects }, step) {
    const kind = step ? "said" : right ? "right" : "wrong";
    const words = { said: "You say: ", right: "Right: ", wrong: "Not right: " }[kind];
    const block = element(
      "div",
      element("p", element("strong", words, ...this.#inline(text))),
      ...this.#blocks(feedback),
    );
    if (step) {
      block.append(element("p", `It goes on with: ${to}${effects ? ` (${effects})` : ""}`));
    }
    return classed(block, `feedback ${kind}`);
  }

  /** @param {string} markdown */
  #blocks(markdown) {
    return this.#nodes(this.#marked.lexer(markdown));
  }

  /** @param {string} markdown */
  #inline(markdown) {
    const paragraph = /** @type {Tokens.Paragraph[]} */ (this.#marked.lexer(markdown));
    // What is a list or a heading by itself is none within a line.
    return paragraph.length === 1 && paragraph[0].type === "paragraph"
      ? this.#nodes(paragraph[0].tokens)
      : [new Text(markdown)];
  }

  /**
   * @param {Token[]} tokens
   * @returns {Node[]}
   */
  #nodes(tokens) {
    return tokens.flatMap((token) => this.#node(token));
  }

  /**
   * @param {Token} token
   * @returns {Node[]}
   */
  #node(token) {
    const inside = () => this.#nodes(("tokens" in token && token.tokens) || []);
    switch (token.type) {
      case "space":
      case "def":
      case "checkbox":
        return [];
      case "paragraph":
      case "blockquote":
      case "list_item":
        return [element(BLOCKS[token.type], ...inside())];
      case "strong":
      case "em":
        return [element(INLINES[token.type], ...inside())];
      case "list":
        return [element(token.ordered ? "ol" : "ul", ...this.#nodes(token.items))];
      case "table":
        return [this.#table(/** @type {Tokens.Table} */ (token))];
      case "code":
        return [element("pre", element("code", token.text))];
      case "codespan":
        return [element("code", token.text)];
      case "br":
        return [element("br")];
      case "hr":
        return [element("hr")];
      case "link":
        return [this.#link(token.href, inside())];
      case "image":
        return [new Text(`[Picture: ${token.text}]`)];
      case "citation":
        return [classed(element("span", token.text), "cited")];
      case "escape":
        return [new Text(token.text)];
      case "text":
        return "tokens" in token && token.tokens ? inside() : [new Text(token.text)];
      default:
        // HTML, and whatever else there may be: shown as it was written.
        return [new Text(token.raw)];
    }
  }

  /** @param {Tokens.Table} table */
  #table({ header, rows }) {
    const row = (/** @type {Tokens.TableCell[]} */ cells, /** @type {string} */ tag) =>
      element("tr", ...cells.map((cell) => element(tag, ...this.#nodes(cell.tokens))));
    const body = element("tbody", ...rows.map((cells) => row(cells, "td")));
    return element("table", element("thead", row(header, "th")), body);
  }

  /**
   * @param {string} href
   * @param {Node[]} content
   */
  #link(href, content) {
    const page = href.replace(/(^|\/)index\.md(?=#|$)/, "$1").replace(/\.md(?=#|$)/, "/");
    const url = URL.parse(page, this.#quizzes);
    if (!url || !SCHEMES.includes(url.protocol)) {
      return element("span", ...content);
    }
    // In a tab of its own: the text stays where it is.
    const attributes = { href: url.href, target: "_blank", rel: "noopener noreferrer" };
    return withAttributes(element("a", ...content), attributes);
  }
}

function reader() {
  return new Marked({
    extensions: [
      {
        name: "citation",
        level: "inline",
        start: (text) => /\[|(?<![\w@/.\\[-])@\w/.exec(text)?.index,
        tokenizer(raw) {
          const found = GROUP.exec(raw) ?? NARRATIVE.exec(raw);
          if (found) {
            const text = `[${found[1].replace(/-?@(?=\w)/g, "")}]`;
            return { type: "citation", raw: found[0], text };
          }
        },
      },
    ],
    // What the site's own build takes for text.
    tokenizer: { url: () => undefined, del: () => undefined },
  });
}

/**
 * Puts a field where each blank is.
 * @param {HTMLElement} prompt
 */
function fillGaps(prompt) {
  const walk = document.createTreeWalker(prompt, NodeFilter.SHOW_TEXT);
  const texts = /** @type {Text[]} */ ([]);
  while (walk.nextNode()) {
    texts.push(/** @type {Text} */ (walk.currentNode));
  }
  let number = 0;
  for (const text of texts.filter(({ data }) => data.includes(GAP))) {
    const [first, ...rest] = text.data.split(GAP);
    const nodes = rest.flatMap((words) => {
      const attributes = { type: "text", "aria-label": `Blank ${++number}`, autocomplete: "off" };
      return [withAttributes(element("input"), attributes), words];
    });
    text.replaceWith(first, ...nodes);
  }
}

/** @param {Element} details */
function summary(details) {
  return details.firstElementChild?.textContent;
}

/**
 * @template {HTMLElement} Made
 * @param {Made} made
 * @param {string} name
 */
function classed(made, name) {
  made.className = name;
  return made;
}

/**
 * @param {HTMLElement} made
 * @param {Record<string, string>} attributes
 */
function withAttributes(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
}
