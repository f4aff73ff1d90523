import type { RasterImage } from '../image.ts';

/** Minimum alpha of a visible pixel. */
const VISIBLE = 128;

/** Maximum standard deviation, in any channel, of a single colour of ink. */
const ONE_COLOUR = 28;

/** Minimum fraction of its bounding box that a sheet of paper fills. A digit rarely fills half of its box. */
const SHEET = 0.7;

/**
 * Removes the alpha channel; transparent areas become paper.
 *
 * There are two kinds of images with transparency. Strokes of one colour, or of any shape that leaves most of its box
 * open, are ink on a transparent background: the alpha channel itself is the drawing, whatever the colour, and
 * becomes black on white. A sheet with its own paper (a cropped photo) is placed on its most frequent brightness.
 */
export function flattenAlpha(picture: RasterImage): RasterImage {
  const { width, height, channels, data } = picture;
  if (channels === 1 || channels === 3) return picture;
  const colours = channels - 1;
  const count = width * height;

  let opaque = 0;
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  const sum = [0, 0, 0];
  const squares = [0, 0, 0];
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const at = p * channels;
      if (data[at + colours] < VISIBLE) continue;
      opaque++;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
      for (let c = 0; c < colours; c++) {
        const value = data[at + c];
        sum[c] += value;
        squares[c] += value * value;
      }
    }
  }

  const filled = opaque === 0 ? 0 : opaque / ((right - left + 1) * (bottom - top + 1));
  let spread = 0;
  for (let c = 0; c < colours && opaque > 0; c++) {
    const mean = sum[c] / opaque;
    spread = Math.max(spread, squares[c] / opaque - mean * mean);
  }
  const open = opaque < count * 0.98;
  if (open && (spread <= ONE_COLOUR * ONE_COLOUR || filled < SHEET)) {
    const ink = new Uint8Array(count);
    for (let p = 0; p < count; p++) ink[p] = 255 - data[p * channels + colours];
    return { width, height, channels: 1, data: ink };
  }

  const paper = frequentColour(picture, colours);
  const out = new Uint8Array(count * colours);
  for (let p = 0; p < count; p++) {
    const alpha = data[p * channels + colours];
    for (let c = 0; c < colours; c++) {
      const value = data[p * channels + c];
      out[p * colours + c] = Math.round((value * alpha + paper[c] * (255 - alpha)) / 255);
    }
  }
  return { width, height, channels: colours as 1 | 3, data: out };
}

/** The mean colour of the opaque pixels in the fullest of 16 brightness bins. */
function frequentColour(picture: RasterImage, colours: number): number[] {
  const { channels, data } = picture;
  const bins = new Float64Array(16 * 4);
  for (let at = 0; at < data.length; at += channels) {
    if (data[at + colours] < VISIBLE) continue;
    let brightness = 0;
    for (let c = 0; c < colours; c++) brightness += data[at + c];
    const bin = Math.floor(brightness / colours / 16) * 4;
    for (let c = 0; c < colours; c++) bins[bin + c] += data[at + c];
    bins[bin + 3] += 1;
  }
  let best = 0;
  for (let bin = 4; bin < bins.length; bin += 4) if (bins[bin + 3] > bins[best + 3]) best = bin;
  const total = Math.max(1, bins[best + 3]);
  return [bins[best] / total, bins[best + 1] / total, bins[best + 2] / total];
}
