/**
 * Warns about images that look transposed: neither training nor evaluating with them fails, but both give misleading
 * results.
 */

import type { LabelledImages } from '../../dataset/dataset.ts';
import type { Kernels } from '../../matrix/kernels.ts';
import type { Models } from '../../network/ensemble.ts';
import type { Console } from '../terminal/console.ts';
import { percent } from '../terminal/numbers.ts';
import { shippedPath } from './model-path.ts';

/**
 * @param models by default the bundled one
 * @param transpose the value of `--transpose`
 */
export async function warnIfTransposed(
  images: LabelledImages,
  kernels: Kernels,
  console: Console,
  transpose: boolean | undefined,
  models?: Models,
): Promise<void> {
  const path = shippedPath();
  if (
    console.quiet ||
    transpose !== undefined ||
    images.count === 0 ||
    (models === undefined && path === null)
  )
    return;
  const [{ measureOrientation }, { readModel }] = await Promise.all([
    import('../../evaluation/orientation.ts'),
    import('../../node/model-store.ts'),
  ]);
  const asked = models ?? (await readModel(path ?? ''));
  const { asTheyAre, turned, looksTransposed } = await measureOrientation(asked, images, kernels);
  if (!looksTransposed) return;
  console.info(
    `${console.err.paint.yellow('Warning:')} the images look transposed: of a sample, ${percent(turned)} are read right ` +
      `with rows and columns exchanged, but only ${percent(asTheyAre)} as they are. --transpose exchanges them`,
  );
}
