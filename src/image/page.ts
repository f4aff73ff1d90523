import { checkChoice, checkOptions, optionNames } from '../check-options.ts';
import { type Box, checkImage, cropPlane, type Plane, type RasterImage } from './image.ts';
import { removeOutlines, removeRoundOutlines } from './outlines/remove-outlines.ts';
import { flattenAlpha } from './paper/alpha.ts';
import { type BackgroundEstimate, inkByBrightness, subtractBackground } from './paper/background.ts';
import { hasCleanPaper, haveCleanPaper, levelsOfBytes, wholeLevels } from './paper/clean-paper.ts';
import { contrastPlane, withoutColour } from './paper/colour.ts';
import { inkComponents } from './paper/ink-components.ts';
import { type Levels, lowThreshold, measureLevels } from './paper/levels.ts';
import { penComponents, withAllPens } from './paper/pens.ts';
import { CERTAIN, compareReadings, findPolarity, type InkFound } from './paper/polarity.ts';
import type { Components } from './raster/connected-components.ts';
import { shrinkByMean } from './raster/means.ts';
import { isNoise } from './raster/noise.ts';
import { ScratchMemory } from './raster/scratch-memory.ts';
import { sumAbove } from './raster/sum-above.ts';
import { withoutBars } from './rules/border-bars.ts';
import { removeFrames } from './rules/frames.ts';
import { removeLines } from './rules/grid-lines.ts';
import type { LevelSegment } from './rules/straight-segments.ts';
import { cutOutSheet } from './sheet/sheet.ts';
import { pixelKernels, pixelMemoryFor } from './wasm/pixel-kernels.ts';

/** Preprocessing steps that can be disabled; all are enabled by default. */
export interface Steps {
  /** Remove the table that the sheet of paper lies on. */
  readonly sheet: boolean;
  /** Project onto the colour axis in which ink and paper differ most; off: use luma. */
  readonly colour: boolean;
  /** Compare each pixel with the paper around it; off: with one global brightness of paper. */
  readonly light: boolean;
  /** Remove the lines of squared and ruled paper. */
  readonly lines: boolean;
  /** Keep only the components that belong to the digit; off: all ink. */
  readonly specks: boolean;
  /** Stretch ink to full black and paper to white; off: keep the levels. */
  readonly levels: boolean;
  /** Normalize the stroke width towards MNIST's. */
  readonly stroke: boolean;
  /** Centre by mass; off: by bounding box. */
  readonly centre: boolean;
}

export interface DigitOptions {
  /** Whether ink is lighter than paper: detect it (`auto`), or assume so (`yes`) or not (`no`). */
  readonly invert?: (typeof inversions)[number];
  readonly steps?: Partial<Steps>;
}

export const inversions = ['auto', 'yes', 'no'] as const;

const knownOptions = optionNames<DigitOptions>({ invert: true, steps: true });

/** An image interpreted with dark, or with light, as ink. */
interface Reading {
  /** 0 is paper, 1 is black. Its memory is reused for the next page. */
  readonly ink: Plane;
  /** Undefined if nothing stands out from the paper. */
  readonly levels: Levels | undefined;
  /** Whether the ink is lighter than the paper. */
  readonly inverted: boolean;
  /** Number of lines of squared or ruled paper, and of frames, that were removed. */
  readonly lines: number;
  /** The cells of boxes and combs that were removed, each meant for one digit. */
  readonly cells: readonly Box[];
  /** The rules between the rows of a grid that was removed, from top to bottom. */
  readonly rows: readonly LevelSegment[];
  /** The components of the ink, if they are known; valid until others are computed. */
  readonly components?: Components | undefined;
  /** The polarity is ambiguous: the network's confidence in both interpretations decides. */
  readonly mayBeInverse?: boolean;
}

/** An image as ink on paper. */
export interface Page extends Reading {
  /** The components of the ink, valid until others are computed; undefined if `levels` are. */
  readonly components: Components | undefined;
  /** Before the background was subtracted, of the size of `ink`. Its memory is reused, too. */
  readonly brightness: Plane;
  /** Pixels of the image per pixel of `ink`, along each side. */
  readonly shrunk: number;
  /** The origin of `ink` in its own pixels, after bars along the sides have been cropped. */
  readonly left: number;
  readonly top: number;
  /** The sheet of paper in pixels of the image, if the table around it was removed; else null. */
  readonly sheet: Box | null;
}

interface PageSteps extends Steps {
  readonly background: BackgroundEstimate;
}

/** Larger images are reduced to this size first. */
const WORKING_SIZE = 1024;

/** On uneven paper, rules may be this much fainter than ink: the shading around them has raised its threshold. */
const FAINT_RULES = 0.6;

const ALL_STEPS: Steps = {
  sheet: true,
  colour: true,
  light: true,
  lines: true,
  specks: true,
  levels: true,
  stroke: true,
  centre: true,
};

const pictureMemory = new ScratchMemory();
const brightnessMemory = new ScratchMemory();
const shrunkenMemory = new ScratchMemory();
const invertedMemory = new ScratchMemory();
const inkMemory = new ScratchMemory();

/** @throws UsageError for an unknown option, value or step */
export function checkDigitOptions(options: DigitOptions): void {
  checkOptions(options, knownOptions);
  checkChoice('invert', options.invert, inversions);
  if (options.steps !== undefined) checkOptions(options.steps, Object.keys(ALL_STEPS));
}

/** All steps except those that `options` disables. */
export function chosenSteps(options: DigitOptions): Steps {
  return { ...ALL_STEPS, ...options.steps };
}

/**
 * Separates ink from paper: handles transparency, the table, the colour axis, polarity, illumination and printed
 * lines.
 *
 * @param background the estimate, unless the step `light` is disabled
 * @throws RangeError if size and data of the image are inconsistent
 */
export function readPage(
  picture: RasterImage,
  options: DigitOptions,
  background: Exclude<BackgroundEstimate, 'even'> = 'coarse',
): Page {
  checkImage(picture);
  const chosen = chosenSteps(options);
  const steps: PageSteps = { ...chosen, background: chosen.light ? background : 'even' };
  const flat = withoutColour(flattenAlpha(besideKernels(picture)));
  const boxes = steps.background === 'fine'; // often paper is uneven because boxes on it are tinted
  const sheet = steps.sheet ? cutOutSheet(flat, boxes) : undefined;
  const paper = sheet?.picture ?? flat;
  const { width, height } = paper;
  const full = { width, height, data: brightnessMemory.floats(width * height) };
  contrastPlane(paper, steps.colour, full);
  const shrunk = Math.ceil(Math.max(width, height) / WORKING_SIZE);
  const shrunken = shrinkByMean(full, shrunk, shrunkenMemory);
  const inner = steps.lines ? withoutBars(shrunken, boxes) : { ...shrunken, x: 0, y: 0 };
  const brightness =
    inner.width === shrunken.width && inner.height === shrunken.height
      ? shrunken
      : cropPlane(shrunken, inner);
  const invert = options.invert ?? 'auto';
  const bytes = brightness === full && paper.channels === 1 ? paper.data : undefined;
  const reading =
    invert === 'auto' ? readLikelier(brightness, steps, bytes) : readInk(brightness, invert === 'yes', steps);
  const { ink, levels } = reading;
  const components = reading.components ?? (levels && inkComponents(ink, levels));
  const origin = { shrunk, left: inner.x, top: inner.y, sheet: sheet?.box ?? null };
  return { ...reading, components, brightness, ...origin };
}

/** The picture in the memory of the kernels, if there is room for it. */
function besideKernels(picture: RasterImage): RasterImage {
  if (pixelMemoryFor(picture.width * picture.height) === undefined) return picture;
  const data = pictureMemory.bytes(picture.data.length);
  if (pixelKernels(data) === undefined) return picture;
  data.set(picture.data);
  return { ...picture, data };
}

/**
 * The polarity suggested by brightness; in case of doubt, the one whose result looks more like ink.
 * @param bytes the same as `brightness`, if it consists of bytes
 */
function readLikelier(brightness: Plane, steps: PageSteps, bytes: RasterImage['data'] | undefined): Reading {
  const counts = bytes === undefined ? wholeLevels(brightness) : levelsOfBytes(bytes);
  const { lightOnDark, strength, doubt } = findPolarity(brightness, counts);
  if (isClean(brightness, counts)) return readInk(brightness, lightOnDark, steps, steps.lines, counts);
  const withDoubt = (reading: Reading): Reading => {
    const { ink, levels } = reading;
    const isWorthwhile = levels === undefined || !isNoise(ink, lowThreshold(levels));
    return { ...reading, mayBeInverse: strength < CERTAIN && isWorthwhile };
  };
  if (doubt === undefined) return withDoubt(readInk(brightness, lightOnDark, steps));
  // the likely one is computed last, because its memory is reused
  const unlikely = inkFound(readInk(brightness, !lightOnDark, steps));
  const reading = readInk(brightness, lightOnDark, steps);
  const likely = inkFound(reading);
  const inverted = lightOnDark
    ? compareReadings(doubt, unlikely, likely)
    : compareReadings(doubt, likely, unlikely);
  const right = inverted === lightOnDark ? reading : readInk(brightness, inverted, steps);
  return withDoubt(right);
}

/** Whether the paper is clean with either polarity, so that no shadow can mislead the decision by brightness. */
function isClean(brightness: Plane, levels: Int32Array | undefined): boolean {
  if (levels !== undefined) return haveCleanPaper(levels) || haveCleanPaper(levels.slice().reverse());
  return hasCleanPaper(brightness) || hasCleanPaper(invertBrightness(brightness));
}

/**
 * @param inverted whether light or dark pixels are ink
 * @param frames whether to remove frames
 * @param counts the number of pixels of each brightness, if that is known and each is a whole number
 */
function readInk(
  brightness: Plane,
  inverted: boolean,
  steps: PageSteps,
  frames = steps.lines,
  counts?: Int32Array,
): Reading {
  const ink = { ...brightness, data: inkMemory.floats(brightness.data.length) };
  const counted = counts && (inverted ? counts.slice().reverse() : counts.slice()); // their memory is reused
  const darkInk = inverted ? invertBrightness(brightness) : brightness;
  const { paper } = subtractBackground(darkInk, steps.background, ink);
  const isCounted = counted !== undefined && paper !== undefined;
  const levels = measureLevels(
    ink,
    isCounted ? { values: inkByBrightness(paper), counts: counted } : undefined,
  );
  if (levels === undefined || !steps.lines) return { ink, levels, inverted, lines: 0, cells: [], rows: [] };
  const round = removeRoundOutlines(ink, withAllPens(levels));
  if (frames) {
    // before the background is estimated again: next to a frame, paper seems darker than it is
    const least = (steps.background === 'fine' ? FAINT_RULES : 1) * lowThreshold(levels);
    const removed = removeFrames(brightness, ink, least, levels.floor, inverted);
    if (removed !== undefined) {
      const { cleared, count, cells, rows } = removed;
      const reading = readInk(cleared, inverted, steps, false);
      return { ...reading, lines: reading.lines + count, cells, rows };
    }
  }
  const lines = removeLines(ink, levels);
  const reading = { ink, inverted, lines: lines + round.outlines, cells: [], rows: [] };
  const changed = reading.lines > 0;
  const left = changed ? measureLevels(ink) : levels;
  if (left === undefined) return { ...reading, levels: left };
  const known = changed ? undefined : round.marks;
  const { outlines, components } = removeOutlines(ink, withAllPens(left), known);
  const rest = outlines > 0 ? measureLevels(ink) : left;
  const all = { ...reading, lines: reading.lines + outlines };
  // what is left of lines is fainter than ink
  if (rest === undefined || lines > 0 || !frames) return { ...all, levels: rest };
  return { ...all, ...penComponents(ink, rest, components) };
}

function inkFound({ ink, levels }: Reading): InkFound {
  if (levels === undefined) return { strength: 0, coverage: 0 };
  const { count, sum } = sumAbove(ink, lowThreshold(levels));
  return { strength: sum / Math.max(1, count) - levels.paper, coverage: count / ink.data.length };
}

/** Converts a box of the original image to pixels of the page. */
export function boxOnPage(box: Box, { sheet, left, top, shrunk }: Page): Box {
  return {
    x: Math.floor((box.x - (sheet?.x ?? 0)) / shrunk) - left,
    y: Math.floor((box.y - (sheet?.y ?? 0)) / shrunk) - top,
    width: Math.ceil(box.width / shrunk),
    height: Math.ceil(box.height / shrunk),
  };
}

/** Converts a box on the page to pixels of the original image. */
export function boxInPicture(box: Box, page: Page, picture: RasterImage): Box {
  const x = (page.sheet?.x ?? 0) + (page.left + box.x) * page.shrunk;
  const y = (page.sheet?.y ?? 0) + (page.top + box.y) * page.shrunk;
  return {
    x,
    y,
    width: Math.min(picture.width - x, box.width * page.shrunk),
    height: Math.min(picture.height - y, box.height * page.shrunk),
  };
}

function invertBrightness(brightness: Plane): Plane {
  const { data } = brightness;
  const inverted = { ...brightness, data: invertedMemory.floats(data.length) };
  const kernels = pixelKernels(data, inverted.data);
  if (kernels !== undefined) {
    kernels.invert(data.byteOffset, inverted.data.byteOffset, data.length);
    return inverted;
  }
  for (let p = 0; p < data.length; p++) inverted.data[p] = 255 - data[p];
  return inverted;
}
