/** Decides whether a stream gets colours, and provides them. Chalk is loaded only if there are colours. */

import type { ForegroundColorName } from 'chalk';

/** 0: none, 1: the 16 named ones, 2: 256, 3: 24 bits. */
export type ColourLevel = 0 | 1 | 2 | 3;

/** The relevant properties of process.stdout and process.stderr. */
export interface ColourStream {
  readonly isTTY?: boolean;
  getColorDepth?(env?: object): number;
}

/**
 * In order of precedence: `--no-color`, FORCE_COLOR (0 to 3, "true", "false"), NO_COLOR, TERM=dumb and whether the
 * stream is a terminal, as in Node itself.
 */
export function colourLevel(
  stream: ColourStream,
  env: Readonly<Record<string, string | undefined>>,
  allowed = true,
): ColourLevel {
  if (!allowed) return 0;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) {
    if (forced === '0' || forced === 'false') return 0;
    if (forced === '2') return 2;
    return forced === '3' ? 3 : 1;
  }
  if (env.NO_COLOR || env.TERM === 'dumb' || !stream.isTTY) return 0;
  const depth = stream.getColorDepth?.(env) ?? 1;
  if (depth >= 24) return 3;
  if (depth >= 8) return 2;
  return depth >= 4 ? 1 : 0;
}

/** Red, green and blue, each 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

export type Style = (text: string) => string;

export interface Paint {
  readonly level: ColourLevel;
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly green: Style;
  readonly yellow: Style;
  readonly cyan: Style;
  /** Text in one grey level (0 to 255) on another. */
  readonly grey: (text: string, front: number, back: number) => string;
  /** Text in one colour on another. */
  readonly rgb: (text: string, front: Rgb, back: Rgb) => string;
}

const same: Style = (text) => text;

export const plainPaint: Paint = {
  level: 0,
  bold: same,
  dim: same,
  red: same,
  green: same,
  yellow: same,
  cyan: same,
  grey: same,
  rgb: same,
};

export async function paintFor(level: ColourLevel): Promise<Paint> {
  if (level === 0) return plainPaint;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  // Chalk takes any number of arguments: in `map`, it would also print the index.
  const style =
    (name: ForegroundColorName | 'bold' | 'dim'): Style =>
    (text) =>
      chalk[name](text);
  return {
    level,
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
    grey: (text, front, back) => chalk.rgb(front, front, front).bgRgb(back, back, back)(text),
    rgb: (text, front, back) => chalk.rgb(...front).bgRgb(...back)(text),
  };
}
