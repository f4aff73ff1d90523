/** Draws the writing styles: each with its name and some examples. */

import sharp from 'sharp';
import { drawAllograph } from '../src/dataset/allographs/allographs.ts';
import { styles } from '../src/dataset/allographs/styles.ts';
import { IMAGE_WIDTH } from '../src/dataset/dataset.ts';

/** Number of examples of each style. */
const SHOWN = 8;
const COLUMNS = 2;
const ZOOM = 1.5;
const SIDE = IMAGE_WIDTH * ZOOM;
const NAME_WIDTH = 190;
const GAP = 24;
const COLUMN_WIDTH = NAME_WIDTH + SHOWN * SIDE + GAP;

/** Black on white, in columns, with names on the left. */
export async function drawPictureBook(file: string, seed: number): Promise<void> {
  const rows = Math.ceil(styles.length / COLUMNS);
  const [width, height] = [COLUMNS * COLUMN_WIDTH - GAP, rows * SIDE];
  const place = (k: number): [left: number, top: number] => [
    Math.floor(k / rows) * COLUMN_WIDTH,
    (k % rows) * SIDE,
  ];
  const names = styles.map(({ digit, name }, k) => {
    const [left, top] = place(k);
    return `<text x="${left + 8}" y="${top + SIDE / 2 + 5}"><tspan font-weight="bold">${digit}</tspan> ${name}</text>`;
  });
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" ` +
    `font-size="15">${names.join('')}</svg>`;
  const drawings = styles.flatMap((style, k) => {
    const [left, top] = place(k);
    return Array.from({ length: SHOWN }, async (_, n) => {
      const ink = drawAllograph(style, seed, n).map((value) => 255 - value);
      const input = await sharp(ink, { raw: { width: IMAGE_WIDTH, height: IMAGE_WIDTH, channels: 1 } })
        .resize(SIDE, SIDE)
        .png()
        .toBuffer();
      return { input, left: left + NAME_WIDTH + n * SIDE, top };
    });
  });
  await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([...(await Promise.all(drawings)), { input: Buffer.from(text), left: 0, top: 0 }])
    .png({ palette: true, colours: 16 })
    .toFile(file);
}
