/** A progress bar on the last line of a terminal: progress, speed, loss or accuracy, and remaining time. */

import type { Options, Params, SingleBar } from 'cli-progress';
import type { Console, OutputStream, Transient } from './console.ts';
import { clock, count } from './numbers.ts';

export interface ProgressState {
  /** Such as `epoch 3/10`. */
  readonly label: string;
  /** Images done and total, or bytes if `speed` says so. */
  readonly done: number;
  readonly total: number;
  readonly samplesPerSecond: number;
  /** Such as `3.2 MB/s`, if it does not count images. */
  readonly speed?: string;
  /** Null if there is none. */
  readonly loss: number | null;
}

const LEAST_BAR = 8;
const MOST_BAR = 50;

/** The text of the bar; parts that do not fit into `columns` are omitted, the least important first. */
export function progressLine(
  state: ProgressState,
  seconds: number,
  columns: number,
  side: Pick<OutputStream, 'paint'>,
  blocks: boolean,
): string {
  const fraction = state.total === 0 ? 0 : Math.min(1, state.done / state.total);
  const left = state.done === 0 ? '' : `${clock((seconds / state.done) * (state.total - state.done))} left`;
  const speed = state.speed ?? `${count(state.samplesPerSecond)} images/s`;
  const loss = state.loss === null ? '' : `loss ${state.loss.toFixed(4)}`;
  const parts = [`${Math.floor(fraction * 100)}%`.padStart(4), left, loss, speed].filter(
    (part) => part !== '',
  );

  const available = (): number => columns - 1 - state.label.length - 2 - parts.join('  ').length - 2;
  while (parts.length > 1 && available() < LEAST_BAR) parts.pop();
  const width = Math.max(0, Math.min(MOST_BAR, available()));
  const filled = Math.round(fraction * width);
  const { paint } = side;
  const [full, empty] = blocks ? ['━', '─'] : ['=', '-'];
  const bar = paint.cyan(full.repeat(filled)) + paint.dim(empty.repeat(width - filled));
  return width === 0
    ? `${state.label}  ${parts.join('  ')}`.slice(0, columns - 1)
    : `${state.label}  ${bar} ${parts.join('  ')}`;
}

/**
 * cli-progress truncates lines to the width of its stream, and counts colour codes as columns: it would cut visible
 * text, and codes in the middle. `progressLine` truncates lines instead.
 */
function uncut(side: OutputStream): NodeJS.WritableStream {
  const stream = { isTTY: true, columns: 10_000, write: (text: string) => side.stream.write(text) };
  return stream as unknown as NodeJS.WritableStream;
}

export class ProgressBar implements Transient {
  readonly #bar: SingleBar;
  #started = performance.now();
  #state: ProgressState | null = null;
  #shown = false;

  constructor(create: new (options: Options) => SingleBar, side: OutputStream, blocks: boolean) {
    const format = (_options: Options, _params: Params, state: ProgressState): string =>
      progressLine(state, (performance.now() - this.#started) / 1000, side.columns, side, blocks);
    this.#bar = new create({
      format,
      stream: uncut(side),
      fps: 12,
      clearOnComplete: true,
      gracefulExit: false, // Ctrl-C saves the model first
      // Terminal settings are not changed, so that Ctrl-Z leaves a usable terminal.
      hideCursor: null,
      linewrap: null,
    });
  }

  update(state: ProgressState): void {
    this.#state = state;
    if (!this.#shown) this.show();
    this.#bar.update(state.done, state);
  }

  /** Different work begins now. */
  reset(): void {
    this.hide();
    this.#state = null;
    this.#started = performance.now();
  }

  /** Stops the bar instead of overwriting it, which restores the cursor position. */
  hide(): void {
    if (this.#shown) this.#bar.stop();
    this.#shown = false;
  }

  show(): void {
    if (this.#shown || this.#state === null) return;
    this.#shown = true;
    this.#bar.start(this.#state.total, this.#state.done, this.#state);
  }
}

/** A bar on stderr, or null without a terminal, or if JSON lines on that terminal show the progress. */
export async function openProgressBar(console: Console): Promise<ProgressBar | null> {
  if (!console.err.cursor || console.quiet || (console.json && console.out.terminal)) return null;
  const { SingleBar } = (await import('cli-progress')).default;
  const bar = new ProgressBar(SingleBar, console.err, console.blocks);
  console.attach(bar);
  return bar;
}

/** Starts to show the number of images done, and per second, on a bar. */
export function imageProgress(bar: ProgressBar | null, label: string): (done: number, total: number) => void {
  const started = performance.now();
  return (done, total) => {
    const samplesPerSecond = (done / (performance.now() - started)) * 1000;
    bar?.update({ label, done, total, samplesPerSecond, loss: null });
  };
}
