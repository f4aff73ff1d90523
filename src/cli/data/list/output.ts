/** The output of `nn data list`. */

import type { Console } from '../../terminal/console.ts';
import { byteCount, count } from '../../terminal/numbers.ts';
import { printable } from '../../terminal/printable.ts';

export interface ListedDataset {
  readonly name: string;
  readonly about: string;
  readonly train: number;
  readonly test: number;
  /** `incomplete`: some of its files are missing. */
  readonly state: 'built-in' | 'fetched' | 'incomplete' | 'absent';
  /** Bytes to download; 0 if not necessary. */
  readonly bytes: number;
  readonly folder: string | null;
  readonly licence: string;
}

export function printDatasets(sets: readonly ListedDataset[], console: Console): void {
  const { paint } = console.out;
  const widest = Math.max(...sets.map(({ name }) => name.length));
  for (const set of sets) {
    console.object(set);
    const images = `${count(set.train)} + ${count(set.test)} images`;
    console.result(
      [
        `${paint.bold(set.name.padEnd(widest))}  ${images}, ${stateText(set)}`,
        `${' '.repeat(widest)}  ${paint.dim(set.about)}`,
      ]
        .map((line) => console.out.prose(line, widest + 2))
        .join('\n'),
    );
  }
}

function stateText({ name, state, bytes, folder }: ListedDataset): string {
  switch (state) {
    case 'built-in':
      return 'in the package';
    case 'fetched':
      return folder === null ? 'here' : `here, in ${printable(folder)}`;
    case 'incomplete':
      return `not all of it here: nn data fetch ${name}`;
    case 'absent':
      return `${byteCount(bytes)}: nn data fetch ${name}`;
  }
}
