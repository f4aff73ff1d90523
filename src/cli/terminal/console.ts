/**
 * The output streams: results go to stdout, everything else to stderr. A progress bar on the last line of the
 * terminal is hidden while lines are written.
 */

import type { WriteStream } from 'node:tty';
import { colourLevel, type Paint, paintFor, plainPaint } from './colour.ts';
import { jsonLine, printable } from './printable.ts';
import { wrap } from './wrap.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type SystemStream = NodeJS.WritableStream & Partial<WriteStream>;

/** The properties of a stream. */
export class OutputStream {
  readonly stream: SystemStream;
  readonly paint: Paint;
  /** Whether it is a terminal. */
  readonly terminal: boolean;
  /** Whether lines can be overwritten. */
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

  get rows(): number {
    return this.stream.rows || 24;
  }

  /** Wraps each line between words at the width of the terminal. @param indent columns before continued lines */
  prose(text: string, indent = 0): string {
    if (!this.terminal) return text;
    return text
      .split('\n')
      .map((line) => wrap(line, this.columns, indent))
      .join('\n');
  }
}

/** Output that can be hidden while text is written. */
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
  /** Whether block characters can be shown. Terminals are assumed to use UTF-8 unless the locale says otherwise. */
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

  /** Lines of a result, for people or pipes; omitted with `--quiet` and `--json`. */
  result(text: string): void {
    if (!this.quiet && !this.json) this.#write(this.out, text);
  }

  /** Output that was explicitly requested: help. */
  page(text: string): void {
    this.#write(this.out, text);
  }

  /** One object per line, only with `--json`; not affected by `--quiet`. */
  object(value: object): void {
    if (this.json) this.#write(this.out, jsonLine(value));
  }

  /** Information that is not a result, in sentences. Names in it must pass through `printable` first. */
  info(text: string): void {
    this.infoLines(this.err.prose(text));
  }

  /** The same in lines that are not wrapped: drawings, and commands to be copied. */
  infoLines(text: string): void {
    if (!this.quiet) this.#write(this.err, text);
  }

  /** A line that is always written, with the lines of a hint, if any. */
  error(message: string, hint = ''): void {
    const { paint } = this.err;
    const line = this.err.prose(`${paint.red(paint.bold('nn:'))} ${printable(message)}`);
    const hints = hint === '' ? [] : hint.split('\n').map((text) => paint.dim(printable(text)));
    this.#write(this.err, [line, ...hints].join('\n'));
  }

  /** Verbatim lines, such as a stack trace. */
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

/** The console of this process. Chalk is loaded only if a stream has colours. */
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
