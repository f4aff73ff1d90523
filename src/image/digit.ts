import { flattenAlpha } from './alpha.ts';
import { inkOverPaper, shrinkByMean } from './background.ts';
import { contrastPlane } from './colour.ts';
import { chooseDigit, connectedParts, type Part } from './components.ts';
import { removeLines } from './grid-lines.ts';
import { isolateDigit } from './ink.ts';
import { type Levels, measureLevels } from './levels.ts';
import { type Box, checkPicture, createPlane, type Picture, type Plane } from './picture.ts';
import { centreByBox, centreByMass, fitDigit, SIDE } from './place.ts';
import { isLightOnDark } from './polarity.ts';
import { adjustStroke, strokeWidth } from './stroke.ts';

/** The steps that can be switched off; all are on unless told otherwise. */
export interface Steps {
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

/** What was found in a picture and done to it. Lengths are in pixels of the picture, unless said otherwise. */
export interface Decisions {
  /** The ink was lighter than the paper. */
  readonly inverted: boolean;
  /** Where the digit is; the whole picture when it is blank. */
  readonly box: Box;
  /** How much darker than its paper a pixel must be to count as ink, 0 to 1. */
  readonly threshold: number;
  /** Lines of squared or ruled paper that were removed. */
  readonly gridRemoved: number;
  /** Marks that were left out because they are no part of the digit. */
  readonly specksRemoved: number;
  /** Mean width of the strokes once fitted, in pixels of the 28x28 form, before any change. */
  readonly strokeWidth: number;
  /** By how much strokes were made wider (thinner where negative), in the same pixels. */
  readonly strokeAdjusted: number;
  /** Why the picture is taken as blank. */
  readonly reason?: string;
}

/** A digit as MNIST has it. */
export interface DigitForm {
  /** 28x28 bytes, row by row; 0 is paper, 255 is ink. */
  readonly pixels: Uint8Array;
  /** Nothing in the picture can be a digit; `pixels` is all zeros and `decisions.reason` says why. */
  readonly blank: boolean;
  readonly decisions: Decisions;
}

/** Larger pictures are shrunk first. */
const WORKING_SIZE = 1024;

const ALL_STEPS: Steps = {
  colour: true,
  light: true,
  lines: true,
  specks: true,
  levels: true,
  stroke: true,
  centre: true,
};

/**
 * Brings a picture of one digit into MNIST's form: ink positive on zero, the digit's tight box fitted to 20x20 with
 * its aspect kept and laid into 28x28 by its centre of mass.
 *
 * Only + - * / and square roots: the same picture gives the same bytes in every engine.
 *
 * @throws RangeError when the picture's sides and data do not fit together
 */
export function toMnistForm(picture: Picture, options: DigitOptions = {}): DigitForm {
  checkPicture(picture);
  const steps = { ...ALL_STEPS, ...options.steps };
  const flat = flattenAlpha(picture);
  const full = contrastPlane(flat, steps.colour);
  const shrunk = Math.ceil(Math.max(full.width, full.height) / WORKING_SIZE);
  const brightness = shrinkByMean(full, shrunk);
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };

  const invert = options.invert ?? 'auto';
  const inverted = invert === 'auto' ? isLightOnDark(brightness) : invert === 'yes';
  const ink = inkOverPaper(inverted ? negative(brightness) : brightness, !steps.light);

  let levels = measureLevels(ink);
  let lines = 0;
  if (steps.lines && levels !== undefined) {
    lines = removeLines(ink, levels);
    if (lines > 0) levels = measureLevels(ink);
  }
  if (levels === undefined)
    return blank('nothing in it stands out from the paper', inverted, whole, 1, lines);

  const { labels, parts } = connectedParts(ink, lowThreshold(levels), levels.threshold);
  const kept = steps.specks ? chooseDigit(parts, ink.width, ink.height) : parts.map(() => true);
  if (kept === undefined || kept.length === 0 || isSpeck(parts, kept, ink)) {
    return blank('there are only specks on the paper', inverted, whole, levels.threshold, lines);
  }
  const digit = isolateDigit(ink, labels, parts, kept, levels, steps.levels);
  let fitted = fitDigit(digit.ink);
  const width = strokeWidth(fitted);
  let adjusted = 0;
  if (steps.stroke) {
    const changed = adjustStroke(digit.ink, width);
    if (changed !== undefined) {
      fitted = fitDigit(changed);
      adjusted = strokeWidth(fitted) - width;
    }
  }
  const placed = steps.centre ? centreByMass(fitted) : centreByBox(fitted);
  return {
    pixels: toBytes(placed),
    blank: false,
    decisions: {
      inverted,
      box: scaleBox(digit.box, shrunk, picture),
      threshold: levels.threshold,
      gridRemoved: lines,
      specksRemoved: kept.filter((keep) => !keep).length,
      strokeWidth: width,
      strokeAdjusted: adjusted,
    },
  };
}

function blank(reason: string, inverted: boolean, box: Box, threshold: number, lines: number): DigitForm {
  return {
    pixels: new Uint8Array(SIDE * SIDE),
    blank: true,
    decisions: {
      inverted,
      box,
      threshold,
      gridRemoved: lines,
      specksRemoved: 0,
      strokeWidth: 0,
      strokeAdjusted: 0,
      reason,
    },
  };
}

/** Faint ends of strokes count from here on, where they hang together with ink above the threshold. */
function lowThreshold(levels: Levels): number {
  return Math.max(levels.floor, levels.paper + 0.6 * (levels.threshold - levels.paper));
}

/** A digit has at least 4 pixels and is longer than 1% of the picture. */
function isSpeck(parts: readonly Part[], kept: readonly boolean[], ink: Plane): boolean {
  let area = 0;
  let long = 0;
  for (let i = 0; i < parts.length; i++) {
    if (!kept[i]) continue;
    area += parts[i]!.area;
    long = Math.max(long, parts[i]!.width, parts[i]!.height);
  }
  return area < 4 || long < 0.01 * Math.max(ink.width, ink.height);
}

function negative(brightness: Plane): Plane {
  const out = createPlane(brightness.width, brightness.height);
  for (let p = 0; p < out.data.length; p++) out.data[p] = 255 - brightness.data[p]!;
  return out;
}

function toBytes(ink: Plane): Uint8Array {
  const bytes = new Uint8Array(ink.data.length);
  for (let p = 0; p < bytes.length; p++) {
    bytes[p] = Math.min(255, Math.max(0, Math.round(ink.data[p]! * 255)));
  }
  return bytes;
}

function scaleBox(box: Box, by: number, within: Picture): Box {
  const x = box.x * by;
  const y = box.y * by;
  return {
    x,
    y,
    width: Math.min(within.width - x, box.width * by),
    height: Math.min(within.height - y, box.height * by),
  };
}
