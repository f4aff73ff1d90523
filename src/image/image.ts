/** Plain pixels, row by row from the top left, 8 bits a channel. */
export interface RasterImage {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  /** width x height x channels bytes, channels of one pixel side by side. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A raster image that may leave the number of channels to its size, as an `ImageData` of a canvas does. */
export type ImagePixels = Omit<RasterImage, 'channels'> & Partial<Pick<RasterImage, 'channels'>>;

/** @throws RangeError where the data does not fit the size */
export function toRaster(image: ImagePixels): RasterImage {
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

/** One number a pixel. What 0 and 1 (or 255) mean is said where a plane is made. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  /** width x height values, row by row. */
  readonly data: Float32Array;
}

/** A rectangle of whole pixels; `x` and `y` are its left and top pixel. */
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

/** The bits of a plane's numbers: to compare those for equality takes half as long. */
export function bitsOf({ data }: Plane): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.length);
}

/** @throws RangeError when sides, channels and length of a picture do not fit together */
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

/** The pixels of `box`, as a plane of their own. */
export function cropPlane(plane: Plane, box: Box): Plane {
  const out = createPlane(box.width, box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * plane.width + box.x;
    out.data.set(plane.data.subarray(from, from + box.width), y * box.width);
  }
  return out;
}
