import { checkArgument } from '../errors.ts';
import { pixelKernels } from './wasm/pixel-kernels.ts';

/** Raw pixels in row-major order from the top left, 8 bits per channel. */
export interface RasterImage {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  /** width x height x channels bytes, with interleaved channels. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A raster image whose number of channels may be implied by its size, such as the `ImageData` of a canvas. */
export type ImagePixels = Omit<RasterImage, 'channels'> & Partial<Pick<RasterImage, 'channels'>>;

/** @throws UsageError if it is no image; RangeError if the data does not match the size */
export function toRaster(image: ImagePixels): RasterImage {
  const isValid = typeof image === 'object' && image !== null && 'data' in image && image.data !== undefined;
  checkArgument(isValid, 'image', 'pixels with width, height and data, such as an ImageData', image);
  const { width, height, data } = image;
  if (image.channels !== undefined) return { width, height, channels: image.channels, data };
  const channels = data.length / (width * height);
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) {
    throw new RangeError(
      `an image of ${width}x${height} pixels cannot have ${data.length} bytes: give 1 to 4 a pixel`,
    );
  }
  return { width, height, channels, data };
}

/** One value per pixel. The meaning of 0 and 1 (or 255) is documented where a plane is created. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  /** width x height values in row-major order. */
  readonly data: Float32Array;
}

/** A rectangle of whole pixels; `x` and `y` are the coordinates of its top left pixel. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A plane of zeros. */
export function createPlane(width: number, height: number): Plane {
  return { width, height, data: new Float32Array(width * height) };
}

/** The bits of a plane's values: comparing integers for equality takes half the time. */
export function bitsOf({ data }: Plane): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.length);
}

/** @throws RangeError if size, channels and length of an image are inconsistent */
export function checkImage(picture: RasterImage): void {
  const { width, height, channels, data } = picture;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`a picture's sides must be whole numbers from 1 up, got ${width}x${height}`);
  }
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) {
    throw new RangeError(`a picture has 1, 2, 3 or 4 channels, got ${channels as number}`);
  }
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `a picture of ${width}x${height} with ${channels} channels has ${width * height * channels} bytes, got ${data.length}`,
    );
  }
}

/**
 * Copies the pixels of `box`.
 * @param out of the size of the box; overwritten
 */
export function cropPlane(plane: Plane, box: Box, out: Plane = createPlane(box.width, box.height)): Plane {
  const kernels = pixelKernels(plane.data, out.data);
  if (kernels !== undefined) {
    const { x, y, width, height } = box;
    kernels.crop(plane.data.byteOffset, plane.width, x, y, width, height, out.data.byteOffset);
    return out;
  }
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * plane.width + box.x;
    out.data.set(plane.data.subarray(from, from + box.width), y * box.width);
  }
  return out;
}
