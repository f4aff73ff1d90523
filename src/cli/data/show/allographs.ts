/** `nn data show allographs`: draws the writing styles of digits. */

import type { Console } from '../../terminal/console.ts';

/** The name used instead of that of a data set. */
export const ALLOGRAPHS = 'allographs';

/** @param count number of drawings, cycling through the styles; by default one per style */
export async function showAllographs(console: Console, seed: number, count?: number): Promise<number> {
  const [{ drawAllograph }, { styles }, { IMAGE_WIDTH }, { digitRows }] = await Promise.all([
    import('../../../dataset/allographs/allographs.ts'),
    import('../../../dataset/allographs/styles.ts'),
    import('../../../dataset/dataset.ts'),
    import('../../terminal/digit-row.ts'),
  ]);
  const shown = Array.from({ length: count ?? styles.length }, (_, index) => {
    const style = styles[index % styles.length];
    const pixels = drawAllograph(style, seed, Math.floor(index / styles.length));
    return { index, label: style.digit, style: style.name, pixels };
  });
  for (const { pixels, ...drawing } of shown) console.object({ ...drawing, pixels: Array.from(pixels) });
  const cells = shown.map(({ label, style, pixels }) => ({ pixels, caption: [`${label} ${style}`] }));
  console.info(`${styles.length} styles of the ten digits, as --styles of nn train draws them`);
  console.result(
    digitRows(cells, IMAGE_WIDTH, console.out.columns, console.out.paint, console.blocks).join('\n'),
  );
  return 0;
}
