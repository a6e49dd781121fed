/**
 * Give the reader a table as a file.
 * @param {string} name of what is in it
 * @param {(string | number)[][]} rows
 */
export async function downloadCsv(name, rows) {
  const { download } = await import("./kept.js");
  const quoted = (/** @type {string | number} */ cell) => `"${String(cell).replaceAll('"', '""')}"`;
  const lines = rows.map((row) => `${row.map(quoted).join(",")}\r\n`);
  download(name, lines.join(""), "csv");
}
