import { createPlane, type Plane, type RasterImage } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** Approximate number of pixels sampled to find the axis; more do not change it. */
const SAMPLES = 40_000;

/** Side of the squares, as a fraction of the longer side, within which illumination is considered even. */
const SQUARES = 12;

/** The weights of red, green and blue used without colour information (ITU-R BT.601). */
const LUMA: readonly number[] = [0.299, 0.587, 0.114];

/**
 * Brightness along the colour axis in which ink differs most from its paper, 0 to 255.
 *
 * Luma alone would lose a red pen on green paper. The axis is the principal component of the differences from the
 * local mean, where large differences (ink) have far more weight than small ones (grain, illumination).
 *
 * @param picture 1 or 3 channels
 * @param search whether to find the axis, or to use luma
 * @param plane of the same size as the image; overwritten
 */
export function contrastPlane(
  picture: RasterImage,
  search = true,
  plane: Plane = createPlane(picture.width, picture.height),
): Plane {
  const { channels, data } = picture;
  const out = plane.data;
  if (channels === 1) {
    const kernels = pixelKernels(data, out);
    if (kernels === undefined) out.set(data);
    else kernels.widen(data.byteOffset, out.byteOffset, out.length);
    return plane;
  }
  if (copyGrey(data, out)) return plane; // any axis gives the same brightness, to the last bit
  const [red, green, blue] = (search ? inkDirection(picture) : LUMA) as [number, number, number];
  // an axis with mixed signs (ink lighter in one channel, darker in another) would exceed 0 to 255
  const low = 255 * (Math.min(0, red) + Math.min(0, green) + Math.min(0, blue));
  const scale = 1 / (Math.abs(red) + Math.abs(green) + Math.abs(blue));
  for (let p = 0, at = 0; p < out.length; p++, at += 3) {
    out[p] = (red * data[at] + green * data[at + 1] + blue * data[at + 2] - low) * scale;
  }
  return plane;
}

const greyMemory = new ScratchMemory();

/**
 * A grey image in red, green and blue with a single channel, which is a third of the work; any other as it is. The result is
 * valid until the next call.
 */
export function withoutColour(picture: RasterImage): RasterImage {
  const { width, height, channels, data } = picture;
  if (channels !== 3) return picture;
  const grey = greyMemory.bytes(width * height);
  return copyGrey(data, grey) ? { width, height, channels: 1, data: grey } : picture;
}

/** Copies a grey image, and says whether it is one: whether red, green and blue are equal in every pixel. */
function copyGrey(data: RasterImage['data'], out: Float32Array | Uint8Array): boolean {
  const kernels = out instanceof Uint8Array ? pixelKernels(data, out) : undefined;
  if (kernels !== undefined) return kernels.copyGrey(data.byteOffset, out.byteOffset, out.length) === 1;
  for (let p = 0, at = 0; p < out.length; p++, at += 3) {
    const red = data[at];
    if (red !== data[at + 1] || red !== data[at + 2]) return false;
    out[p] = red;
  }
  return true;
}

/** Unit vector in red, green and blue with a non-negative sum; that of luma if there is no colour. */
export function inkDirection(picture: RasterImage): readonly number[] {
  const { width, height, data } = picture;
  const side = Math.max(4, Math.ceil(Math.max(width, height) / SQUARES));
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / SAMPLES)));
  // symmetric 3x3: rr, rg, rb, gg, gb, bb
  const moments = new Float64Array(6);
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      addSquare(
        moments,
        data,
        width,
        left,
        top,
        Math.min(left + side, width),
        Math.min(top + side, height),
        step,
      );
    }
  }
  const [rr, rg, rb, gg, gb, bb] = moments as unknown as [number, number, number, number, number, number];
  if (rr + gg + bb === 0) return LUMA;
  let axis = [rr + rg + rb + 1e-9, rg + gg + gb + 1e-9, rb + gb + bb + 1e-9];
  if (axis[0] + axis[1] + axis[2] <= 0) axis = [1, -1, 0.1];
  for (let turn = 0; turn < 24; turn++) {
    const [r, g, b] = axis as [number, number, number];
    const next = [rr * r + rg * g + rb * b, rg * r + gg * g + gb * b, rb * r + gb * g + bb * b];
    const length = Math.sqrt(next[0] * next[0] + next[1] * next[1] + next[2] * next[2]);
    if (!(length > 0)) return LUMA;
    axis = [next[0] / length, next[1] / length, next[2] / length];
  }
  const sign = axis[0] + axis[1] + axis[2] < 0 ? -1 : 1;
  return axis.map((part) => part * sign);
}

/** Adds the fourth-order moments of the differences of a square from its mean. */
function addSquare(
  moments: Float64Array,
  data: RasterImage['data'],
  width: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  step: number,
): void {
  let count = 0;
  let meanRed = 0;
  let meanGreen = 0;
  let meanBlue = 0;
  for (let y = top; y < bottom; y += step) {
    for (let x = left; x < right; x += step) {
      const at = (y * width + x) * 3;
      meanRed += data[at];
      meanGreen += data[at + 1];
      meanBlue += data[at + 2];
      count++;
    }
  }
  meanRed /= count;
  meanGreen /= count;
  meanBlue /= count;
  for (let y = top; y < bottom; y += step) {
    for (let x = left; x < right; x += step) {
      const at = (y * width + x) * 3;
      const r = data[at] - meanRed;
      const g = data[at + 1] - meanGreen;
      const b = data[at + 2] - meanBlue;
      const weight = r * r + g * g + b * b;
      moments[0] += weight * r * r;
      moments[1] += weight * r * g;
      moments[2] += weight * r * b;
      moments[3] += weight * g * g;
      moments[4] += weight * g * b;
      moments[5] += weight * b * b;
    }
  }
}
