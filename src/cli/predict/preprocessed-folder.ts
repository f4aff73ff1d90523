/** The folder of `--save-preprocessed`: the inputs of the network, as PNG files. */

import { closeSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { SystemError, UsageError } from '../../errors.ts';
import { SIDE } from '../../image/digit/placement.ts';
import { encodeGreyPng } from '../../node/decode.ts';
import { explainSystemError, writeAtomic } from '../../node/files.ts';
import { makeFolder } from '../../node/make-folder.ts';
import { STDIN } from '../shared/image-inputs.ts';

const FLAG = '--save-preprocessed';

/** Names reserved for devices on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Leaves room for numbers and the extension within the limit of 255 bytes of most file systems, at four bytes per
 * character.
 */
const LONGEST = 50;

/**
 * A file name without extension for each image: derived from its own name, safe on all systems, and unique even if
 * case is ignored. The same images always get the same names.
 */
export function safeNames(images: readonly string[]): string[] {
  const times = new Map<string, number>();
  return images.map((image) => {
    const own = image === STDIN ? 'stdin' : basename(image, extname(image));
    const safe = Array.from(own.normalize().replace(/[^\p{L}\p{N}_.()+=@-]/gu, '_'))
      .slice(0, LONGEST)
      .join('')
      .replace(/^[.-]+|\.+$/g, '_');
    const name = safe === '' || DEVICE.test(safe) ? `_${safe}` : safe;
    const time = (times.get(name.toLowerCase()) ?? 0) + 1;
    times.set(name.toLowerCase(), time);
    return time === 1 ? name : `${name}~${time}`; // no name contains a ~ otherwise
  });
}

export class PreprocessedFolder {
  readonly #folder: string;
  readonly #force: boolean;
  readonly #names: readonly string[];

  /**
   * Creates the folder, and checks for existing files before anything is read.
   * @param several whether an image may give several files
   * @throws UsageError if it cannot be created, or files exist that must not be replaced
   */
  constructor(folder: string, images: readonly string[], several: boolean, force: boolean) {
    this.#folder = folder;
    this.#force = force;
    this.#names = safeNames(images);
    let there: string[];
    try {
      makeFolder(folder);
      there = readdirSync(folder);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'it is not a folder' : explainSystemError(error);
      throw new UsageError(`${FLAG}: ${folder} cannot be written to (${why})`, { cause: error });
    }
    if (force) return;
    const wanted = new Set(this.#names.map((name) => name.toLowerCase()));
    const stems = several ? [/^(.*)-\d+\.png$/, /^(.*)\.png$/] : [/^(.*)\.png$/];
    const inTheWay = there.find((name) =>
      stems.some((stem) => wanted.has(stem.exec(name.toLowerCase())?.[1] ?? '')),
    );
    if (inTheWay !== undefined) throw existsAlready(join(folder, inTheWay));
  }

  /**
   * @param picture index of the image
   * @param digit number of the digit, from 1; null if it is the only one
   * @returns the path of the file
   */
  async save(picture: number, digit: number | null, pixels: Uint8Array): Promise<string> {
    const path = join(this.#folder, `${this.#names[picture]}${digit === null ? '' : `-${digit}`}.png`);
    const png = await encodeGreyPng(pixels, SIDE, SIDE);
    try {
      if (this.#force)
        await writeAtomic(path, [png]); // replaces a link, not its target
      else writeNew(path, png);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw existsAlready(path);
      throw new SystemError(`${FLAG}: ${path} cannot be written (${explainSystemError(error)})`, {
        cause: error,
      });
    }
    return path;
  }
}

/** Writes the complete file, or none if the disk is full. */
function writeNew(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx');
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function existsAlready(path: string): UsageError {
  return new UsageError(
    `${FLAG}: ${path} exists already; add --force to replace it, or choose another folder`,
  );
}
