/** Formats the measurements as Markdown. */

import { AUGMENTED_NET, type AugmentTimes } from './augment.ts';
import type { CommandTimes } from './commands.ts';
import type { BenchData } from './data.ts';
import { epochSection } from './epoch-report.ts';
import type { EpochTimes } from './epochs.ts';
import type { KernelTimes } from './kernels.ts';
import { cores } from './machine.ts';
import type { Peak } from './peak.ts';
import type { Peers } from './peers.ts';
import type { SweepTimes } from './sweep.ts';
import { table } from './table.ts';

export interface Report {
  readonly machine: readonly (readonly [string, string])[];
  readonly command: readonly string[];
  readonly data: BenchData;
  readonly sha256: string;
  readonly rounds: number;
  readonly patience: number;
  /** Whether V8 may use vectors of 256 bits. */
  readonly wide: boolean;
  readonly peak: Peak;
  readonly kernels: KernelTimes | null;
  readonly epochs: readonly EpochTimes[] | null;
  readonly augmented: readonly AugmentTimes[] | null;
  readonly commands: CommandTimes | null;
  readonly sweep: SweepTimes | null;
  readonly peers: Peers | null;
}

export function writeReport(report: Report): string {
  const { machine, command, data, sha256, peak, kernels, epochs, augmented, commands, sweep, peers } = report;
  const vectors = report.wide ? 'pairs of 4-lane vectors, which V8 may join' : '4-lane vectors';
  const sections = [
    '# Benchmarks',
    `What \`${command.join(' ')}\` printed.`,
    table(['', ''], [...machine.map((pair) => [...pair]), ['digits', data.title]]),
    'Every time is the minimum of many short measurements, interleaved between all contestants, because other load can ' +
      `only make them slower. Each turn waited up to ${report.patience} s for the machine to be idle. Ratios are those ` +
      'of minimum times. Before the measurements, each kernel was verified to give the same bits as the reference, and ' +
      'so was a short training on the reference, on one thread and on two (SHA-256 of the weights: ' +
      `\`${sha256.slice(0, 16)}\`...).`,
    '## Peak',
    `Multiplications and additions on ${vectors}, not fused, in WebAssembly: ` +
      `**${peak.one.toFixed(1)} GFLOP/s** on one core, **${peak.all.toFixed(1)}** on all ${cores}.`,
  ];
  if (kernels !== null) sections.push(...kernelSection(kernels, peak));
  if (epochs !== null) sections.push(...epochSection(epochs, peak, report.rounds));
  if (augmented !== null) sections.push(...augmentSection(augmented));
  if (commands !== null) sections.push(...commandSection(commands));
  if (sweep !== null) sections.push(...sweepSection(sweep));
  for (const peer of peers?.list ?? []) {
    if (peer.version === null) sections.push(`${peer.name} is not installed here: ${peer.install}.`);
  }
  return `${sections.join('\n\n')}\n`;
}

function kernelSection({ times, phase }: KernelTimes, peak: Peak): string[] {
  const rows = times.map(({ name, shape, flops, bytes, seconds }) => [
    name,
    shape,
    (seconds * 1e6).toFixed(1),
    flops === 0 ? '' : (flops / seconds / 1e9).toFixed(1),
    flops === 0 ? '' : percent(flops / seconds / 1e9 / peak.one),
    (bytes / seconds / 1e9).toFixed(1),
  ]);
  return [
    '## Kernels',
    'On one core. Products with pixels count only non-zero pixels; an exponential counts as 22 operations. The last ' +
      'column counts each value that a kernel reads or writes once.',
    table(['kernel', 'shape', 'µs', 'GFLOP/s', 'of the peak', 'GB/s'], rows),
    `Writing an almost empty phase, distributing it and waiting for its end takes ` +
      `${(phase.one * 1e6).toFixed(1)} µs on one thread and ${(phase.two * 1e6).toFixed(1)} µs on two.`,
  ];
}

function augmentSection(times: readonly AugmentTimes[]): string[] {
  const cells = ({ best }: AugmentTimes): string[] =>
    [1, 2].flatMap((threads) => {
      const seconds = best.get(threads) ?? Infinity;
      const plain = times[0].best.get(threads) ?? Infinity;
      return [seconds.toFixed(3), `${(seconds / plain).toFixed(2)}x`];
    });
  return [
    '## Augmented epochs',
    `Seconds per epoch of ${AUGMENTED_NET} with augmented training images, and relative to a plain epoch.`,
    table(
      ['`--augment`', '1 thread', 'of plain', '2 threads', 'of plain'],
      times.map((each) => [each.kind, ...cells(each)]),
    ),
  ];
}

function commandSection(times: CommandTimes): string[] {
  const { train, pytorch, memory, memory50, pytorchMemory, predict, version, node, trainCommand } = times;
  const rows = [
    ['five epochs of 784-128-10, saved', `${train.toFixed(2)} s`],
    ...(pytorch === null
      ? []
      : [['the same with PyTorch', `${pytorch.toFixed(2)} s (${(pytorch / train).toFixed(1)}x)`]]),
    ['its peak memory', megabytes(memory)],
    ['with 50 epochs', megabytes(memory50)],
    ...(pytorchMemory === null ? [] : [["PyTorch's peak memory", megabytes(pytorchMemory)]]),
    ['`nn predict` of one PNG', `${predict.toFixed(3)} s`],
    [
      '`nn --version`',
      `${version.toFixed(3)} s (${(version / node).toFixed(2)}x \`node -e 0\`: ${node.toFixed(3)} s)`,
    ],
  ];
  return [
    '## Commands',
    `Whole processes, from start to end. The first is \`${trainCommand}\`.`,
    table(['', ''], rows),
  ];
}

function sweepSection({ trials, nn, pytorch, command }: SweepTimes): string[] {
  const row = (what: string, seconds: number): string[] => [
    what,
    `${seconds.toFixed(2)} s`,
    ((60 * trials) / seconds).toFixed(0),
    `${(seconds / nn).toFixed(1)}x`,
  ];
  const others =
    pytorch === null
      ? []
      : [
          row(`PyTorch, ${cores} processes of one thread`, pytorch.whole),
          row('the same once started: imported, images read', pytorch.withoutStart),
        ];
  return [
    '## Several networks at once',
    `A search over ${trials} learning rates, from start to end, with a process per core: \`${command}\`. The processes ` +
      'of PyTorch share out the same trials (eager, which is faster than compiling for so short ones), validate after ' +
      'each epoch, and save every model too.',
    table(['', 'time', 'trials a minute', 'of nn'], [row('`nn sweep`', nn), ...others]),
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(0)}%`;
}
