/** A sheet for a pen, which stands in the page already; it adds the button's work. */
class PrintSheet extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => print());
  }
}

customElements.define("print-sheet", PrintSheet);
