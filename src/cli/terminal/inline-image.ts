/**
 * Images on terminals that can show them.
 *
 * - kitty: K. Goyal, "Terminal graphics protocol", https://sw.kovidgoyal.net/kitty/graphics-protocol/
 * - iterm2: "Inline images protocol", https://iterm2.com/documentation-images.html
 * - sixel: "VT330/VT340 programmer reference manual", volume 2, chapter 14 (Digital, 1988)
 */

import type { RasterImage } from '../../image/image.ts';
import { thumbnail } from '../../image/raster/thumbnail.ts';

export const imageProtocols = ['kitty', 'iterm2', 'sixel'] as const;
export type ImageProtocol = (typeof imageProtocols)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a terminal multiplexer draws the screen, which passes neither kitty's nor iTerm2's sequences on. */
export function isMultiplexed({ TMUX, STY, TERM = '' }: Environment): boolean {
  return Boolean(TMUX) || Boolean(STY) || /^(tmux|screen)/.test(TERM);
}

/** The protocol of a terminal that is known to have one. Sixel cannot be told from the environment. */
export function imageProtocolOf(env: Environment): ImageProtocol | null {
  if (isMultiplexed(env)) return null;
  const { TERM = '', TERM_PROGRAM, LC_TERMINAL, KITTY_WINDOW_ID } = env;
  if (KITTY_WINDOW_ID || /^xterm-(kitty|ghostty)$/.test(TERM) || TERM_PROGRAM === 'ghostty') return 'kitty';
  const own = TERM_PROGRAM === 'iTerm.app' || TERM_PROGRAM === 'WezTerm';
  return own || LC_TERMINAL === 'iTerm2' ? 'iterm2' : null; // which ssh forwards
}

/** In characters, each assumed to be twice as high as wide. */
export interface ImageArea {
  readonly rows: number;
  readonly columns: number;
}

/** The largest area with the proportions of an image. */
export function areaWithin(
  { width, height }: Pick<RasterImage, 'width' | 'height'>,
  most: ImageArea,
): ImageArea {
  const scale = Math.min(most.columns / width, (2 * most.rows) / height);
  const [columns, rows] = [width * scale, (height * scale) / 2].map((length) =>
    Math.max(1, Math.round(length)),
  );
  return { rows, columns };
}

const ESC = '\u001b';
const ST = `${ESC}\\`;

/** Pixels of a character in sixels, which have no other unit; larger ones would cover the text beside the image. */
const SIXEL_CELL = { width: 7, height: 14 };
/** Pixels of a character for the other protocols, which scale: those of large fonts on sharp screens. */
const CELL_HEIGHT = 32;

/** The escape sequence that draws an image in an area that begins at the cursor. @param encodePng RGB, height x width x 3 */
export async function imageSequence(
  picture: RasterImage,
  protocol: ImageProtocol,
  { rows, columns }: ImageArea,
  encodePng: (rgb: Uint8Array, width: number, height: number, channels: 3) => Uint8Array,
): Promise<string> {
  if (protocol === 'sixel') {
    const side = Math.max(columns * SIXEL_CELL.width, rows * SIXEL_CELL.height);
    const { width, height, data } = thumbnail(picture, side);
    const { image2sixel } = await import('sixel');
    return image2sixel(withAlpha(data), width, height, SIXEL_COLOURS, 1);
  }
  const { width, height, data } = thumbnail(picture, CELL_HEIGHT * Math.max(rows, columns / 2));
  const png = encodePng(Uint8Array.from(data), width, height, 3);
  const base64 = Buffer.from(png).toString('base64');
  if (protocol === 'kitty') return kittySequence(base64, `c=${columns},r=${rows}`);
  const size = `size=${png.length};width=${columns};height=${rows}`;
  return `${ESC}]1337;File=inline=1;${size};preserveAspectRatio=1:${base64}\u0007`;
}

/** Terminals refuse more base64 in one sequence. */
const CHUNK = 4096;

/** a=T: transmit and show; f=100: PNG; q=2: no response, which would arrive as typed input; m=1: more follows. */
function kittySequence(base64: string, size: string): string {
  let sequence = '';
  for (let start = 0; start < base64.length; start += CHUNK) {
    const more = start + CHUNK < base64.length ? 1 : 0;
    const keys = start === 0 ? `a=T,f=100,q=2,${size},m=${more}` : `m=${more}`;
    sequence += `${ESC}_G${keys};${base64.slice(start, start + CHUNK)}${ST}`;
  }
  return sequence;
}

/** Enough for paper and ink, and below the limit of terminals with 256. */
const SIXEL_COLOURS = 64;

function withAlpha(rgb: RasterImage['data']): Uint8Array {
  return Uint8Array.from({ length: (rgb.length / 3) * 4 }, (_, n) =>
    n % 4 === 3 ? 255 : rgb[3 * Math.floor(n / 4) + (n % 4)],
  );
}

/**
 * An image with lines of text to the right of it, `gap` columns apart.
 *
 * Makes room first, because an image that scrolls the screen ends up elsewhere; and skips its columns instead of
 * writing spaces, which would erase it.
 */
export function besideImage(
  sequence: string,
  { rows, columns }: ImageArea,
  lines: readonly string[],
  gap: number,
): string {
  const height = Math.max(rows, lines.length);
  const skip = `${ESC}[${columns + gap}C`;
  const text = Array.from({ length: height }, (_, n) => (lines[n] ? skip + lines[n] : ''));
  return `${'\n'.repeat(height)}${ESC}[${height}A${ESC}7${sequence}${ESC}8${text.join('\n')}`;
}
