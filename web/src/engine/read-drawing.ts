/** Keeps the answer up with the pen: one reading at a time, always of the newest drawing. */

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
import type { PageImage } from './protocol.ts';

/** Pixels that are read per unit of the canvas: strokes stay wide enough, and a reading takes some milliseconds. */
const ZOOM = 0.75;

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

const sheet = document.createElement('canvas');
sheet.width = Math.round(WIDTH * ZOOM);
sheet.height = Math.round(HEIGHT * ZOOM);

let busy = false;
let stale = false;

export function startReading(): void {
  void openEngine().then(() => {
    if (engineInfo.value !== null && isEmpty.value) void practise();
  });
  effect(() => {
    // whatever the answer depends on
    strokes.value;
    opened.value;
    penDown.value;
    modelInfo.value;
    if (engineInfo.value !== null) void readLatest();
  });
}

async function readLatest(): Promise<void> {
  stale = true;
  if (busy) return;
  busy = true;
  try {
    while (stale) {
      stale = false;
      const image = currentImage();
      const answer = image === null ? null : await reader.recognize(image, isUnfinished() ? 'one' : 'auto');
      reading.value = answer;
      if (selected.value >= (answer?.lines.flat().length ?? 0)) selected.value = 0;
    }
  } catch (error) {
    problem.value = { title: words.value.errorImage, text: errorText(error) };
  } finally {
    busy = false;
  }
}

/** Code that runs for the first time is slow: a digit that nobody sees is read before the visitor's first one is. */
async function practise(): Promise<void> {
  const points = PRACTICE.map(([x, y]) => ({ x, y, pressure: 0.5 }));
  for (let count = 2; count <= points.length && isEmpty.value; count++) {
    const stroke = { points: points.slice(0, count), width: penWidth.value, pressure: false };
    const image = imageOf([stroke]);
    if (image !== null) await reader.recognize(image, 'auto').catch(() => {});
  }
}

/** One stroke whose end is to come is not cut into several digits: that takes ten times as long, and can wait for the end. */
const isUnfinished = (): boolean => penDown.value && strokes.value.length === 1;

/** The drawing as black on white, or the opened image as it is; null where there is neither. */
function currentImage(): PageImage | null {
  if (opened.value !== null) return opened.value.image;
  return strokes.value.length === 0 ? null : imageOf(strokes.value);
}

function imageOf(drawn: readonly Stroke[]): PageImage | null {
  const context = sheet.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.setTransform(ZOOM, 0, 0, ZOOM, 0, 0);
  paint(context, drawn, '#000');
  const { data } = context.getImageData(0, 0, sheet.width, sheet.height);
  const grey = new Uint8Array(sheet.width * sheet.height);
  for (let p = 0; p < grey.length; p++) grey[p] = data[4 * p];
  return { width: sheet.width, height: sheet.height, channels: 1, data: grey };
}
