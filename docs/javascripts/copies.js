/**
 * What this site keeps in the browser's caches: for the service worker, and for the page.
 *
 * All sites of one owner on Pages share an origin, and with it the caches: names begin with the
 * path of this one. Files whose address carries a hash never change, so one copy serves every
 * version; each version's list says which of them it needs.
 *
 * @typedef {object} Kept a file of a list, as the build writes it
 * @property {string} url relative to the site
 * @property {string} integrity as browsers check it
 * @property {number} bytes before compression
 * @property {boolean} core whether it is kept without being asked for
 * @property {string} [version] of a page, as the page itself says it
 */

export const LIST = "files.json";
/** Stands in the cache of pages when the reader has saved the whole course. */
export const WHOLE = "whole-course";
/** As many files are fetched at once. */
const AT_ONCE = 4;
/** A file's hash in its address, below the site. */
const HASH = /(?:^|[./])[0-9a-f]{8,12}[./]/;

/** @param {string} site its address */
const prefix = (site) => `alliance:${new URL(site).pathname}:`;

/**
 * @param {string} site
 * @param {string} url absolute, without a query
 */
export const isNamedByHash = (site, url) => HASH.test(url.slice(site.length));

/**
 * @param {string} site
 * @param {string} url
 */
export const cacheOf = (site, url) =>
  caches.open(prefix(site) + (isNamedByHash(site, url) || url.includes(LIST) ? "files" : "pages"));

/**
 * Whether an answer may be kept: whole, of this site, and no error.
 * @param {Response} response
 */
export const isWhole = ({ status, type, redirected }) =>
  status === 200 && type === "basic" && !redirected;

/** @param {ArrayBuffer} content */
async function integrity(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

/**
 * @param {string} site
 * @param {Kept} file
 */
async function isKept(site, file) {
  const url = site + file.url;
  const kept = await (await cacheOf(site, url)).match(url);
  return (
    kept &&
    (isNamedByHash(site, url) || (await integrity(await kept.arrayBuffer())) === file.integrity)
  );
}

/**
 * Fetches and keeps what is not there yet. Each file is what the list says, or an error is thrown.
 *
 * @param {string} site
 * @param {Kept[]} files
 * @param {(bytes: number) => void} [told] how much is there
 */
export async function keep(site, files, told = () => {}) {
  let bytes = 0;
  const queue = files.values();
  const work = async () => {
    for (const file of queue) {
      const url = site + file.url;
      if (!(await isKept(site, file))) {
        const cache = isNamedByHash(site, url) ? "default" : "no-cache";
        const response = await fetch(url, { integrity: file.integrity, cache });
        if (!isWhole(response)) {
          throw new TypeError(`${url} was answered with ${response.status}`);
        }
        await (await cacheOf(site, url)).put(url, response);
      }
      bytes += file.bytes;
      told(bytes);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/**
 * @param {string} site
 * @param {Kept[]} files
 * @returns {Promise<Kept[]>} those of which there is a copy, of whatever version
 */
export async function kept(site, files) {
  const found = await Promise.all(
    files.map(async ({ url }) => (await cacheOf(site, site + url)).match(site + url)),
  );
  return files.filter((_, index) => found[index]);
}

/** @param {string} site */
export async function forget(site) {
  const names = await caches.keys();
  const ours = names.filter((name) => name.startsWith(prefix(site)));
  await Promise.all(ours.map((name) => caches.delete(name)));
}
