/** The messages of `nn train --config MODEL`: whether the training can be, and has been, reproduced. */

import type { Provenance } from '../../network/model.ts';
import { version } from '../../version.ts';
import { whyNotRepeatable } from '../shared/config.ts';
import type { FlagsOf, Values } from '../shared/flags.ts';
import type { ResolvedSettings } from '../shared/resolve-settings.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import type { TrainFlags } from './flags.ts';

/** Before the training: known reasons why the result will differ. */
export function reportReproduction(
  { config, repeats }: ResolvedSettings,
  { initFrom, teacher }: Pick<Values<FlagsOf<TrainFlags>>, 'initFrom' | 'teacher'>,
  console: Console,
): void {
  if (!repeats || !config?.model) return;
  const why = initFrom === undefined && teacher === undefined ? whyNotRepeatable(config.model) : '';
  const by = config.model.training.nn;
  if (why !== '') console.info(printable(`${config.path}: ${why}; this run will not give the same file`));
  else if (by !== version)
    console.info(printable(`${config.path}: trained by nn ${by}; this is nn ${version}`));
}

/** After the training: whether the file is identical. */
export function reportReproduced(
  { config, repeats }: ResolvedSettings,
  made: { readonly model: string; readonly sha256: string; readonly training: Provenance },
  console: Console,
): void {
  if (!repeats || !config?.model) return;
  const { training, sha256 } = config.model;
  if (sha256 === made.sha256) {
    console.info(printable(`${made.model} is the same as ${config.path}, to the last bit`));
    return;
  }
  const otherData = training.data.hash !== made.training.data.hash;
  const why = otherData ? `: ${made.training.data.name} holds other images than it was trained on` : '';
  console.info(printable(`${made.model} is not the same as ${config.path}${why}`));
}
