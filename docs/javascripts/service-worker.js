/**
 * Answer for the site where it has been before: at once where an address carries a hash, from the
 * network first where it does not.
 *
 * Written by hand, since what the site needs most is what kept libraries do not do: a version that
 * has been replaced keeps its files for tabs that are still open, and every file is checked by its
 * hash. Workbox's precaching deletes what the newest version does not name.
 * This is 1.5 kB on the wire; the least that Workbox 7.4 makes of precaching, routing, strategies
 * and expiration is 8.9 kB.
 *
 * The build puts the hash of the list of files before this script, as `LIST_INTEGRITY`: with any
 * change of the site, browsers find another script here and start it beside the old one.
 *
 * @import { Kept } from "./copies.js"
 *
 * @typedef {Event & {waitUntil: (work: Promise<any>) => void}} Lasting
 * @typedef {Lasting & {request: Request, respondWith: (answer: Promise<Response>) => void}} Fetching
 */

import { cacheOf, isNamedByHash, isWhole, keep, LIST, WHOLE } from "./copies.js";

const worker = /** @type {any} */ (self);
/** @type {string} */
const site = worker.registration.scope;
/** @type {string} */
const integrity = worker.LIST_INTEGRITY;
/** So many lists are kept, and the files that they name: this version and those before it. */
const VERSIONS = 3;
/** A network that is silent for so long, in milliseconds, is taken to be none. */
const SILENCE = 4_000;
/** Where a reader is led whose page is not here. */
const NOT_HERE = "about/offline/#not-here";

const listUrl = `${site}${LIST}?${integrity}`;

/** @returns {Promise<Kept[]>} */
async function list() {
  const found = await (await cacheOf(site, listUrl)).match(listUrl);
  return found ? (await found.json()).files : [];
}

async function install() {
  const answer = await fetch(site + LIST, { integrity, cache: "no-cache" });
  if (!isWhole(answer)) {
    throw new TypeError(`${answer.url} was answered with ${answer.status}`);
  }
  /** @type {{files: Kept[]}} */
  const { files } = await answer.clone().json();
  const pages = await cacheOf(site, site);
  const read = new Set((await pages.keys()).map(({ url }) => url));
  const saving = /** @type {any} */ (navigator).connection?.saveData;
  const wanted = files.filter(
    ({ url, core }) =>
      read.has(site + WHOLE) ||
      read.has(site + url) ||
      (core && !(saving && url.startsWith("python/"))),
  );
  await keep(site, wanted);
  await (await cacheOf(site, listUrl)).put(listUrl, answer);
  // Nothing is mixed by it: every page goes on asking for the addresses of its own version.
  await worker.skipWaiting();
}

async function activate() {
  const store = await cacheOf(site, listUrl);
  const held = await store.keys();
  const lists = held.filter(({ url }) => url.startsWith(site + LIST)).slice(-VERSIONS);
  const needed = new Set(lists.map(({ url }) => url));
  for (const request of lists) {
    const { files } = await /** @type {Response} */ (await store.match(request)).json();
    for (const { url } of files) {
      needed.add(site + url);
    }
  }
  const newest = new Set((await list()).map(({ url }) => site + url).concat(site + WHOLE));
  const pages = await cacheOf(site, site);
  await Promise.all([
    ...held.filter(({ url }) => !needed.has(url)).map((key) => store.delete(key)),
    ...(await pages.keys()).filter(({ url }) => !newest.has(url)).map((key) => pages.delete(key)),
  ]);
  await worker.clients.claim();
}

/**
 * @param {string} url
 * @param {Response} answer
 */
async function put(url, answer) {
  try {
    await (await cacheOf(site, url)).put(url, answer);
  } catch (error) {
    // Without room for a copy, the reader has the page all the same.
    console.warn(error);
  }
}

/**
 * @param {Fetching} event
 * @param {string} url
 */
async function constant(event, url) {
  const { request } = event;
  const copy = await (await cacheOf(site, url)).match(url);
  if (copy) {
    // A worker takes its own address from the answer: this one has that of the request.
    return url === request.url ? copy : new Response(copy.body, copy);
  }
  const answer = await fetch(request);
  if (isWhole(answer)) {
    event.waitUntil(put(url, answer.clone()));
  }
  return answer;
}

/**
 * @param {Fetching} event
 * @param {string} url
 */
async function changing(event, url) {
  const { request } = event;
  const navigating = request.mode === "navigate";
  // Pages lets browsers keep a page for ten minutes, in which a new version may have come.
  const online = navigating ? fetch(request, { cache: "no-cache" }) : fetch(request);
  event.waitUntil(online.then((answer) => remember(url, answer.clone())).catch(() => {}));
  const copy = await (await cacheOf(site, url)).match(url);
  try {
    const answer = await (copy ? Promise.race([online, silence()]) : online);
    return copy && answer.status >= 500 ? copy : answer;
  } catch {
    return copy ?? (navigating ? Response.redirect(site + NOT_HERE) : Response.error());
  }
}

/**
 * @param {string} url
 * @param {Response} answer
 */
async function remember(url, answer) {
  if (isWhole(answer) && (await list()).some((file) => site + file.url === url)) {
    await put(url, answer);
  }
}

/** @returns {Promise<never>} */
const silence = () => new Promise((_, reject) => setTimeout(reject, SILENCE));

addEventListener("install", (event) => /** @type {Lasting} */ (event).waitUntil(install()));
addEventListener("activate", (event) => /** @type {Lasting} */ (event).waitUntil(activate()));
addEventListener("fetch", (event) => {
  const fetching = /** @type {Fetching} */ (event);
  const { method, url: asked, headers } = fetching.request;
  const url = asked.replace(/[?#].*/s, "");
  if (method !== "GET" || !url.startsWith(site) || headers.has("range")) {
    return;
  }
  fetching.respondWith((isNamedByHash(site, url) ? constant : changing)(fetching, url));
});
