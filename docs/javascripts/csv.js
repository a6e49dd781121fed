/**
 * Give the reader a table as a file.
 * @param {(string | number)[][]} rows
 * @param {string} name of the file
 */
export function downloadCsv(rows, name) {
  const quoted = (/** @type {string | number} */ cell) => `"${String(cell).replaceAll('"', '""')}"`;
  const lines = rows.map((row) => `${row.map(quoted).join(",")}\r\n`);
  const link = document.createElement("a");
  // Spreadsheets take a file without this mark for one in an old code.
  link.href = URL.createObjectURL(new Blob(["\ufeff", ...lines]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
