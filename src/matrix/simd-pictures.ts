/** The contract's kernels for pictures in WebAssembly SIMD; all of them are shared out by images. */

import type { KernelParameters } from './kernels.ts';
import type { Matrix } from './matrix.ts';
import * as pictureShapes from './picture-shapes.ts';
import { ownRows } from './records.ts';
import { IMAGE_BLOCKS, IMAGES, ROWS, UNITS, WHOLE, WRITE_COLS, WRITE_ROWS } from './schedule.ts';
import { checkShapes } from './shapes.ts';
import { addressOf, at } from './shared.ts';
import { UpdateEngine } from './simd-updates.ts';
import { GROUP, pictureSize, type Windows, windowCols, windowRows } from './windows.ts';

const FLOAT_BYTES = 4;

/** Of `conv2dPartialGradients`: lists made at a time, and bytes of an entry. */
const LISTS = 4;
const ENTRY_BYTES = 8;

export abstract class PictureEngine extends UpdateEngine {
  #lists: Int32Array | null = null;

  expand(...[out, x]: KernelParameters<'expand'>): void {
    checkShapes('expand', out, x);
    const { places, segments } = ownRows(x);
    const words = [at(out), places.byteOffset, out.cols, segments];
    this.schedule.add('expand', IMAGES, out.rows, [out, WRITE_ROWS, x, ROWS], words);
  }

  pad(...[out, x, windows, margin]: KernelParameters<'pad'>): void {
    pictureShapes.checkPad(out, x, windows, margin);
    this.#copy('pad', out, x, windows, margin);
  }

  crop(...[out, x, windows, margin]: KernelParameters<'crop'>): void {
    pictureShapes.checkCrop(out, x, windows, margin);
    this.#copy('crop', out, x, windows, margin);
  }

  #copy(kernel: 'pad' | 'crop', out: Matrix, x: Matrix, windows: Windows, margin: number): void {
    const { height, width, channels } = windows;
    const pixelBytes = channels * FLOAT_BYTES;
    const words = [at(out), at(x), height, width * pixelBytes, margin * pixelBytes, margin];
    this.schedule.add(kernel, IMAGES, out.rows, [out, WRITE_ROWS, x, ROWS], words);
  }

  conv2d(...[out, x, w, b, windows]: KernelParameters<'conv2d'>): void {
    pictureShapes.checkConv2d(out, x, w, b, windows);
    const words = [at(out), at(x), at(w), at(b), ...convolutionWords(windows, w.cols)];
    this.schedule.add('conv2d', IMAGES, out.rows, [out, WRITE_ROWS, x, ROWS, w, WHOLE, b, WHOLE], words);
  }

  conv2dInputGradient(...[dX, dOut, filters, windows]: KernelParameters<'conv2dInputGradient'>): void {
    pictureShapes.checkInputGradient(dX, dOut, filters, windows);
    const words = [at(dX), at(dOut), at(filters), ...convolutionWords(windows, filters.rows)];
    this.schedule.add(
      'conv2dInputGradient',
      IMAGES,
      dX.rows,
      [dX, WRITE_ROWS, dOut, ROWS, filters, WHOLE],
      words,
    );
  }

  conv2dPartialGradients(...[out, x, dOut, windows]: KernelParameters<'conv2dPartialGradients'>): void {
    pictureShapes.checkPartialGradients(out, x, dOut, windows);
    const filters = dOut.cols / (windowRows(windows) * windowCols(windows));
    const bytes = LISTS * GROUP * windowRows(windows) * windowCols(windows) * ENTRY_BYTES;
    const room = this.#listRoom(bytes);
    const blockBytes = room.byteLength / (this.threads * IMAGE_BLOCKS);
    const blockRows = this.schedule.blockRows(IMAGES, x.rows);
    const words = [
      at(out),
      at(x),
      at(dOut),
      ...convolutionWords(windows, filters),
      room.byteOffset,
      blockBytes,
      blockRows,
    ];
    this.schedule.add(
      'conv2dPartialGradients',
      IMAGES,
      x.rows,
      [out, WRITE_ROWS, x, ROWS, dOut, ROWS, room, WRITE_ROWS],
      words,
    );
  }

  /**
   * Room for lists of at least so many bytes for each block of images: as many for all convolutions, because blocks of
   * a phase may be at different ones at a time.
   */
  #listRoom(bytes: number): Int32Array {
    const words = (bytes / Int32Array.BYTES_PER_ELEMENT) * this.threads * IMAGE_BLOCKS;
    if (this.#lists === null || this.#lists.length < words) this.#lists = this.room.integers(words);
    return this.#lists;
  }

  conv2dGradients(...[dW, db, partial]: KernelParameters<'conv2dGradients'>): void {
    pictureShapes.checkGradients(dW, db, partial);
    const words = [at(dW), at(db), at(partial), dW.rows, dW.cols, partial.rows];
    this.schedule.add(
      'conv2dGradients',
      UNITS,
      dW.rows,
      [dW, WRITE_ROWS, db, WRITE_COLS, partial, WHOLE],
      words,
    );
  }

  maxPool2d(...[out, places, x, windows, rectifies = false]: KernelParameters<'maxPool2d'>): void {
    pictureShapes.checkPool('maxPool2d', out, x, windows, places);
    const words = [at(out), addressOf(places), at(x), ...poolingWords(windows), rectifies ? 1 : 0];
    this.schedule.add('maxPool2d', IMAGES, x.rows, [out, WRITE_ROWS, places, WRITE_ROWS, x, ROWS], words);
  }

  maxPool2dBackward(...[dX, dOut, places, windows]: KernelParameters<'maxPool2dBackward'>): void {
    pictureShapes.checkPool('maxPool2dBackward', dX, dOut, windows, places);
    const words = [at(dX), at(dOut), addressOf(places), ...poolingWords(windows)];
    this.schedule.add(
      'maxPool2dBackward',
      IMAGES,
      dX.rows,
      [dX, WRITE_ROWS, dOut, ROWS, places, ROWS],
      words,
    );
  }

  averagePool2d(...[out, x, windows]: KernelParameters<'averagePool2d'>): void {
    pictureShapes.checkPool('averagePool2d', out, x, windows);
    const words = [at(out), 0, at(x), ...poolingWords(windows)];
    this.schedule.add('averagePool2d', IMAGES, x.rows, [out, WRITE_ROWS, x, ROWS], words);
  }

  averagePool2dBackward(...[dX, dOut, windows]: KernelParameters<'averagePool2dBackward'>): void {
    pictureShapes.checkPool('averagePool2dBackward', dX, dOut, windows);
    const words = [at(dX), at(dOut), 0, ...poolingWords(windows)];
    this.schedule.add('averagePool2dBackward', IMAGES, dX.rows, [dX, WRITE_ROWS, dOut, ROWS], words);
  }
}

/** What `assembly/conv2d.ts` and `assembly/conv2d-gradients.ts` know of windows and filters. */
function convolutionWords(windows: Windows, filters: number): readonly number[] {
  const { width, channels, windowHeight, windowWidth, stride } = windows;
  const pixelBytes = channels * FLOAT_BYTES;
  return [
    windowCols(windows),
    windowRows(windows),
    filters,
    stride * pixelBytes,
    width * pixelBytes,
    pictureSize(windows) * FLOAT_BYTES,
    stride,
    windowHeight,
    windowWidth * pixelBytes,
  ];
}

/** What `assembly/pool.ts` knows of windows. */
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
