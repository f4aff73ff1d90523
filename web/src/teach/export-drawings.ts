/**
 * The drawings as a zip of PNG files in folders 0 to 9, which when unpacked is valid input for `nn teach` and
 * `--data`.
 */

import { zipSync } from 'fflate';
import type { KeptDrawing } from './drawings.ts';

export async function exportDrawings(drawings: readonly KeptDrawing[]): Promise<Blob> {
  const files: Record<string, Uint8Array> = {};
  for (const { id, label, pixels } of drawings) {
    files[`drawings/${label}/${String(id).padStart(5, '0')}.png`] = await encodePng(pixels);
  }
  const zip = zipSync(files, { level: 0 }); // PNG files are compressed already
  return new Blob([new Uint8Array(zip)], { type: 'application/zip' });
}

async function encodePng(pixels: Uint8Array): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(28, 28);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser paints nothing');
  const image = context.createImageData(28, 28);
  for (let p = 0; p < pixels.length; p++) image.data.set([pixels[p], pixels[p], pixels[p], 255], 4 * p);
  context.putImageData(image, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}
