/**
 * All that a net has to read in an image before anyone can say which digits are there: pure data, cheap to hand from one
 * thread to another.
 */

import { ImageError } from '../../errors.ts';
import { asItIs } from '../as-it-is.ts';
import type { ImageSource } from '../decode/decoded-image.ts';
import type { Box } from '../image.ts';
import { type DigitOptions, type Page, readPage } from '../page.ts';
import { lowThreshold } from '../paper/levels.ts';
import { type Decisions, formOf, formOfPage, preprocess } from '../preprocess.ts';
import { type Component, connectedComponents } from '../raster/connected-components.ts';
import { overSegment, piecesOf } from './over-segment.ts';
import { findTextLines } from './text-lines.ts';

/** One digit as the net sees it. */
export interface Candidate {
  /** 28x28 bytes. */
  readonly pixels: Uint8Array;
  /** Its box is in pixels of the upright file; null where nothing was done to the image. */
  readonly decisions: Decisions | null;
}

/** What may be one digit of a line: its atoms `first` up to and without `end`, and what speaks against it. */
export interface LinePiece {
  readonly first: number;
  readonly end: number;
  readonly penalty: number;
  readonly candidate: Candidate;
}

/** A line cut as fine as its digits may be: every way from atom 0 to the last over pieces is a way to read it. */
export interface LineLattice {
  /** For each atom, what it costs to leave it out: little for a low one, which may be the rest of a rule. */
  readonly skips: readonly number[];
  readonly pieces: readonly LinePiece[];
}

/** One way to tell ink from paper, and what there is to read then. */
export interface PageCandidates {
  /** The image taken as one digit; null where there is none. */
  readonly one: Candidate | null;
  /** From top to bottom; none where one digit is asked for. */
  readonly lines: readonly LineLattice[];
}

/** Which digits are looked for: found out, one, or any number of them on one line or several. */
export type Layout = 'auto' | 'one' | 'digits';

export interface Candidates {
  readonly layout: Layout;
  /** The likeliest first; none where nothing can be a digit. */
  readonly pages: readonly PageCandidates[];
  /** Why there are none. */
  readonly reason?: string;
}

export interface CandidateOptions {
  /** Default `auto`. */
  readonly layout?: Layout;
  /** The same as a layout of `digits`. */
  readonly digits?: boolean;
  /** False where the image is in MNIST's form already: 28x28, grey, ink light on black. */
  readonly preprocess?: boolean;
  readonly invert?: DigitOptions['invert'];
}

/** What it costs to leave out a speck, and a mark as high as a digit, as -ln(confidence). */
const SKIP_LEAST = 0.3;
const SKIP_MOST = 4;

/** Pieces of one image that are read at most: as many as 200 digits that touch have. */
const MOST_PIECES = 1500;

/**
 * What a net gets to see of an image: one digit, those of lines, or the image as it is.
 *
 * @param name how messages name the image
 * @throws RangeError where the image's sides and data do not fit together; ImageError where `preprocess` is false and
 *   it is not in MNIST's form
 */
export function findCandidates(
  source: ImageSource,
  options: CandidateOptions = {},
  name = 'the image',
): Candidates {
  const { invert = 'auto' } = options;
  if (options.preprocess === false) {
    const one = { pixels: asItIs(source, name), decisions: null };
    return { layout: 'one', pages: [{ one, lines: [] }] };
  }
  const layout = options.digits === true ? 'digits' : (options.layout ?? 'auto');
  const { picture } = source;
  const pages: PageCandidates[] = [];
  let reason = 'it is blank';
  const readAs = (way: NonNullable<DigitOptions['invert']>): Page => {
    const page = readPage(picture, { invert: way });
    const form = formOfPage(picture, page, {});
    const one = form.blank ? null : { pixels: form.pixels, decisions: inFile(form.decisions, source) };
    const lines = layout === 'one' ? [] : findLines(source, page, layout);
    if (one !== null || lines.length > 0) pages.push({ one, lines });
    else if (pages.length === 0) reason = form.decisions.reason ?? reason;
    return page;
  };
  const { inverted, mayBeInverse = false } = readAs(invert);
  if (mayBeInverse) readAs(inverted ? 'no' : 'yes');
  return pages.length > 0 ? { layout, pages } : { layout, pages, reason };
}

/**
 * The one digit of an image: what nets are trained with.
 *
 * @throws ImageError where there is none, or the image is not in MNIST's form though it should be
 */
export function findCandidate(
  source: ImageSource,
  options: Pick<CandidateOptions, 'preprocess' | 'invert'>,
  name: string,
): Candidate {
  if (options.preprocess === false) return { pixels: asItIs(source, name), decisions: null };
  const { pixels, blank, decisions } = preprocess(source.picture, { invert: options.invert ?? 'auto' });
  if (blank) throw new ImageError(`${name} shows no digit: ${decisions.reason}`);
  return { pixels, decisions: inFile(decisions, source) };
}

/** @param high of an atom, in heights of its line */
function skipCost(high: number): number {
  const part = Math.min(1, high);
  return SKIP_LEAST + (SKIP_MOST - SKIP_LEAST) * part * part;
}

function findLines(source: ImageSource, page: Page, layout: Layout): LineLattice[] {
  const { ink, levels } = page;
  if (levels === undefined) return [];
  const low = lowThreshold(levels);
  const { labels, parts } = connectedComponents(ink, low, levels.threshold);
  // a digit that is cut by the frame above and below may fall into pieces: no number is made of those unasked
  const isCut = (part: Component): boolean => part.sides >= 2 && part.height === ink.height;
  if (layout === 'auto' && parts.some(isCut)) return [];
  const boxes: Box[] = [...parts];
  const lattices: LineLattice[] = [];
  let remaining = MOST_PIECES;
  for (const line of findTextLines(parts, ink.height)) {
    const atoms = overSegment(line, ink, labels, boxes, low);
    const pieces = piecesOf(atoms, line.height);
    remaining -= pieces.length;
    if (remaining < 0) return []; // a page of print
    const read = pieces.flatMap(({ first, end, penalty }): LinePiece[] => {
      const own = atoms.slice(first, end).flatMap((atom) => atom.labels);
      const form = formOf(source.picture, page, levels, labels, boxes, own, {});
      if (form.blank) return [];
      const candidate = { pixels: form.pixels, decisions: inFile(form.decisions, source) };
      return [{ first, end, penalty, candidate }];
    });
    const skips = atoms.map(({ box }) => skipCost(box.height / line.height));
    lattices.push({ skips, pieces: read });
  }
  return lattices;
}

/** Large images are shrunk while they are decoded; users look for the boxes in the file. */
function inFile(decisions: Decisions, source: ImageSource): Decisions {
  const { sheet, box } = decisions;
  return { ...decisions, sheet: sheet && boxInFile(sheet, source), box: boxInFile(box, source) };
}

function boxInFile(box: Box, { picture, scale }: ImageSource): Box {
  const side = (from: number, to: number, end: number): readonly [from: number, length: number] => {
    const first = Math.floor(from / scale);
    return [first, Math.min(Math.ceil(to / scale), Math.round(end / scale)) - first];
  };
  const [x, width] = side(box.x, box.x + box.width, picture.width);
  const [y, height] = side(box.y, box.y + box.height, picture.height);
  return { x, y, width, height };
}
