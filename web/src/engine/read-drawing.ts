/** Keeps the prediction up to date while drawing: few recognitions in flight, always of the latest drawing. */

import { effect } from '@preact/signals';
import { HEIGHT, paint, type Stroke, WIDTH } from '../draw/strokes.ts';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import {
  engineInfo,
  isEmpty,
  modelInfo,
  opened,
  penDown,
  penWidth,
  problem,
  reading,
  selected,
  strokes,
} from '../state.ts';
import { openEngine, reader } from './client.ts';
import type { Invert, PageImage } from './protocol.ts';

/**
 * Resolution in pixels per canvas unit for a finished drawing and for one in progress: strokes stay wide enough, and
 * the result of each move is ready for the next frame.
 */
const FULL = 0.75;
const PREVIEW = 0.4;

/** A 2, in units of the canvas. */
const PRACTICE = [
  [170, 100],
  [190, 65],
  [225, 60],
  [245, 95],
  [215, 150],
  [170, 215],
  [210, 212],
  [255, 214],
] as const;

const full = sheetOf(FULL);
const preview = sheetOf(PREVIEW);

/** Number of recognitions in flight: the worker starts the second without waiting for the page to paint the first. */
const AHEAD = 2;

let underWay = 0;
let stale = false;
/** Numbers of the latest recognition started, and of the latest whose result is shown. */
let begun = 0;
let shown = 0;

export function startReading(): void {
  void openEngine().then(() => {
    if (engineInfo.value !== null && isEmpty.value) void practise();
  });
  effect(() => {
    // all dependencies of the result
    strokes.value;
    opened.value;
    penDown.value;
    modelInfo.value;
    if (engineInfo.value !== null) void readLatest();
  });
}

async function readLatest(): Promise<void> {
  stale = true;
  if (underWay === AHEAD) return;
  underWay++;
  try {
    while (stale) {
      stale = false;
      const number = ++begun;
      const image = currentImage();
      const answer =
        image === null ? null : await reader.recognize(image, isUnfinished() ? 'one' : 'auto', inkOf());
      if (number < shown) continue; // the drawing was cleared in the meantime
      shown = number;
      reading.value = answer;
      if (selected.value >= (answer?.lines.flat().length ?? 0)) selected.value = 0;
    }
  } catch (error) {
    problem.value = { title: words.value.errorImage, text: errorText(error) };
  } finally {
    underWay--;
  }
}

/** Code is slow when it first runs: an invisible digit is recognized before the visitor's first one. */
async function practise(): Promise<void> {
  const points = PRACTICE.map(([x, y]) => ({ x, y, pressure: 0.5 }));
  for (let count = 2; count <= points.length && isEmpty.value; count++) {
    const stroke = { points: points.slice(0, count), width: penWidth.value, pressure: false };
    const image = imageOf([stroke], preview);
    if (image !== null) await reader.recognize(image, 'auto', 'no').catch(() => {});
  }
}

/** A single unfinished stroke is not segmented into several digits: that takes ten times as long, and can wait. */
const isUnfinished = (): boolean => penDown.value && strokes.value.length === 1;

/** Polarity is only detected for photos; drawings are black on white. */
const inkOf = (): Invert => (opened.value === null ? 'no' : 'auto');

/** The drawing as black on white, or the opened image; null if there is neither. */
function currentImage(): PageImage | null {
  if (opened.value !== null) return opened.value.image;
  return strokes.value.length === 0 ? null : imageOf(strokes.value, isUnfinished() ? preview : full);
}

interface Sheet {
  readonly canvas: HTMLCanvasElement;
  readonly zoom: number;
}

function sheetOf(zoom: number): Sheet {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(WIDTH * zoom);
  canvas.height = Math.round(HEIGHT * zoom);
  return { canvas, zoom };
}

function imageOf(drawn: readonly Stroke[], { canvas, zoom }: Sheet): PageImage | null {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(zoom, 0, 0, zoom, 0, 0);
  paint(context, drawn, '#000');
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const grey = new Uint8Array(canvas.width * canvas.height);
  for (let p = 0; p < grey.length; p++) grey[p] = data[4 * p];
  return { width: canvas.width, height: canvas.height, channels: 1, data: grey };
}
