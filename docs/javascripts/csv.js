import { download } from "./kept.js";

/**
 * Give the reader a table as a file.
 * @param {string} name of what is in it
 * @param {(string | number)[][]} rows
 */
export function downloadCsv(name, rows) {
  const quoted = (/** @type {string | number} */ cell) => `"${String(cell).replaceAll('"', '""')}"`;
  const lines = rows.map((row) => `${row.map(quoted).join(",")}\r\n`);
  download(name, lines.join(""), "csv");
}
