/** Formats the epoch times as Markdown. */

import { type EpochTime, type EpochTimes, OURS } from './epochs.ts';
import { cores } from './machine.ts';
import type { Peak } from './peak.ts';
import type { Form } from './peers.ts';
import { table } from './table.ts';

/** A column of peers, of whose forms and numbers of threads the fastest is shown. */
interface Column {
  readonly title: string;
  readonly name: string;
  readonly forms: readonly Form[];
}

const columns: readonly Column[] = [
  { title: 'PyTorch', name: 'PyTorch', forms: ['eager', 'channels-last'] },
  { title: 'PyTorch, compiled', name: 'PyTorch', forms: ['compiled'] },
  { title: 'scikit-learn', name: 'scikit-learn', forms: ['eager'] },
];

export function epochSection(epochs: readonly EpochTimes[], peak: Peak, rounds: number): string[] {
  const present = columns.filter((column) => epochs.some(({ times }) => fastest(times, column) < Infinity));
  const rows = epochs.map(({ net, times }) => {
    const [one, two] = [ours(times, 1), ours(times, 2)];
    const others = present.map((column) => fastest(times, column));
    return [
      net.title,
      one.toFixed(3),
      two.toFixed(3),
      `${(one / two).toFixed(2)}x`,
      ...others.map((other) =>
        other < Infinity ? `${other.toFixed(2)} (${(other / two).toFixed(1)}x)` : '',
      ),
      ...(present.length === 0 ? [] : [`**${(Math.min(...others) / two).toFixed(1)}x**`]),
    ];
  });
  const faster = present.length === 0 ? [] : ['nn is faster'];
  const head = [
    'net',
    'nn, 1 thread',
    'nn, 2 threads',
    'speedup',
    ...present.map(({ title }) => title),
    ...faster,
  ];
  return [
    '## Epochs',
    `Seconds per pass over the training images: shuffling, all gradients, all updates. ${rounds} ` +
      `${rounds === 1 ? 'round' : 'rounds'}, each with several epochs of every contestant in turn.` +
      (present.length === 0
        ? ''
        : ' The best time of each peer is shown, of those in the table after next, and how much faster nn is on 2 ' +
          'threads; in the last column, than the fastest.'),
    table(head, rows),
    'Compared with the limit: the useful work of an epoch (products alone, without zero pixels), divided by the peak of ' +
      'the cores used.',
    limits(epochs, peak),
    ...(present.length === 0 ? [] : peerSection(epochs)),
  ];
}

function limits(epochs: readonly EpochTimes[], peak: Peak): string {
  const rows = epochs.map(({ net, times, flops }) => {
    const work = flops / 1e9;
    const relative = (threads: number, limit: number): string[] => [
      (work / limit).toFixed(3),
      `${((ours(times, threads) * limit) / work).toFixed(2)}x`,
    ];
    return [
      net.title,
      work.toFixed(2),
      ...relative(1, peak.one),
      ...(cores === 2 ? relative(2, peak.all) : []),
    ];
  });
  const second = cores === 2 ? ['limit, 2 cores', 'nn takes'] : [];
  return table(['net', 'GFLOP', 'limit, 1 core', 'nn takes', ...second], rows);
}

/** Every form of the peers, so that readers see which one counted. */
function peerSection(epochs: readonly EpochTimes[]): string[] {
  const all = epochs.flatMap(({ times }) => times.filter(({ name }) => name !== OURS));
  const titles = [...new Set(all.map(titleOf))].sort();
  const rows = epochs.map(({ net, times }) => {
    const best = Math.min(...times.filter(({ name }) => name !== OURS).map(({ seconds }) => seconds));
    const cells = titles.map((title) => {
      const seconds = times.find((time) => titleOf(time) === title)?.seconds;
      if (seconds === undefined) return '';
      return seconds === best ? `**${seconds.toFixed(2)}**` : seconds.toFixed(2);
    });
    return [net.title, ...cells];
  });
  return [
    'The peers in each form, by number of threads; bold: the fastest. All keep the images in memory as float32 and copy ' +
      'them in shuffled order once per epoch. PyTorch is eager (as programs are usually written; Adam is fused, SGD a ' +
      'plain loop, the fastest of its implementations here), with `torch.channels_last`, or has the whole step, from the ' +
      'forward pass to the update, compiled by `torch.compile` with the C++ wrapper: faster than compiling the network ' +
      'alone. The seconds of compiling do not count. With convolutions, compiled steps were slower than eager ones in ' +
      'either layout, and are left out. scikit-learn chooses the kernels of OpenBLAS for this processor, whatever the ' +
      'environment says. What was more than 1.25 times as slow in the first round as with another number of threads ' +
      'took no part in later ones.',
    table(['net', ...titles], rows),
  ];
}

function titleOf({ name, form, threads }: EpochTime): string {
  return `${name === 'PyTorch' ? form : name}, ${threads}`;
}

function ours(times: readonly EpochTime[], threads: number): number {
  return times.find((time) => time.name === OURS && time.threads === threads)?.seconds ?? Infinity;
}

function fastest(times: readonly EpochTime[], { name, forms }: Column): number {
  const those = times.filter((time) => time.name === name && forms.includes(time.form));
  return Math.min(...those.map(({ seconds }) => seconds));
}
