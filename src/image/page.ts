import { type Box, checkImage, cropPlane, type Plane, type RasterImage } from './image.ts';
import { flattenAlpha } from './paper/alpha.ts';
import { hasCleanPaper, shrinkByMean, subtractBackground } from './paper/background.ts';
import { contrastPlane } from './paper/colour.ts';
import { type Levels, lowThreshold, measureLevels } from './paper/levels.ts';
import { CERTAIN, compareReadings, findPolarity, type InkFound } from './paper/polarity.ts';
import { ScratchMemory } from './raster/scratch-memory.ts';
import { withoutBars } from './rules/border-bars.ts';
import { removeFrames } from './rules/frames.ts';
import { removeLines } from './rules/grid-lines.ts';
import { cutOutSheet } from './sheet/sheet.ts';

/** The steps that can be switched off; all are on unless told otherwise. */
export interface Steps {
  /** Leave out the table that the sheet of paper lies on. */
  readonly sheet: boolean;
  /** Look along the colour in which ink and paper differ most; off: luma. */
  readonly colour: boolean;
  /** Compare each pixel with the paper around it; off: with one brightness for all paper. */
  readonly light: boolean;
  /** Remove the lines of squared and ruled paper. */
  readonly lines: boolean;
  /** Keep only the parts that make up the digit; off: all ink. */
  readonly specks: boolean;
  /** Stretch ink to full black and paper to white; off: as dark as they are. */
  readonly levels: boolean;
  /** Bring the width of strokes towards MNIST's. */
  readonly stroke: boolean;
  /** Place by centre of mass; off: by the middle of the box. */
  readonly centre: boolean;
}

export interface DigitOptions {
  /** Whether ink is lighter than paper: found out (`auto`), or known to be so (`yes`) or not (`no`). */
  readonly invert?: 'auto' | 'yes' | 'no';
  readonly steps?: Partial<Steps>;
}

/** One side of a picture, dark or light, read as ink. */
interface Reading {
  /** 0 is paper, 1 is black. Its memory is used again for the next page that is read. */
  readonly ink: Plane;
  /** Undefined where nothing stands out from the paper. */
  readonly levels: Levels | undefined;
  /** The ink was lighter than the paper. */
  readonly inverted: boolean;
  /** Lines of squared or ruled paper, and of frames, that were removed. */
  readonly lines: number;
  /** Dark and light may be the other way round: what a net reads both ways decides. */
  readonly mayBeInverse?: boolean;
}

/** A picture as ink on paper. */
export interface Page extends Reading {
  /** Pixels of the picture, along each side, that make one of `ink`. */
  readonly shrunk: number;
  /** Where `ink` begins, in its own pixels: bars along the sides are left out. */
  readonly left: number;
  readonly top: number;
  /** Where the sheet of paper is, where the table around it was left out, in pixels of the picture; else null. */
  readonly sheet: Box | null;
}

/** Larger pictures are shrunk first. */
const WORKING_SIZE = 1024;

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

const brightnessMemory = new ScratchMemory();
const invertedMemory = new ScratchMemory();
const inkMemory = new ScratchMemory();

/** All steps, but for those that `options` switch off. */
export function chosenSteps(options: DigitOptions): Steps {
  return { ...ALL_STEPS, ...options.steps };
}

/**
 * Tells ink from paper: what is transparent, what is table, which colour and which side is ink, how the light falls,
 * what lines the paper had.
 *
 * @throws RangeError when the picture's sides and data do not fit together
 */
export function readPage(picture: RasterImage, options: DigitOptions): Page {
  checkImage(picture);
  const steps = chosenSteps(options);
  const flat = flattenAlpha(picture);
  const sheet = steps.sheet ? cutOutSheet(flat) : undefined;
  const paper = sheet?.picture ?? flat;
  const { width, height } = paper;
  const full = { width, height, data: brightnessMemory.floats(width * height) };
  contrastPlane(paper, steps.colour, full);
  const shrunk = Math.ceil(Math.max(width, height) / WORKING_SIZE);
  const shrunken = shrinkByMean(full, shrunk);
  const inner = steps.lines ? withoutBars(shrunken) : { ...shrunken, x: 0, y: 0 };
  const brightness =
    inner.width === shrunken.width && inner.height === shrunken.height
      ? shrunken
      : cropPlane(shrunken, inner);
  const invert = options.invert ?? 'auto';
  const reading =
    invert === 'auto' ? readLikelier(brightness, steps) : readInk(brightness, invert === 'yes', steps);
  return { ...reading, shrunk, left: inner.x, top: inner.y, sheet: sheet?.box ?? null };
}

/** The reading that brightness speaks for; where that is in doubt, the one that looks more like ink. */
function readLikelier(brightness: Plane, steps: Steps): Reading {
  const { lightOnDark, strength, doubt } = findPolarity(brightness);
  if (isClean(brightness)) return readInk(brightness, lightOnDark, steps);
  const mayBeInverse = strength < CERTAIN;
  if (doubt === undefined) return { ...readInk(brightness, lightOnDark, steps), mayBeInverse };
  // the likely one is read last, as its memory is used again
  const unlikely = inkFound(readInk(brightness, !lightOnDark, steps));
  const reading = readInk(brightness, lightOnDark, steps);
  const likely = inkFound(reading);
  const inverted = lightOnDark
    ? compareReadings(doubt, unlikely, likely)
    : compareReadings(doubt, likely, unlikely);
  const right = inverted === lightOnDark ? reading : readInk(brightness, inverted, steps);
  return { ...right, mayBeInverse };
}

/** Whether the paper is clean, be it the light side or the dark one: no shadow leads brightness astray. */
function isClean(brightness: Plane): boolean {
  return hasCleanPaper(brightness) || hasCleanPaper(invertBrightness(brightness));
}

/** @param inverted whether light is ink, or dark */
function readInk(brightness: Plane, inverted: boolean, steps: Steps, frames = steps.lines): Reading {
  const ink = { ...brightness, data: inkMemory.floats(brightness.data.length) };
  subtractBackground(inverted ? invertBrightness(brightness) : brightness, !steps.light, ink);
  const levels = measureLevels(ink);
  if (levels === undefined || !steps.lines) return { ink, levels, inverted, lines: 0 };
  if (frames) {
    // before the light is estimated anew: next to a frame, paper seems darker than it is
    const cleared = { ...brightness, data: brightness.data.slice() };
    const removed = removeFrames(cleared, ink, lowThreshold(levels), levels.floor, inverted);
    if (removed > 0) {
      const reading = readInk(cleared, inverted, steps, false);
      return { ...reading, lines: reading.lines + removed };
    }
  }
  const lines = removeLines(ink, levels);
  return { ink, levels: lines > 0 ? measureLevels(ink) : levels, inverted, lines };
}

function inkFound({ ink, levels }: Reading): InkFound {
  if (levels === undefined) return { strength: 0, coverage: 0 };
  const threshold = lowThreshold(levels);
  let sum = 0;
  let count = 0;
  for (const value of ink.data) {
    if (!(value > threshold)) continue;
    sum += value;
    count++;
  }
  return { strength: sum / Math.max(1, count) - levels.paper, coverage: count / ink.data.length };
}

/** A box on the page, in pixels of the picture that it was made from. */
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
  for (let p = 0; p < data.length; p++) inverted.data[p] = 255 - data[p];
  return inverted;
}
