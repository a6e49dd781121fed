/** A sheet for a pen, which stands in the page already; it adds the button's work. */
class AllianceSheet extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => print());
  }
}

customElements.define("alliance-sheet", AllianceSheet);
