/**
 * The controls of the page about reading offline: what is on this device, more of it, none of it.
 */

import { cacheOf, forget, keep, kept, WHOLE } from "./copies.js";
import { begin, list, SITE, want } from "./offline.js";

const box = /** @type {HTMLElement} */ (document.getElementById("saved-course"));
const status = part("[role=status]");
const bar = /** @type {HTMLProgressElement} */ (part("progress"));
const saveButton = /** @type {HTMLButtonElement} */ (part("[data-action=save]"));
const removeButton = /** @type {HTMLButtonElement} */ (part("[data-action=remove]"));

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (box.querySelector(selector));
}

/** @param {number} bytes */
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** @param {{bytes: number}[]} files */
const sum = (files) => files.reduce((total, { bytes }) => total + bytes, 0);

/** Says how much there is, and how much of it is here. */
async function show() {
  const files = await list();
  const here = await kept(SITE, files);
  const [all, had] = [sum(files), sum(here)];
  part("[data-value=size]").textContent =
    here.length === files.length
      ? `The whole course is on this device: ${megabytes(all)} MB.`
      : `The whole course takes ${megabytes(all)} MB. On this device: ${megabytes(had)} MB.`;
  saveButton.hidden = here.length === files.length;
  removeButton.hidden = !here.length;
}

/**
 * @param {HTMLButtonElement} button
 * @param {() => Promise<string>} work returns what to say when it is done
 */
async function act(button, work) {
  if (button.getAttribute("aria-disabled")) {
    return;
  }
  button.setAttribute("aria-disabled", "true");
  try {
    status.textContent = await work();
  } catch (error) {
    console.warn(error);
    status.textContent =
      error instanceof DOMException && error.name === "QuotaExceededError"
        ? "This browser has no room left for it. What has come is kept; the site works as before."
        : "It broke off before it was done. What has come is kept: press again to go on.";
  }
  bar.hidden = true;
  button.removeAttribute("aria-disabled");
  await show().catch(() => {});
}

async function save() {
  status.textContent = "Saving the whole course ...";
  const files = await list();
  want(true);
  await begin();
  bar.max = sum(files);
  bar.value = 0;
  bar.hidden = false;
  await keep(SITE, files, (bytes) => {
    bar.value = bytes;
    bar.setAttribute("aria-valuetext", `${megabytes(bytes)} of ${megabytes(bar.max)} MB`);
    part("[data-value=size]").textContent = `${bar.getAttribute("aria-valuetext")} are saved.`;
  });
  await keepMark();
  return "Saved. Every page and every quiz now opens without a network.";
}

/** Has the next version keep the whole course too. */
async function keepMark() {
  const url = SITE + WHOLE;
  await (await cacheOf(SITE, url)).put(url, new Response());
}

async function remove() {
  want(false);
  const registration = await navigator.serviceWorker.getRegistration(SITE);
  await registration?.unregister();
  await forget(SITE);
  return "Removed. Pages come over the network again.";
}

if (navigator.serviceWorker) {
  saveButton.addEventListener("click", () => act(saveButton, save));
  removeButton.addEventListener("click", () => act(removeButton, remove));
  show().catch(() => {
    part("[data-value=size]").textContent =
      "Whether there is more to save cannot be found out now.";
    saveButton.hidden = true;
  });
} else {
  part("[data-value=size]").textContent = "This browser, or this kind of window, cannot save it.";
  saveButton.hidden = true;
}
box.hidden = false;
