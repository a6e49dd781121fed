/**
 * Read a QR code by the device's camera, or from a picture. Frames stay on the device: each is
 * looked at and forgotten.
 */

import decode from "qr/decode.js";

/** Between two looks, in milliseconds: a phone has to stay cool, and the page to answer. */
const PACE = 120;
/** The longer side, in pixels, at which a picture is looked at; first small, where it is quick. */
const SIDES = [800, 1600];

/** What keeps the camera from being used, by the name of the browser's error. */
const REASONS = {
  NotAllowedError:
    "This page may not use the camera. You can allow it in the browser's settings for this site, take the code from a picture, or type it.",
  NotFoundError: "No camera was found. Take the code from a picture, or type it.",
  NotReadableError:
    "Something else is using the camera. Close it and try again, take the code from a picture, or type it.",
};
const UNAVAILABLE =
  "This browser does not let this page use a camera. Take the code from a picture, or type it.";

/** Its message is for the reader. */
export class ScanError extends Error {}

/**
 * Looks through the camera until a code is taken or the reader stops.
 *
 * @param {HTMLVideoElement} video
 * @param {AbortSignal} signal
 * @param {(text: string) => boolean} take whether a code that was read is wanted
 * @returns {Promise<boolean>} false where the reader has stopped
 */
export async function scan(video, signal, take) {
  const stream = await camera();
  video.srcObject = stream;
  try {
    await video.play();
    while (!signal.aborted) {
      if (!stream.active) {
        throw new ScanError(REASONS.NotFoundError);
      }
      const text = look(video, video.videoWidth, video.videoHeight, SIDES[0]);
      if (text && take(text)) {
        return true;
      }
      await new Promise((resolve) => setTimeout(resolve, PACE));
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    for (const track of stream.getTracks()) {
      track.stop();
    }
    video.srcObject = null;
  }
  return false;
}

/**
 * @param {File} file
 * @returns {Promise<string>} what the code says
 */
export async function readPicture(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new ScanError("This file is no picture that the browser can read.");
  }
  try {
    for (const side of SIDES) {
      const text = look(picture, picture.width, picture.height, side);
      if (text) {
        return text;
      }
    }
  } finally {
    picture.close();
  }
  throw new ScanError("No QR code was found in this picture. Let the code fill most of it.");
}

async function camera() {
  if (!navigator.mediaDevices) {
    throw new ScanError(UNAVAILABLE);
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (error) {
    const { name } = /** @type {Error} */ (error);
    throw new ScanError(REASONS[/** @type {keyof typeof REASONS} */ (name)] ?? UNAVAILABLE);
  }
}

/**
 * @param {CanvasImageSource} source
 * @param {number} width of the source
 * @param {number} height
 * @param {number} side to which the longer one is made smaller
 * @returns {string} empty where there is no code
 */
function look(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height, 1));
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  if (!across || !down) {
    return "";
  }
  const canvas = document.createElement("canvas");
  canvas.width = across;
  canvas.height = down;
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.drawImage(source, 0, 0, across, down);
  try {
    return decode(context.getImageData(0, 0, across, down));
  } catch {
    return "";
  }
}
