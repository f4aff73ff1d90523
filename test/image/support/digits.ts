/**
 * Two digits in MNIST's form, drawn so that tests need no data: 20 pixels high, with their centre of mass on pixel 14.
 */

type Point = readonly [x: number, y: number];

/** Draws polylines with a round pen, one pixel lower, in 28x28 bytes. */
function draw(strokes: readonly (readonly Point[])[], pen: number): Uint8Array {
  const out = new Uint8Array(784);
  for (let p = 0; p < 784; p++) {
    const x = (p % 28) + 0.5;
    const y = Math.floor(p / 28) - 0.5;
    let nearest = Infinity;
    for (const points of strokes) {
      for (let i = 1; i < points.length; i++) {
        nearest = Math.min(nearest, distance(x, y, points[i - 1], points[i]));
      }
    }
    out[p] = Math.round(255 * Math.min(1, Math.max(0, pen / 2 + 0.5 - nearest)));
  }
  return out;
}

function distance(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.sqrt((x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2);
}

export const FIVE: Uint8Array = draw(
  [
    [
      [19.5, 5.6],
      [10.5, 5.6],
      [9.5, 13],
      [14, 11.5],
      [18.5, 13.5],
      [20, 17],
      [18.5, 20.5],
      [14, 22.4],
      [8.5, 20.5],
    ],
  ],
  2.8,
);

export const THREE: Uint8Array = draw(
  [
    [
      [9, 7.5],
      [13, 5.6],
      [17.5, 7],
      [17.5, 10.5],
      [13, 13],
      [18, 15],
      [19, 19],
      [15, 22.4],
      [9, 20.5],
    ],
  ],
  2.8,
);

/** The cosine similarity of two images: 1 if they are the same up to a factor, 0 if they share no ink. */
export function overlap(a: Uint8Array, b: Uint8Array): number {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let p = 0; p < a.length; p++) {
    product += a[p] * b[p];
    squaresA += a[p] * a[p];
    squaresB += b[p] * b[p];
  }
  return squaresA > 0 && squaresB > 0 ? product / Math.sqrt(squaresA * squaresB) : 0;
}
