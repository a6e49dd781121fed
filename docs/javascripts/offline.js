/**
 * Have the service worker keep the site in this browser, and tell when this page has a new version.
 *
 * @import { Kept } from "./copies.js"
 */

import { keep, LIST } from "./copies.js";

export const SITE = new URL("..", import.meta.url).href;
/** Where a reader who has removed what was saved is remembered. */
const REFUSED = `alliance.offline:${new URL(SITE).pathname}`;
const { serviceWorker } = navigator;

/** @returns {Promise<Kept[]>} the files of the newest version */
export async function list() {
  const answer = await fetch(SITE + LIST, { cache: "no-cache" });
  if (!answer.ok) {
    throw new TypeError(`${answer.url} was answered with ${answer.status}`);
  }
  return (await answer.json()).files;
}

/** @param {boolean} wanted */
export function want(wanted) {
  try {
    if (wanted) {
      localStorage.removeItem(REFUSED);
    } else {
      localStorage.setItem(REFUSED, "no");
    }
  } catch {
    // Without storage, nothing is kept for offline either.
  }
}

function isRefused() {
  try {
    return localStorage.getItem(REFUSED) === "no";
  } catch {
    return true;
  }
}

/** Start the service worker, unless the reader has refused it. A browser without one needs none. */
export async function begin() {
  if (!serviceWorker || isRefused()) {
    return;
  }
  await serviceWorker.register(`${SITE}sw.js`);
  // It is never ready where there is no room for what it keeps.
  watch();
  if (!serviceWorker.controller) {
    // This page has come without the service worker, which keeps those that come from now on.
    const shown = [
      location.href.replace(/[?#].*/s, ""),
      ...[...document.images].map(({ src }) => src),
    ];
    const files = (await list()).filter(({ url }) => shown.includes(SITE + url));
    await keep(SITE, files);
  }
}

let watching = false;

/** Tell, from now on, when this page has a newer version than the one that is open. */
export async function watch() {
  if (watching) {
    return;
  }
  watching = true;
  const told = document.createElement("div");
  told.className = "new-version";
  told.setAttribute("role", "status");
  document.body.append(told);
  const registration = await serviceWorker.ready;
  const follow = () => {
    const next = registration.installing;
    next?.addEventListener("statechange", () => {
      if (next.state === "activated") {
        compare(told).catch(console.warn);
      }
    });
  };
  follow();
  registration.addEventListener("updatefound", follow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      registration.update().catch(() => {});
    }
  });
}

/** @param {HTMLElement} told */
async function compare(told) {
  const version = document.querySelector("meta[name=version]")?.getAttribute("content");
  const page = location.href.slice(SITE.length).replace(/[?#].*/s, "");
  const newest = (await list()).find(({ url }) => url === page);
  if (newest && newest.version !== version && !told.firstChild) {
    const words = document.createElement("p");
    words.textContent = "A new version of this page is ready. What you have answered stays.";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "md-button";
    button.textContent = "Load the new version";
    button.addEventListener("click", () => location.reload());
    told.append(words, button);
  }
}
