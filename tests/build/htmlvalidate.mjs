/** What the standard of HTML requires, and accessibility; each exception says why. */

export default {
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // The picture of the camera has no other name.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // A script fills those in templates; axe looks at what comes of it.
    "empty-heading": "off",
    // Neither the search nor the choice of colours nor the explorer has anything to send.
    "wcag/h32": "off",
  },
};
