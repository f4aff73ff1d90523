/** The occlusion map of an image, with a square per pixel. */

import { rect } from '@observablehq/plot';
import { IMAGE_HEIGHT, IMAGE_WIDTH } from '../../constants.ts';
import type { Occlusion } from '../../evaluation/occlusion.ts';
import type { Figure } from '../figure.ts';
import { largest, signedColours } from '../pictures.ts';

const SIDE = 380;

/** @param pixels 784 bytes, 255 is ink @param answer the predicted class */
export function occlusionFigure(pixels: Uint8Array, { drops }: Occlusion, answer: string): Figure {
  const rgb = signedColours(drops, largest(drops), IMAGE_HEIGHT * IMAGE_WIDTH, pixels);
  const squares = Array.from(pixels, (_, n) => ({
    x: n % IMAGE_WIDTH,
    y: Math.floor(n / IMAGE_WIDTH),
    fill: `rgb(${rgb.subarray(3 * n, 3 * n + 3).join(',')})`,
  }));
  return {
    name: 'occlusion-map',
    title: 'Occlusion map',
    description: `Occlusion map: where covering the image lowers the confidence in the answer ${answer}, and where it raises it`,
    plot: () => ({
      width: SIDE,
      height: SIDE,
      margin: 4,
      x: { domain: [0, IMAGE_WIDTH], axis: null },
      y: { domain: [IMAGE_HEIGHT, 0], axis: null },
      color: { type: 'identity' },
      marks: [
        rect(squares, {
          x1: 'x',
          x2: (square: (typeof squares)[number]) => square.x + 1,
          y1: 'y',
          y2: (square: (typeof squares)[number]) => square.y + 1,
          fill: 'fill',
          shapeRendering: 'crispEdges',
        }),
      ],
    }),
  };
}
