/** Opens the data of `--data`, with progress and information for the user. */

import { CLASSES } from '../../constants.ts';
import { type Dataset, type DatasetParts, NoImagesError, type RefusedImage } from '../../dataset/dataset.ts';
import type { Console } from '../terminal/console.ts';
import { clock, count, counted } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import type { ProgressBar } from '../terminal/progress.ts';
import { CommandLineError } from './command-line-error.ts';
import type { Values } from './flags.ts';
import type { ImageFlags } from './image-flags.ts';

/** Number of refused files that are named: a line each, unless nearly all of a large folder are. */
const NAMED = 1000;
/** The interval of progress lines without a progress bar. */
const LINE_MS = 10_000;
/** A digit with fewer images than this, relative to the most frequent one, will hardly be learnt. */
const UNEVEN = 1 / 10;

/** The part of an invocation that is needed here. */
interface DataCall {
  readonly flags: Values<PictureFlagsOf> & {
    readonly data: string;
    readonly dataDir: string | undefined;
    readonly threads: number | undefined;
    readonly transpose: boolean | undefined;
  };
  readonly given: { has(key: keyof ImageFlags): boolean };
}
type PictureFlagsOf = { readonly [K in keyof ImageFlags]: ImageFlags[K] };

/** Rejects contradictory flags before anything is read. */
export function checkImageFlags(command: string, { flags, given }: DataCall): void {
  checkInvert(command, flags.preprocess, given);
}

/** The same for commands without the other flags. */
export function checkInvert(
  command: string,
  preprocess: boolean,
  given: { has(key: 'invert'): boolean },
): void {
  if (preprocess || !given.has('invert')) return;
  throw new CommandLineError('--invert: cannot be combined with --no-preprocess', `See: nn help ${command}`);
}

/** The cache folder: `NN_CACHE_DIR`, or the system's folder for caches; null if there is none. */
export async function cacheFolder(): Promise<string | null> {
  if (process.env.NN_CACHE_DIR) return process.env.NN_CACHE_DIR;
  const { userFolder } = await import('../../node/user-folders.ts');
  return userFolder('cache');
}

export async function openData(
  call: DataCall,
  parts: DatasetParts,
  console: Console,
  bar: ProgressBar | null,
): Promise<Dataset> {
  const { openDataset } = await import('../../node/dataset/open.ts');
  const { data, dataDir, threads, transpose, preprocess, invert, cache } = call.flags;
  const started = performance.now();
  let reported = started;
  const dataset = await openDataset(data, parts, {
    dataDir,
    preprocess,
    invert,
    threads,
    transpose,
    cacheFolder: cache ? await cacheFolder() : null,
    onProgress: (done, total) => {
      const now = performance.now();
      const samplesPerSecond = (done / (now - started)) * 1000;
      bar?.update({ label: 'read', done, total, samplesPerSecond, loss: null });
      if (bar !== null || now - reported < LINE_MS || done === total) return;
      reported = now;
      const left = clock(((now - started) / 1000 / done) * (total - done));
      console.info(`read ${count(done)} of ${counted(total, 'picture')}, ${left} left`);
    },
  }).catch((error: unknown) => {
    bar?.reset();
    if (error instanceof NoImagesError && error.refused.length > 1) listRefused(error.refused, console);
    throw error;
  });
  bar?.reset();
  for (const remark of dataset.remarks ?? []) console.info(printable(remark));
  reportSkippedImages(dataset, performance.now() - started, call, console);
  return dataset;
}

function reportSkippedImages(
  { pictures }: Dataset,
  milliseconds: number,
  call: DataCall,
  console: Console,
): void {
  if (pictures === undefined) {
    for (const key of ['invert', 'preprocess', 'cache'] as const) {
      if (!call.given.has(key)) continue;
      const flag = key === 'invert' ? '--invert' : `--no-${key}`;
      console.info(`${flag} has no effect: ${printable(call.flags.data)} is not a folder of pictures`);
    }
    return;
  }
  const { read, cached, refused } = pictures;
  const kept =
    cached === 0 ? '' : cached === read ? ' (prepared before)' : ` (${count(cached)} prepared before)`;
  const speed = count(((read + refused.length) / milliseconds) * 1000);
  console.info(`${counted(read, 'picture')} read${kept}, ${speed} a second`);
  if (refused.length > 0) listRefused(refused, console);
}

function listRefused(refused: readonly RefusedImage[], console: Console): void {
  console.info(`${counted(refused.length, 'file')} left out:`);
  for (const { error } of refused.slice(0, NAMED)) console.info(`  ${printable(error.message)}`);
  const more = refused.length - NAMED;
  if (more > 0) console.info(`  and ${count(more)} more`);
}

/** Remarks about training images with no or few images of some digits. */
export function classRemarks({ train, classNames }: Dataset, isWeighted: boolean): string[] {
  if (train === null) return [];
  const counts = new Array<number>(CLASSES).fill(0);
  for (const label of train.labels) counts[label]++;
  const name = (label: number): string => classNames?.[label] ?? String(label);
  const most = Math.max(...counts);
  const absent = counts.flatMap((images, label) => (images === 0 ? [name(label)] : []));
  const few = counts.flatMap((images, label) =>
    images > 0 && images < most * UNEVEN ? [`${name(label)} (${count(images)})`] : [],
  );
  const remedy = isWeighted ? '' : '; --class-weight balanced weighs each digit alike';
  return [
    ...(absent.length > 0
      ? [`There are no images of ${absent.join(', ')}: the model will not know them`]
      : []),
    ...(few.length > 0
      ? [
          `There are few images of ${few.join(', ')}, and ${count(most)} of ${name(counts.indexOf(most))}${remedy}`,
        ]
      : []),
  ];
}

/** For `--json`: the outcome for the files of a folder of images; empty for other data. */
export function preprocessingKey({ pictures }: Dataset): object {
  return pictures === undefined ? {} : { pictures };
}
