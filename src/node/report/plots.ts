/** Writes figures for papers and slides: SVG, and PNG rendered by sharp. */

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { SystemError } from '../../errors.ts';
import { draw, type Figure } from '../../report/figure.ts';
import { fileTheme } from '../../report/theme.ts';
import type { ReportTools } from '../../report/tools.ts';
import { version } from '../../version.ts';
import { explainSystemError, writeAtomic } from '../files.ts';

/** Identifies a file as a figure of nn, which may be replaced; a PNG is identified by the SVG next to it. */
const mark = '<!-- nn plot';

/** Pixels of the PNG per unit of a figure: 1,140 wide, sharp in a column of a paper. */
const SCALE = 3;
/** The density at which sharp renders a unit as a pixel. */
const DENSITY = 72;

export function plotFiles(folder: string, name: string): { readonly svg: string; readonly png: string } {
  return { svg: join(folder, `${name}.svg`), png: join(folder, `${name}.png`) };
}

/** Whether a file is an SVG written by nn. @throws the system's error if it cannot be read */
export async function isPlot(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return buffer.subarray(0, bytesRead).includes(mark);
  } finally {
    await file.close();
  }
}

/**
 * Writes each figure as SVG and PNG to an existing folder.
 * @returns whether PNG files were written, which requires sharp
 * @throws SystemError if a file cannot be written
 */
export async function writePlots(
  folder: string,
  figures: readonly Figure[],
  tools: ReportTools,
): Promise<boolean> {
  const render = await openRenderer();
  for (const figure of figures) {
    const { svg, png } = plotFiles(folder, figure.name);
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n${mark} ${version} -->\n${draw(figure, fileTheme, tools)}\n`;
    await write(svg, text);
    if (render !== null) await write(png, await render(text));
  }
  return render !== null;
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeAtomic(path, [content]);
  } catch (error) {
    throw new SystemError(`${path}: cannot write the figure: ${explainSystemError(error)}`, { cause: error });
  }
}

async function openRenderer(): Promise<((svg: string) => Promise<Uint8Array>) | null> {
  try {
    const { default: sharp } = await import('sharp');
    return (svg) =>
      sharp(Buffer.from(svg), { density: SCALE * DENSITY })
        .png()
        .toBuffer();
  } catch {
    return null;
  }
}
