import { isolateDigit } from './digit/isolate-digit.ts';
import { centreByBox, centreByMass, fitDigit, SIDE } from './digit/placement.ts';
import { adjustStroke, strokeWidth } from './digit/stroke.ts';
import type { DigitForm } from './digit-form.ts';
import { type Box, type ImagePixels, type Plane, type RasterImage, toRaster } from './image.ts';
import { mnistForm } from './mnist-form.ts';
import {
  boxInPicture,
  checkDigitOptions,
  chosenSteps,
  type DigitOptions,
  type Page,
  readPage,
} from './page.ts';
import type { Levels } from './paper/levels.ts';
import { type Component, chooseDigit } from './raster/connected-components.ts';
import { ScratchMemory } from './raster/scratch-memory.ts';

export type { Decisions, DigitForm } from './digit-form.ts';
export type { DigitOptions, Steps } from './page.ts';

const fittedMemory = new ScratchMemory();

/**
 * Converts an image of one digit to MNIST's form: ink positive on zero, the bounding box of the digit scaled to fit
 * 20x20, preserving the aspect ratio, and placed in 28x28 by its centre of mass.
 *
 * Uses only + - * / and square roots: the same image gives the same bytes in every engine.
 *
 * @throws UsageError for an unknown option; RangeError if size and data of the image are inconsistent
 */
export function preprocess(image: ImagePixels, options: DigitOptions = {}): DigitForm {
  const picture = toRaster(image);
  checkDigitOptions(options);
  return formOfPicture(picture, options);
}

/** The same, with options that are known to be valid. */
export function formOfPicture(picture: RasterImage, options: DigitOptions): DigitForm {
  const form = options.steps === undefined ? mnistForm(picture, options.invert ?? 'auto') : undefined;
  return form ?? formOfPage(picture, readPage(picture, options), options);
}

/** The one digit of a page in MNIST's form. */
export function formOfPage(picture: RasterImage, page: Page, options: DigitOptions): DigitForm {
  const { ink, levels, components } = page;
  if (levels === undefined || components === undefined) {
    return blankForm(picture, page, 'nothing stands out from the paper');
  }
  const { labels, parts } = components;
  const all = !chosenSteps(options).specks;
  const kept = all ? parts.map(() => true) : chooseDigit(parts, ink.width, ink.height);
  if (kept === undefined || isSpeck(parts, kept, ink)) {
    return blankForm(picture, page, 'there are only specks on the paper');
  }
  const own = kept.flatMap((keep, i) => (keep ? [i + 1] : []));
  return formOf(picture, page, levels, labels, parts, own, options);
}

/**
 * Some components of a page in MNIST's form.
 * @param own their labels, from 1
 */
export function formOf(
  picture: RasterImage,
  page: Page,
  levels: Levels,
  labels: Int32Array,
  parts: readonly Box[],
  own: readonly number[],
  options: DigitOptions,
): DigitForm {
  const steps = chosenSteps(options);
  const digit = isolateDigit(page.ink, labels, parts, own, levels, steps.levels);
  let fitted = fitDigit(digit.ink, fittedMemory);
  const width = strokeWidth(fitted);
  let adjusted = 0;
  if (steps.stroke) {
    const changed = adjustStroke(digit.ink, width);
    if (changed !== undefined) {
      fitted = fitDigit(changed, fittedMemory);
      adjusted = strokeWidth(fitted) - width;
    }
  }
  const pixels = toBytes(steps.centre ? centreByMass(fitted) : centreByBox(fitted));
  if (pixels.every((value) => value === 0)) {
    return blankForm(picture, page, 'its marks are too faint to be ink');
  }
  return {
    pixels,
    blank: false,
    decisions: {
      inverted: page.inverted,
      sheet: page.sheet,
      box: boxInPicture(digit.box, page, picture),
      threshold: levels.threshold,
      gridRemoved: page.lines,
      specksRemoved: parts.length - own.length,
      strokeWidth: width,
      strokeAdjusted: adjusted,
    },
  };
}

function blankForm(picture: RasterImage, page: Page, reason: string): DigitForm {
  return {
    pixels: new Uint8Array(SIDE * SIDE),
    blank: true,
    decisions: {
      inverted: page.inverted,
      sheet: page.sheet,
      box: { x: 0, y: 0, width: picture.width, height: picture.height },
      threshold: page.levels?.threshold ?? 1,
      gridRemoved: page.lines,
      specksRemoved: 0,
      strokeWidth: 0,
      strokeAdjusted: 0,
      reason,
    },
  };
}

/** A digit has at least 4 pixels and is longer than 1% of the image. */
function isSpeck(parts: readonly Component[], kept: readonly boolean[], ink: Plane): boolean {
  let area = 0;
  let long = 0;
  for (let i = 0; i < parts.length; i++) {
    if (!kept[i]) continue;
    area += parts[i].area;
    long = Math.max(long, parts[i].width, parts[i].height);
  }
  return area < 4 || long < 0.01 * Math.max(ink.width, ink.height);
}

function toBytes(ink: Plane): Uint8Array {
  const bytes = new Uint8Array(ink.data.length);
  for (let p = 0; p < bytes.length; p++) {
    bytes[p] = Math.min(255, Math.max(0, Math.round(ink.data[p] * 255)));
  }
  return bytes;
}
