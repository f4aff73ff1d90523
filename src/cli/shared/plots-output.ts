/** Checks before the work begins that figures can be written to the folder of `--plots`. */

import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { explainSystemError } from '../../node/files.ts';
import type { Figure } from '../../report/figure.ts';
import type { ReportTools } from '../../report/tools.ts';
import type { Console } from '../terminal/console.ts';
import { counted } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { attempt, tryToWrite } from './output-path.ts';

/**
 * Creates the folder, but not its parents.
 * @param names of the figures that may be written
 * @throws UsageError if it cannot be created or written to, or contains files of these names that are not figures of
 *   nn
 */
export async function checkPlots(
  { plots, force }: { readonly plots: string | undefined; readonly force: boolean },
  names: readonly string[],
): Promise<void> {
  if (plots === undefined) return;
  const there = statSync(plots, { throwIfNoEntry: false });
  if (there === undefined) {
    if (statSync(dirname(plots), { throwIfNoEntry: false }) === undefined) {
      throw new UsageError(
        `--plots: the folder ${dirname(plots)} does not exist; make it first, or choose another`,
      );
    }
    attempt(`--plots: the folder ${plots} cannot be created`, () => mkdirSync(plots));
  } else if (!there.isDirectory()) {
    throw new UsageError(`--plots: ${plots} is not a folder`);
  }
  tryToWrite(join(plots, 'plot'), '--plots');
  if (force) return;
  const { isPlot, plotFiles } = await import('../../node/report/plots.ts');
  for (const name of names) {
    const { svg, png } = plotFiles(plots, name);
    const ours = await isPlot(svg).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw new UsageError(`--plots: ${svg} cannot be read (${explainSystemError(error)})`, { cause: error });
    });
    const inWay =
      ours === false ? svg : ours === null && statSync(png, { throwIfNoEntry: false }) ? png : null;
    if (inWay === null) continue;
    throw new UsageError(
      `--plots: ${inWay} exists already and is not a figure of nn; add --force to replace it, or choose another folder`,
    );
  }
}

/** Writes the figures, and prints where. */
export async function savePlots(
  plots: string,
  figures: readonly Figure[],
  tools: ReportTools,
  console: Console,
): Promise<void> {
  const { writePlots } = await import('../../node/report/plots.ts');
  const both = await writePlots(plots, figures, tools);
  const kinds = both ? 'SVG and PNG' : 'SVG alone: PNG needs sharp, `npm install --include=optional sharp`';
  console.info(`${counted(figures.length, 'figure')} in ${printable(plots)} (${kinds})`);
}
