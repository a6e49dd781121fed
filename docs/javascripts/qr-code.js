const SVG = "http://www.w3.org/2000/svg";
/** The quiet zone that readers need around a code, in modules. */
const QUIET = 4;

/**
 * Draws a QR code on this device.
 * @param {string} library the address of the library that knows how
 * @param {string} text
 * @param {string} name what it is called where it cannot be seen
 * @returns {Promise<SVGElement>}
 */
export async function drawQr(library, text, name) {
  const { encodeQR } = await import(new URL(library, document.baseURI).href);
  /** @type {boolean[][]} */
  const modules = encodeQR(text, "raw", { border: QUIET });
  const dark = modules.flatMap((row, y) =>
    row.flatMap((set, x) => (set ? `M${x} ${y}h1v1h-1z` : [])),
  );
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${modules.length} ${modules.length}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", name);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", dark.join(""));
  svg.append(path);
  return svg;
}
