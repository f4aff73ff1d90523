/**
 * All inputs that a network has to predict before the digits of an image can be decided: plain data, which is cheap
 * to transfer between threads.
 */

import { ImageError } from '../../errors.ts';
import { asItIs } from '../as-it-is.ts';
import type { ImageSource } from '../decode/decoded-image.ts';
import type { Box } from '../image.ts';
import { mnistForm } from '../mnist-form.ts';
import { boxOnPage, type DigitOptions, type Page, readPage } from '../page.ts';
import { inkComponents } from '../paper/ink-components.ts';
import { type Levels, lowThreshold } from '../paper/levels.ts';
import { isUneven } from '../paper/uneven-paper.ts';
import { type Decisions, type DigitForm, formOf, formOfPage, formOfPicture } from '../preprocess.ts';
import type { Component } from '../raster/connected-components.ts';
import { bridgeGaps } from './bridge-gaps.ts';
import { withFaintDigits } from './faint-digits.ts';
import type { Candidate, LineLattice, OpenLattice, OpenPiece } from './lattice.ts';
import { overSegment, piecesOf } from './over-segment.ts';
import { type InkSigns, measureSigns } from './plausibility.ts';
import { type Predict, prunedLattices, wholeLattices } from './prune-lattice.ts';
import { findTextLines } from './text-lines.ts';

/** The candidates with one polarity. */
export interface PageCandidates {
  /** The image as a single digit; null if there is none. */
  readonly one: Candidate | null;
  /** From top to bottom; empty if a single digit is requested. */
  readonly lines: readonly LineLattice[];
  /** Null if the image is used unchanged. */
  readonly signs: InkSigns | null;
  /** Number of cells of boxes and combs, each meant for one digit. */
  readonly cells: number;
}

/** The digits to look for: detect, a single one, or any number of them on one or more lines. */
export type Layout = (typeof layouts)[number];
export const layouts = ['auto', 'one', 'digits'] as const;

export interface Candidates {
  readonly layout: Layout;
  /** The most likely polarity first; empty if nothing can be a digit. */
  readonly pages: readonly PageCandidates[];
  /** If the paper is uneven: with a finer estimate of its brightness, and the most likely polarity. */
  readonly finer?: PageCandidates;
  /** The reason that there are none. */
  readonly reason?: string;
}

export interface CandidateOptions {
  /** Default `auto`. */
  readonly layout?: Layout;
  /** Equivalent to the layout `digits`. */
  readonly digits?: boolean;
  /** False if the image is already in MNIST's form: 28x28, grey, light ink on black. */
  readonly preprocess?: boolean;
  readonly invert?: DigitOptions['invert'];
}

/** The cost of skipping a speck, and a mark as high as a digit, as -ln(confidence). */
const SKIP_LEAST = 0.3;
const SKIP_MOST = 4;

/** Maximum width of a digit in its heights. */
const WIDEST_DIGIT = 2;

/** In cells, paper of this deviation may be tinted paper beside white, whatever its grain. */
const TINTED = 0.02;

/** Maximum number of pieces per image: enough for 200 touching digits. */
const MOST_PIECES = 1500;

/**
 * The inputs of the network for an image: a single digit, the digits of lines, or the image unchanged.
 *
 * @param name names the image in messages
 * @param predict if given, only the pieces that are needed are made, and predicted at once
 * @throws RangeError if size and data of the image are inconsistent; ImageError if `preprocess` is false and it is
 *   not in MNIST's form
 */
export function findCandidates(
  source: ImageSource,
  options: CandidateOptions = {},
  name = 'the image',
  predict?: Predict,
): Candidates {
  const { invert = 'auto' } = options;
  if (options.preprocess === false) {
    const one = { pixels: asItIs(source, name), decisions: null };
    return { layout: 'one', pages: [{ one, lines: [], signs: null, cells: 0 }] };
  }
  const layout = options.digits === true ? 'digits' : (options.layout ?? 'auto');
  const { picture } = source;
  const form = layout === 'digits' ? undefined : mnistForm(picture, invert);
  if (form !== undefined) {
    const one = { pixels: form.pixels, decisions: inFile(form.decisions, source) };
    return { layout, pages: [{ one, lines: [], signs: null, cells: 0 }] };
  }
  const pages: PageCandidates[] = [];
  let reason = 'it is blank';
  const add = (page: Page): void => {
    const form = formOfPage(picture, page, {});
    const candidates = candidatesOnPage(source, page, form, layout, predict);
    if (candidates !== undefined) pages.push(candidates);
    else if (pages.length === 0) reason = form.decisions.reason ?? reason;
  };
  const page = readPage(picture, { invert });
  const { inverted, mayBeInverse = false, levels } = page;
  // before the memory of the page is reused
  const isFinerTried = layout !== 'one' && (levels === undefined || isWorthFiner(page, levels));
  add(page);
  if (mayBeInverse) add(readPage(picture, { invert: inverted ? 'no' : 'yes' }));
  const found = pages.length > 0 ? { layout, pages } : { layout, pages, reason };
  if (!isFinerTried || (layout === 'auto' && pages.length > 0 && hasOneMark(pages[0]))) return found;
  const fine = readPage(picture, { invert: inverted ? 'yes' : 'no' }, 'fine');
  const finer = candidatesOnPage(source, fine, formOfPage(picture, fine, {}), layout, predict);
  return finer === undefined ? found : { ...found, finer };
}

/** Paper is uneven, or there may be tinted boxes on it, whose white paper is sometimes cut off as a table or bars. */
const isWorthFiner = ({ ink, cells, sheet, left, top }: Page, levels: Levels): boolean =>
  sheet !== null || left + top > 0 || (cells.length > 1 && levels.noise > TINTED) || isUneven(ink, levels);

/** Whether all ink is one mark, which is not wide enough for a number. */
function hasOneMark({ one, lines }: PageCandidates): boolean {
  const box = one?.decisions?.box;
  if (box === undefined || lines.length !== 1 || lines[0].skips.length !== 1) return false;
  return box.width <= WIDEST_DIGIT * box.height;
}

/** Undefined if nothing on the page can be a digit. */
function candidatesOnPage(
  source: ImageSource,
  page: Page,
  form: DigitForm,
  layout: Layout,
  predict: Predict | undefined,
): PageCandidates | undefined {
  const { ink, levels, brightness } = page;
  const signs =
    levels === undefined ? null : measureSigns(ink, levels, brightness, boxOnPage(form.decisions.box, page));
  const one = form.blank ? null : { pixels: form.pixels, decisions: inFile(form.decisions, source) };
  const open = layout === 'one' ? [] : findLines(source, page, layout);
  const lines = predict === undefined ? wholeLattices(open) : prunedLattices(open, predict);
  if (one === null && lines.length === 0) return undefined;
  return { one, lines, signs, cells: page.cells.length };
}

/**
 * The single digit of an image, as used in training.
 *
 * @throws ImageError if there is none, or the image is not in MNIST's form though it should be
 */
export function findCandidate(
  source: ImageSource,
  options: Pick<CandidateOptions, 'preprocess' | 'invert'>,
  name: string,
): Candidate {
  if (options.preprocess === false) return { pixels: asItIs(source, name), decisions: null };
  const { pixels, blank, decisions } = formOfPicture(source.picture, { invert: options.invert ?? 'auto' });
  if (blank) throw new ImageError(`${name} shows no digit: ${decisions.reason}`);
  return { pixels, decisions: inFile(decisions, source) };
}

/** @param high height of an atom, relative to its line */
function skipCost(high: number): number {
  const part = Math.min(1, high);
  return SKIP_LEAST + (SKIP_MOST - SKIP_LEAST) * part * part;
}

function findLines(source: ImageSource, page: Page, layout: Layout): OpenLattice[] {
  const { ink, levels, components } = page;
  if (levels === undefined || components === undefined) return [];
  const low = lowThreshold(levels);
  const isBridged = bridgeGaps(ink, components.labels, components.parts);
  const dark = isBridged ? inkComponents(ink, levels) : components;
  const darkLines = findTextLines(dark.parts, ink.height, page.rows);
  const all = withFaintDigits(ink, levels, dark, darkLines);
  const { labels, parts } = all;
  // a digit cut by the border above and below may fall into pieces: it is not read as a number by default
  const isCut = (part: Component): boolean => part.sides >= 2 && part.height === ink.height;
  if (layout === 'auto' && parts.some(isCut)) return [];
  const boxes: Box[] = [...parts];
  const lattices: OpenLattice[] = [];
  let remaining = MOST_PIECES;
  const textLines = all === dark ? darkLines : findTextLines(parts, ink.height, page.rows);
  for (const line of textLines) {
    const atoms = overSegment(line, ink, labels, boxes, low);
    const pieces = piecesOf(atoms, line.height, page.cells);
    remaining -= pieces.length;
    if (remaining < 0) return []; // a page of print: give up
    const marks = boxes.length;
    const open = pieces.map(({ first, end, penalty }): OpenPiece => {
      const make = (): Candidate | null => {
        const own = atoms.slice(first, end).flatMap((atom) => atom.labels);
        const { pixels, blank, decisions } = formOf(source.picture, page, levels, labels, boxes, own, {});
        const specksRemoved = marks - own.length;
        const cuts = [atoms[first], atoms[end]].filter((atom) => (atom?.cut ?? null) !== null).length;
        return blank ? null : { pixels, decisions: inFile({ ...decisions, specksRemoved }, source), cuts };
      };
      return { first, end, penalty, make };
    });
    lattices.push({ skips: atoms.map(({ box }) => skipCost(box.height / line.height)), pieces: open });
  }
  return lattices;
}

/** Large images are reduced while they are decoded; boxes are reported in pixels of the file. */
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
