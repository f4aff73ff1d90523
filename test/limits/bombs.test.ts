/** No small file takes much memory or time: every kind of input by every way in which it could. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/cli/shared/config-file.ts';
import { readPlan } from '../../src/cli/sweep/plan.ts';
import { ImageError, ModelError, UsageError } from '../../src/errors.ts';
import { limits } from '../../src/limits/limits.ts';
import { readCheckpoint } from '../../src/node/checkpoint-store.ts';
import { findImages } from '../../src/node/dataset/image-files.ts';
import { decodeImage } from '../../src/node/decode.ts';
import { readModel } from '../../src/node/model-store.ts';
import { nn, type Outcome } from '../cli/support/nn.ts';
import { imageBombs, jsonBombs } from '../support/bombs.ts';
import { isThorough, samples, skippedSlow } from '../support/exhaustive.ts';
import { definesPeakKilobytes } from '../support/peak-memory.ts';

const folder = mkdtempSync(join(tmpdir(), 'nn-bombs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an image is refused by its header', () => {
  test.each(imageBombs)('%s', async (name, bytes, said) => {
    const error = await decodeImage(bytes, name).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ImageError);
    expect((error as ImageError).message).toMatch(said);
  });

  test('but not a large photo, a scan of a page or a long strip', async () => {
    const blank = (width: number, height: number, channels: 3 | 4 = 3) =>
      sharp({ create: { width, height, channels, background: '#fff' } });
    const large = [
      () => blank(9000, 5400).jpeg(),
      () => blank(60_000, 40).png(),
      () => blank(4960, 7016).toColourspace('b-w').png({ palette: true, colours: 2 }),
      () => blank(3000, 4000).png({ progressive: true }),
      () => blank(4000, 3000).webp({ lossless: true, effort: 0 }),
    ];
    for (const make of large.slice(0, isThorough ? undefined : 2)) {
      const { picture } = await decodeImage(await make().toBuffer());
      expect(Math.max(picture.width, picture.height)).toBe(1024);
    }
  });
});

/** What the process took at most, in MB, is the last line that it prints. */
const tellsMemory = {
  NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(
    definesPeakKilobytes +
      'import { isMainThread } from "node:worker_threads"; if (isMainThread) process.on("exit", () => ' +
      'console.error("MB", Math.round(peakKilobytes() / 1024)));',
  )}"`,
};

function megabytes({ stderr }: Outcome): number {
  return Number(/MB (\d+)\s*$/.exec(stderr)?.[1]);
}

describe('a folder of bombs of all kinds', () => {
  const files = samples(30, 100, 100);
  const bombs = join(folder, 'bombs', '3');
  beforeAll(async () => {
    mkdirSync(bombs, { recursive: true });
    // allowed, but for 120 MB each: never more than two at once
    const large = await sharp({
      create: { width: 3000, height: 3000, channels: 4, background: '#fff' },
    })
      .toColourspace('rgb16')
      .png({ progressive: true, compressionLevel: 1 })
      .toBuffer();
    for (let k = 0; k < files; k++) {
      const [name, bytes] = k < samples(2, 6, 6) ? ['large.png', large] : imageBombs[k % imageBombs.length];
      writeFileSync(join(bombs, `${String(k).padStart(4, '0')}-${name}`), bytes);
    }
  });

  test('through predict: a line for each', async () => {
    const outcome = await nn(['predict', '--json', bombs], { env: tellsMemory });
    const lines = outcome.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { error?: { message: string } });
    expect([outcome.code, lines.length]).toEqual([3, files]);
    for (const { error } of lines) expect(error?.message).toMatch(/./);
    expect(outcome.stderr).not.toContain('a bug in nn');
    expect(megabytes(outcome)).toBeLessThan(500);
  });

  test.skipIf(skippedSlow)('through eval: a line for each', async () => {
    const outcome = await nn(['eval', '--data', join(folder, 'bombs'), '--no-cache'], { env: tellsMemory });
    expect(outcome.code).toBe(3);
    const lines = outcome.stderr.split('\n').filter((line) => line.startsWith('  '));
    expect(lines.length).toBe(files);
    for (const line of lines) expect(line).toMatch(/\d{4}-\S+ .{10}/);
    expect(outcome.stderr).toContain(`all ${files} are refused`);
    expect(megabytes(outcome)).toBeLessThan(500);
  });
});

describe('a JSON file is refused by what it holds', () => {
  const doors = [
    ['a model', '{"format":"nn-model","version":2,', readModel, ModelError],
    ['a config file', '{', readConfig, UsageError],
    ['a checkpoint', '{"format":"nn-checkpoint","version":1,', readCheckpoint, ModelError],
    ['the plan of a sweep', '{"format":"nn-sweep","version":1,', readPlan, ModelError],
  ] as const;

  test.each(jsonBombs)('%s', async (name, text, said) => {
    for (const [door, start, read, kind] of doors) {
      const place = join(folder, `${name}-${door}`.replaceAll(' ', '-'));
      mkdirSync(place, { recursive: true });
      const path = join(place, 'sweep.json');
      writeFileSync(path, `${text(start)}\n${' '.repeat(40)}`);
      const error = await read(door === 'the plan of a sweep' ? place : path).catch(
        (error: unknown) => error,
      );
      expect(error, door).toBeInstanceOf(kind);
      expect((error as Error).message, door).toMatch(said);
      expect((error as Error).message.length, door).toBeLessThan(300);
    }
  });
});

test('folders inside one another are searched so far, and no further', () => {
  const top = join(folder, 'deep');
  const deep = join(top, ...Array.from({ length: limits.folder.depth + 2 }, () => 'a'));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'far.png'), '');
  writeFileSync(join(top, 'near.png'), '');
  const found = findImages(top);
  expect(found.map(({ problem }) => problem?.message ?? '')).toEqual([
    expect.stringContaining(`is more than ${limits.folder.depth} folders deep`),
    '',
  ]);
});
