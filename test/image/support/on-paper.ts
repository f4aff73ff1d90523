import type { Plane, RasterImage } from '../../../src/image/image.ts';

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** An image in MNIST's form, enlarged `zoom` times, on paper with a margin of `margin` pixels. */
export function onPaper(form: Uint8Array, ink: Colour, paper: Colour, zoom = 6, margin = 20): RasterImage {
  const side = 28 * zoom + 2 * margin;
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const u = Math.floor((x - margin) / zoom);
      const v = Math.floor((y - margin) / zoom);
      const fraction = u >= 0 && v >= 0 && u < 28 && v < 28 ? form[v * 28 + u] / 255 : 0;
      for (let c = 0; c < 3; c++) {
        data[(y * side + x) * 3 + c] = Math.round(ink[c] * fraction + paper[c] * (1 - fraction));
      }
    }
  }
  return { width: side, height: side, channels: 3, data };
}

/** The ink of an image in MNIST's form, 0 to 1. */
export function inkPlane(form: Uint8Array): Plane {
  return { width: 28, height: 28, data: Float32Array.from(form, (value) => value / 255) };
}
