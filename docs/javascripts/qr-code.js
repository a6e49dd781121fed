import { encodeQR } from "qr";

/** A QR code as a picture in the page: a library finds its modules, and nothing is sent for it. */

const SVG = "http://www.w3.org/2000/svg";
/** The quiet zone that readers need around a code, in modules. */
const QUIET = 4;

/**
 * Draws a QR code on this device.
 * @param {string} text
 * @param {string} name what it is called where it cannot be seen
 */
export function drawQr(text, name) {
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
