/**
 * Say what may become markup, and what may be run: the theme writes results of a search from text.
 *
 * Browsers with Trusted Types ask this before each, and refuse what it does not return. It stands
 * in the page itself, since it must be there before the theme's script.
 */

{
  const { trustedTypes } = /** @type {any} */ (self);
  /** What results of a search are made of: nothing that runs, loads, sends or leads elsewhere. */
  const HARMLESS = "article,code,del,div,h1,h2,li,mark,ol,p,pre,ul";
  const ATTRIBUTE = /^(class|data-.+)$/;

  const inert = trustedTypes?.createPolicy("inert", {
    createHTML: (/** @type {string} */ text) => text,
  });
  trustedTypes?.createPolicy("default", {
    /** @param {string} text */
    createHTML(text) {
      // In a document of its own, which loads and runs nothing.
      const page = inert.createHTML(`<body>${text}`);
      const { body } = new DOMParser().parseFromString(page, "text/html");
      for (const found of body.querySelectorAll("*")) {
        if (!found.matches(HARMLESS)) {
          found.remove();
        }
        for (const name of found.getAttributeNames()) {
          if (!ATTRIBUTE.test(name)) {
            found.removeAttribute(name);
          }
        }
      }
      return body.innerHTML;
    },
    /** @param {string} url of a worker */
    createScriptURL(url) {
      const { href } = new URL(url, document.baseURI);
      // Other sites of the same owner share the origin.
      return href.startsWith(/** @type {any} */ (self).__md_scope.href) ? url : undefined;
    },
  });
}
