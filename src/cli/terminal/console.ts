/**
 * The two streams of the command line: results go to stdout, everything else to stderr. A progress bar at the bottom
 * of the terminal steps aside while lines are written.
 */

import type { WriteStream } from 'node:tty';
import { colourLevel, type Paint, paintFor, plainPaint } from './colour.ts';
import { jsonLine, printable } from './printable.ts';
import { wrap } from './wrap.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type SystemStream = NodeJS.WritableStream & Partial<WriteStream>;

/** What is known of one stream. */
export class OutputStream {
  readonly stream: SystemStream;
  readonly paint: Paint;
  /** Whether a person may be looking. */
  readonly terminal: boolean;
  /** Whether lines can be drawn over. */
  readonly cursor: boolean;

  constructor(stream: SystemStream, paint: Paint, env: Environment) {
    this.stream = stream;
    this.paint = paint;
    this.terminal = stream.isTTY === true;
    this.cursor = this.terminal && env.TERM !== 'dumb';
  }

  get columns(): number {
    return this.stream.columns || 80;
  }

  /** A sentence, broken between words where a terminal would break it anywhere. */
  prose(text: string): string {
    return this.terminal ? wrap(text, this.columns) : text;
  }
}

/** What can step aside for a line of text. */
export interface Transient {
  hide(): void;
  show(): void;
}

export interface ConsoleOptions {
  readonly colour: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}

export class Console {
  readonly out: OutputStream;
  readonly err: OutputStream;
  /** Block characters can be shown. Terminals are UTF-8 unless the locale says otherwise. */
  readonly blocks: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  #transient: Transient | null = null;

  constructor(
    out: OutputStream,
    err: OutputStream,
    options: Pick<ConsoleOptions, 'quiet' | 'json'>,
    blocks: boolean,
  ) {
    this.out = out;
    this.err = err;
    this.quiet = options.quiet;
    this.json = options.json;
    this.blocks = blocks;
  }

  /** Lines of a result, for a person or a plain pipe; `--quiet` and `--json` leave them out. */
  result(text: string): void {
    if (!this.quiet && !this.json) this.#write(this.out, text);
  }

  /** What was asked for in so many words: help. */
  page(text: string): void {
    this.#write(this.out, text);
  }

  /** One object a line, with `--json` alone; `--quiet` does not silence what was asked for. */
  object(value: object): void {
    if (this.json) this.#write(this.out, jsonLine(value));
  }

  /** What is worth knowing but is no result. Names in it go through `printable` first. */
  info(text: string): void {
    if (!this.quiet) this.#write(this.err, text);
  }

  /** One line that is never left out, and the lines of a hint, if any. */
  error(message: string, hint = ''): void {
    const { paint } = this.err;
    const line = this.err.prose(`${paint.red(paint.bold('nn:'))} ${printable(message)}`);
    const hints = hint === '' ? [] : hint.split('\n').map((text) => paint.dim(printable(text)));
    this.#write(this.err, [line, ...hints].join('\n'));
  }

  /** Many lines as they are, such as a stack. */
  details(text: string): void {
    this.#write(this.err, text);
  }

  attach(transient: Transient | null): void {
    this.#transient?.hide();
    this.#transient = transient;
  }

  #write(side: OutputStream, text: string): void {
    this.#transient?.hide();
    side.stream.write(`${text}\n`);
    this.#transient?.show();
  }
}

function showsBlocks(env: Environment): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return !locale || /utf-?8/i.test(locale);
}

/** The console of this process. Chalk is loaded only when one of the streams has colours. */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
  const { env, stdout, stderr } = process;
  const [out, err] = await Promise.all(
    [stdout, stderr].map((stream) => paintFor(colourLevel(stream, env, options.colour))),
  );
  return new Console(
    new OutputStream(stdout, out ?? plainPaint, env),
    new OutputStream(stderr, err ?? plainPaint, env),
    options,
    showsBlocks(env),
  );
}
