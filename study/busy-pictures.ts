/** Images without digits but full of detail: text, a face, a chessboard, a barcode, noise, thousands of marks. */

import sharp from 'sharp';
import type { RasterImage } from '../src/image/image.ts';
import { Random } from '../src/random.ts';

const WORDS =
  'the quick brown fox jumps over a lazy dog while seven wizards boxed my jug of liquor with very few quips';

async function drawn(body: string, width: number, height: number): Promise<RasterImage> {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect width="100%" height="100%" fill="#f5f3ee"/>${body}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels as 3, data };
}

/** A page of 45 lines of letters. */
function page(): Promise<RasterImage> {
  const random = Random.stream(1, 'page');
  const words = WORDS.split(' ');
  const lines = Array.from({ length: 45 }, (_, n) => {
    const text = Array.from({ length: 12 }, () => words[random.below(words.length)]).join(' ');
    return `<text x="60" y="${70 + 24 * n}" font-family="DejaVu Serif" font-size="17" fill="#222">${text}</text>`;
  });
  return drawn(lines.join(''), 850, 1180);
}

/** A round face with eyes, brows, nose, mouth, ears and hair, as flat-coloured shapes. */
function face(): Promise<RasterImage> {
  return drawn(
    '<rect width="100%" height="100%" fill="#7d97a8"/>' +
      '<path d="M120 480 Q300 380 480 480 V600 H120Z" fill="#34527a"/>' +
      '<ellipse cx="300" cy="290" rx="140" ry="175" fill="#e0b796"/>' +
      '<path d="M160 260 Q170 90 300 95 Q430 90 440 260 Q400 170 300 175 Q200 170 160 260Z" fill="#3b2a20"/>' +
      '<ellipse cx="158" cy="300" rx="18" ry="34" fill="#d3a585"/><ellipse cx="442" cy="300" rx="18" ry="34" fill="#d3a585"/>' +
      '<ellipse cx="245" cy="275" rx="27" ry="14" fill="#fff"/><ellipse cx="355" cy="275" rx="27" ry="14" fill="#fff"/>' +
      '<circle cx="247" cy="275" r="11" fill="#41352c"/><circle cx="353" cy="275" r="11" fill="#41352c"/>' +
      '<path d="M212 247 Q245 228 278 245 M322 245 Q355 228 388 247" stroke="#3b2a20" stroke-width="9" fill="none"/>' +
      '<path d="M300 285 L284 345 Q300 358 318 345" stroke="#b98a6a" stroke-width="6" fill="none"/>' +
      '<path d="M245 395 Q300 430 355 395 Q300 412 245 395Z" fill="#a4514a"/>',
    600,
    600,
  );
}

function chessboard(): Promise<RasterImage> {
  const squares = Array.from({ length: 64 }, (_, n) => [n % 8, Math.floor(n / 8)] as const)
    .filter(([x, y]) => (x + y) % 2 === 1)
    .map(([x, y]) => `<rect x="${60 * x}" y="${60 * y}" width="60" height="60" fill="#30302c"/>`);
  return drawn(squares.join(''), 480, 480);
}

function barcode(): Promise<RasterImage> {
  const random = Random.stream(2, 'barcode');
  const bars: string[] = [];
  for (let x = 30; x < 370; ) {
    const [wide, gap] = [3 * (1 + random.below(4)), 3 * (1 + random.below(4))];
    bars.push(`<rect x="${x}" y="30" width="${wide}" height="140" fill="#111"/>`);
    x += wide + gap;
  }
  return drawn(bars.join(''), 400, 200);
}

function noise(): RasterImage {
  const random = Random.stream(3, 'noise');
  const data = Uint8Array.from({ length: 600 * 400 }, () => random.below(256));
  return { width: 600, height: 400, channels: 1, data };
}

/** A hundred rows of a hundred marks. */
function marks(): RasterImage {
  const side = 1200;
  const data = new Uint8Array(side * side).fill(245);
  for (let y = 3; y < side; y += 12) {
    for (let x = 3; x < side; x += 12) {
      for (let v = y; v < y + 7; v++) data.fill(25, v * side + x, v * side + x + 3);
    }
  }
  return { width: side, height: side, channels: 1, data };
}

export const busyPictures: Readonly<Record<string, () => RasterImage | Promise<RasterImage>>> = {
  'a page of text': page,
  'a face, drawn': face,
  'a chessboard': chessboard,
  'a barcode': barcode,
  noise,
  '10,000 marks': marks,
};
