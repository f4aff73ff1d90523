/** The kernels for images in WebAssembly SIMD; all of them are partitioned by images. */

import * as imageShapes from '../image-shapes.ts';
import type { KernelParameters } from '../kernels.ts';
import type { Matrix } from '../matrix.ts';
import { checkShapes } from '../shapes.ts';
import { GROUP, imageSize, type Windows, windowCols, windowRows } from '../windows.ts';
import { IMAGE_BLOCKS, IMAGES, ROWS, UNITS, WHOLE, WRITE_COLS, WRITE_ROWS } from './schedule.ts';
import { addressOf, viewAddress } from './shared-matrix.ts';
import { ownRows } from './sparse-records.ts';
import { UpdateEngine } from './update-kernels.ts';

const FLOAT_BYTES = 4;

/** Number of lists that `conv2dPartialGradients` builds at a time. */
const LISTS = 4;
/** Bytes of a list entry; each list has one more entry after the last, which is written but not used. */
const ENTRY_BYTES = 8;
/** Maximum bytes of a tile; see `assembly/conv2d-input-tiles.ts`. */
const TILE_BYTES = 128;
/** Bytes of a window in a map; see `assembly/conv2d-pixels.ts`. */
const MAP_BYTES = 32;

export abstract class ImageEngine extends UpdateEngine {
  /** Scratch memory of the kernels. */
  #scratch: Int32Array | null = null;

  expand(...[out, x]: KernelParameters<'expand'>): void {
    checkShapes('expand', out, x);
    const { offsets: indices, segments } = ownRows(x);
    const words = [addressOf(out), indices.byteOffset, out.cols, segments];
    this.schedule.add('expand', IMAGES, out.rows, [out, WRITE_ROWS, x, ROWS], words);
  }

  pad(...[out, x, windows, margin]: KernelParameters<'pad'>): void {
    imageShapes.checkPad(out, x, windows, margin);
    this.#copy('pad', out, x, windows, margin);
  }

  crop(...[out, x, windows, margin]: KernelParameters<'crop'>): void {
    imageShapes.checkCrop(out, x, windows, margin);
    this.#copy('crop', out, x, windows, margin);
  }

  #copy(kernel: 'pad' | 'crop', out: Matrix, x: Matrix, windows: Windows, margin: number): void {
    const { height, width, channels } = windows;
    const pixelBytes = channels * FLOAT_BYTES;
    const words = [addressOf(out), addressOf(x), height, width * pixelBytes, margin * pixelBytes, margin];
    this.schedule.add(kernel, IMAGES, out.rows, [out, WRITE_ROWS, x, ROWS], words);
  }

  conv2d(...[out, x, w, b, windows]: KernelParameters<'conv2d'>): void {
    imageShapes.checkConv2d(out, x, w, b, windows);
    const scratch = this.#scratchOf(forwardScratch(windows));
    const words = [
      addressOf(out),
      addressOf(x),
      addressOf(w),
      addressOf(b),
      ...convolutionWords(windows, w.cols),
      w.width,
    ];
    words.push(...this.#scratchWords(scratch, x.rows));
    const uses = [out, WRITE_ROWS, x, ROWS, w, WHOLE, b, WHOLE, scratch, WRITE_ROWS];
    this.schedule.add('conv2d', IMAGES, out.rows, uses, words);
  }

  conv2dInputGradient(...[dX, dOut, filters, windows]: KernelParameters<'conv2dInputGradient'>): void {
    imageShapes.checkInputGradient(dX, dOut, filters, windows);
    const scratch = this.#scratchOf(backwardScratch(windows, filters.rows));
    const words = [
      addressOf(dX),
      addressOf(dOut),
      addressOf(filters),
      ...convolutionWords(windows, filters.rows),
    ];
    words.push(...this.#scratchWords(scratch, dX.rows));
    const uses = [dX, WRITE_ROWS, dOut, ROWS, filters, WHOLE, scratch, WRITE_ROWS];
    this.schedule.add('conv2dInputGradient', IMAGES, dX.rows, uses, words);
  }

  conv2dPartialGradients(...[out, x, dOut, windows]: KernelParameters<'conv2dPartialGradients'>): void {
    imageShapes.checkPartialGradients(out, x, dOut, windows);
    const filters = dOut.cols / (windowRows(windows) * windowCols(windows));
    const bytes = LISTS * GROUP * windowRows(windows) * windowCols(windows) * ENTRY_BYTES;
    const scratch = this.#scratchOf(bytes);
    const words = [
      addressOf(out),
      addressOf(x),
      addressOf(dOut),
      ...convolutionWords(windows, filters),
      ...this.#scratchWords(scratch, x.rows),
      this.wideWord,
    ];
    this.schedule.add(
      'conv2dPartialGradients',
      IMAGES,
      x.rows,
      [out, WRITE_ROWS, x, ROWS, dOut, ROWS, scratch, WRITE_ROWS],
      words,
    );
  }

  /**
   * Scratch memory of at least this many bytes per block of images: of equal size for all convolutions, because the
   * blocks of a phase may be executing different ones at the same time.
   */
  #scratchOf(bytes: number): Int32Array {
    const words = Math.ceil(bytes / Int32Array.BYTES_PER_ELEMENT) * this.threads * IMAGE_BLOCKS;
    if (this.#scratch === null || this.#scratch.length < words)
      this.#scratch = this.allocation.integers(words);
    return this.#scratch;
  }

  /** Its address, its bytes per block, and the images per block. */
  #scratchWords(scratch: Int32Array, images: number): readonly number[] {
    const blockBytes = scratch.byteLength / (this.threads * IMAGE_BLOCKS);
    return [scratch.byteOffset, blockBytes, this.schedule.blockRows(IMAGES, images)];
  }

  conv2dGradients(...[dW, db, partial]: KernelParameters<'conv2dGradients'>): void {
    imageShapes.checkGradients(dW, db, partial);
    const words = [addressOf(dW), addressOf(db), addressOf(partial), dW.rows, dW.cols, partial.rows];
    this.schedule.add(
      'conv2dGradients',
      UNITS,
      dW.rows,
      [dW, WRITE_ROWS, db, WRITE_COLS, partial, WHOLE],
      words,
    );
  }

  maxPool2d(...[out, indices, x, windows, rectifies = false]: KernelParameters<'maxPool2d'>): void {
    imageShapes.checkPool('maxPool2d', out, x, windows, indices);
    const words = [
      addressOf(out),
      viewAddress(indices),
      addressOf(x),
      ...poolingWords(windows),
      rectifies ? 1 : 0,
    ];
    this.schedule.add('maxPool2d', IMAGES, x.rows, [out, WRITE_ROWS, indices, WRITE_ROWS, x, ROWS], words);
  }

  maxPool2dBackward(...[dX, dOut, indices, windows]: KernelParameters<'maxPool2dBackward'>): void {
    imageShapes.checkPool('maxPool2dBackward', dX, dOut, windows, indices);
    const words = [addressOf(dX), addressOf(dOut), viewAddress(indices), ...poolingWords(windows)];
    this.schedule.add(
      'maxPool2dBackward',
      IMAGES,
      dX.rows,
      [dX, WRITE_ROWS, dOut, ROWS, indices, ROWS],
      words,
    );
  }

  averagePool2d(...[out, x, windows]: KernelParameters<'averagePool2d'>): void {
    imageShapes.checkPool('averagePool2d', out, x, windows);
    const words = [addressOf(out), 0, addressOf(x), ...poolingWords(windows)];
    this.schedule.add('averagePool2d', IMAGES, x.rows, [out, WRITE_ROWS, x, ROWS], words);
  }

  averagePool2dBackward(...[dX, dOut, windows]: KernelParameters<'averagePool2dBackward'>): void {
    imageShapes.checkPool('averagePool2dBackward', dX, dOut, windows);
    const words = [addressOf(dX), addressOf(dOut), 0, ...poolingWords(windows)];
    this.schedule.add('averagePool2dBackward', IMAGES, dX.rows, [dX, WRITE_ROWS, dOut, ROWS], words);
  }
}

/**
 * Bytes of scratch memory for `conv2d`: the lists of an image and their starts, then a map of the windows with its
 * margins; plus 256 bytes for a row of sums, for entries written after the last one, and for the alignment of the
 * map.
 */
function forwardScratch(windows: Windows): number {
  const { height, width, windowWidth } = windows;
  const starts = height * (width + 1) * Int32Array.BYTES_PER_ELEMENT;
  const lists = imageSize(windows) * ENTRY_BYTES;
  const map = windowRows(windows) * (windowCols(windows) + 2 * windowWidth) * MAP_BYTES;
  return starts + lists + map + 256;
}

/** Bytes of scratch memory for `conv2dInputGradient`: a tile; filters, row by row with zero padding; lists as above. */
function backwardScratch(windows: Windows, filters: number): number {
  const [rows, cols] = [windowRows(windows), windowCols(windows)];
  const rowBytes = windows.windowWidth * windows.channels * FLOAT_BYTES + 2 * TILE_BYTES;
  const starts = rows * (cols + 1) * Int32Array.BYTES_PER_ELEMENT;
  const lists = (rows * cols * filters + 1) * ENTRY_BYTES;
  return TILE_BYTES + windows.windowHeight * filters * rowBytes + starts + lists;
}

/** The operand words for windows and filters that `assembly/conv2d.ts` and its gradients expect. */
function convolutionWords(windows: Windows, filters: number): readonly number[] {
  const { width, channels, windowHeight, windowWidth, stride } = windows;
  const pixelBytes = channels * FLOAT_BYTES;
  return [
    windowCols(windows),
    windowRows(windows),
    filters,
    stride * pixelBytes,
    width * pixelBytes,
    imageSize(windows) * FLOAT_BYTES,
    stride,
    windowHeight,
    windowWidth * pixelBytes,
  ];
}

/** The operand words for windows that `assembly/pool.ts` expects. */
function poolingWords(windows: Windows): readonly number[] {
  const { height, width, channels, windowHeight, windowWidth, stride } = windows;
  return [
    windowCols(windows),
    windowRows(windows),
    channels,
    width,
    height,
    windowWidth,
    windowHeight,
    stride,
  ];
}
