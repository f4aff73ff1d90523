/** The latency from a move of the pen to the frame that paints the answer to the drawing with that move. */

import { setTimeout } from 'node:timers/promises';
import { Random } from '../../src/random.ts';
import type { BrowserUnderTest, OpenPage } from '../../test/web/browser.ts';
import { quantile, visit } from './visit.ts';

export interface PenTimes {
  readonly moves: number;
  /** Milliseconds since the browser received the input. */
  readonly median: number;
  readonly p99: number;
  /** Milliseconds since the event listeners were called: browsers delay moves until the next frame. */
  readonly medianFromDispatch: number;
  readonly p99FromDispatch: number;
}

interface Notes {
  readonly moves: readonly { readonly input: number; readonly dispatched: number }[];
  readonly answers: readonly { readonly sent: number; readonly painted: number; readonly shown: boolean }[];
}

type Point = readonly [x: number, y: number];

/** A 2, a 3, a 7, an 8 and a 1, as fractions of the canvas. */
const DIGITS: readonly (readonly Point[])[] = [
  [[0.4, 0.35], [0.5, 0.22], [0.6, 0.35], [0.4, 0.78], [0.62, 0.78]],
  [[0.42, 0.25], [0.58, 0.28], [0.48, 0.48], [0.6, 0.65], [0.42, 0.78]],
  [[0.4, 0.25], [0.6, 0.25], [0.48, 0.8]],
  [[0.56, 0.3], [0.44, 0.3], [0.57, 0.68], [0.43, 0.7], [0.56, 0.3]],
  [[0.5, 0.2], [0.5, 0.8]],
]; // biome-ignore format: one digit per line
const MOVES_EACH = 40;
const SEED = 14;

export function measurePen(browser: BrowserUnderTest, address: string): Promise<PenTimes> {
  return visit(browser, address, async (opened) => {
    await drawAll(opened, DIGITS.slice(0, 1)); // code that runs for the first time is slow
    await opened.page.evaluate('penStudy.moves.length = penStudy.answers.length = 0');
    await drawAll(opened, DIGITS);
    await setTimeout(500);
    return summarize((await opened.page.evaluate('penStudy')) as Notes);
  });
}

/** Draws at the rate of a hand: 60 to 120 moves per second, not synchronized with frames. */
async function drawAll({ page }: OpenPage, digits: typeof DIGITS): Promise<void> {
  const random = Random.stream(SEED, 'pen', 0);
  const canvas = await page.waitForSelector('[data-testid="canvas"]');
  const box = await canvas?.boundingBox();
  if (box == null) throw new Error('there is no canvas');
  for (const points of digits) {
    await page.click('[data-testid="clear"]').catch(() => {});
    const moving: Promise<void>[] = [];
    for (let n = 0; n <= MOVES_EACH; n++) {
      const [x, y] = along(points, n / MOVES_EACH);
      const due = performance.now() + 8 + 9 * random.uniform();
      // its promise waits for a frame, which would synchronize all later moves with frames
      const moved = page.mouse.move(box.x + x * box.width, box.y + y * box.height);
      moving.push(moved);
      if (n === 0) await moved.then(() => page.mouse.down());
      await setTimeout(Math.max(0, due - performance.now()));
    }
    await Promise.all(moving);
    await page.mouse.up();
    await setTimeout(150); // for pending answers, before the drawing is cleared
  }
}

function along(points: readonly Point[], fraction: number): Point {
  const place = fraction * (points.length - 1);
  const n = Math.min(Math.floor(place), points.length - 2);
  const [[x0, y0], [x1, y1]] = [points[n], points[n + 1]];
  return [x0 + (place - n) * (x1 - x0), y0 + (place - n) * (y1 - y0)];
}

/** @throws Error if an answer was not shown, or a move was never answered */
function summarize({ moves, answers }: Notes): PenTimes {
  const hidden = answers.filter(({ shown }) => !shown).length;
  if (hidden > 0)
    throw new Error(`${hidden} of ${answers.length} answers were not on the page a frame later`);
  const paintedOf = (dispatched: number): number => {
    const answer = answers.find(({ sent }) => sent >= dispatched);
    if (answer === undefined) throw new Error('a move was never answered');
    return answer.painted;
  };
  const fromInput = moves.map(({ input, dispatched }) => paintedOf(dispatched) - input);
  const fromDispatch = moves.map(({ dispatched }) => paintedOf(dispatched) - dispatched);
  return {
    moves: moves.length,
    median: quantile(fromInput, 0.5),
    p99: quantile(fromInput, 0.99),
    medianFromDispatch: quantile(fromDispatch, 0.5),
    p99FromDispatch: quantile(fromDispatch, 0.99),
  };
}
