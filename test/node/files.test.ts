/** Reading with bounds, and writing that happens whole or not at all. */

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ModelError, SystemError } from '../../src/errors.ts';
import { formatModel } from '../../src/network/model-file.ts';
import { explainSystemError, isFolder, readBounded, writeAtomic } from '../../src/node/files.ts';
import { readModel, writeModel } from '../../src/node/model-store.ts';
import { smallModel } from '../support/small-model.ts';
import { noPosix } from '../support/system.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nn-files-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const isRoot = process.getuid?.() === 0;

describe('writeAtomic', () => {
  test('writes all chunks, tells their SHA-256, and leaves nothing else', async () => {
    const path = join(folder, 'model.json');
    const chunks = ['first ', 'ünïcödé ', '', 'x'.repeat(300_000)];
    expect(await writeAtomic(path, chunks)).toBe(sha256(chunks.join('')));
    expect(readFileSync(path, 'utf8')).toBe(chunks.join(''));
    expect(readdirSync(folder)).toEqual(['model.json']);
  });

  test('replaces what was there', async () => {
    const path = join(folder, 'model.json');
    writeFileSync(path, 'an older and longer text');
    await writeAtomic(path, ['new']);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  test('a failure halfway leaves the old file and no other', async () => {
    const path = join(folder, 'model.json');
    writeFileSync(path, 'old');
    function* failing(): Generator<string> {
      yield 'x'.repeat(400_000);
      throw new Error('no more');
    }
    await expect(writeAtomic(path, failing())).rejects.toThrow('no more');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['model.json']);
  });

  test('where a folder of that name lies', async () => {
    const path = join(folder, 'model.json');
    mkdirSync(path);
    const error = await writeAtomic(path, ['new']).catch((error: unknown) => error);
    expect(explainSystemError(error)).toBe('it is a folder');
    expect(readdirSync(folder)).toEqual(['model.json']);
  });

  /**
   * A full disk takes the part of a write that still fits, and says so; only the next write fails. A limit on the size
   * of files does the same and needs no disk to fill. The last chunk is the one cut short.
   */
  test.skipIf(noPosix)('a disk that takes only a part of the last chunk', async () => {
    const path = join(folder, 'model.json');
    writeFileSync(path, 'old');
    const files = new URL('../../src/node/files.ts', import.meta.url).href;
    const script = `
      const { writeAtomic, explainSystemError } = await import(${JSON.stringify(files)});
      const writing = writeAtomic(${JSON.stringify(path)}, ['x'.repeat(300_000), 'y'.repeat(20_000)]);
      console.log(await writing.then(() => 'written', explainSystemError));`;
    const run = 'ulimit -f 300; exec "$0" --import tsx --input-type=module --eval "$1"';
    const { stdout } = await promisify(execFile)('bash', ['-c', run, process.execPath, script]);
    expect(stdout.trim()).toBe('the file would be larger than is allowed');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['model.json']);
  });
});

describe('writeModel', () => {
  test('tells the SHA-256 of the file, and the file reads back', async () => {
    const path = join(folder, 'model.json');
    const model = smallModel();
    const { sha256: told } = await writeModel(path, model);
    expect(told).toBe(sha256(readFileSync(path, 'utf8')));
    expect(told).toBe(sha256([...formatModel(model)].join('')));
    expect((await readModel(path)).parameters).toEqual(model.parameters);
  });

  test('a folder that does not exist', async () => {
    const path = join(folder, 'none', 'model.json');
    await expect(writeModel(path, smallModel())).rejects.toThrow(SystemError);
    await expect(writeModel(path, smallModel())).rejects.toThrow(
      `${path}: cannot save the model: there is no such file or folder`,
    );
  });

  test('a folder that is a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    const path = join(folder, 'file', 'model.json');
    await expect(writeModel(path, smallModel())).rejects.toThrow('a part of the path is not a folder');
  });

  test.skipIf(noPosix !== null || isRoot)('a folder that cannot be written', async () => {
    writeFileSync(join(folder, 'model.json'), 'old');
    chmodSync(folder, 0o500);
    await expect(writeModel(join(folder, 'model.json'), smallModel())).rejects.toThrow('permission denied');
    expect(readFileSync(join(folder, 'model.json'), 'utf8')).toBe('old');
  });
});

describe('readModel', () => {
  const refusal = async (path: string): Promise<string> => {
    const error = await readModel(path).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ModelError);
    return (error as ModelError).message;
  };

  test('a file that is missing, a folder, or empty', async () => {
    const at = (name: string): string => join(folder, name);
    expect(await refusal(at('none'))).toBe(
      `${at('none')}: cannot read this model: there is no such file or folder`,
    );
    expect(await refusal(folder)).toBe(`${folder}: cannot read this model: it is a folder`);
    writeFileSync(at('empty'), '');
    expect(await refusal(at('empty'))).toBe(`${at('empty')}: not a model file: it is empty`);
  });

  test.each([
    ['docs/five.jpg', 'is a picture (JPEG), not a model file'],
    ['docs/number.png', 'is a picture (PNG), not a model file'],
    ['data/mnist-10k.bin', 'not a model file: it is not JSON'],
    ['README.md', 'not a model file: it is not JSON'],
  ])('%s: never its bytes', async (path, message) => {
    expect(await refusal(path)).toBe(`${path}: ${message}`);
  });

  test.skipIf(noPosix)(
    'a loop of links (skipped on Windows, where making links takes a privilege)',
    async () => {
      symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
      expect(await refusal(join(folder, 'loop'))).toContain('the symbolic links form a loop');
    },
  );
});

test('a file system that does not know how to sync, as that of Yarn, loses nothing; one that fails to is told', async () => {
  const handle = await open(join(folder, 'any'), 'w');
  const prototype: { sync: () => Promise<void> } = Object.getPrototypeOf(handle);
  await handle.close();
  const sync = vi.spyOn(prototype, 'sync');
  sync.mockRejectedValueOnce(new Error('Method not implemented.'));
  await writeAtomic(join(folder, 'kept'), ['text']);
  expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('text');
  sync.mockRejectedValueOnce(Object.assign(new Error('EIO'), { code: 'EIO' }));
  await expect(writeAtomic(join(folder, 'lost'), ['text'])).rejects.toThrow('EIO');
  sync.mockRestore();
});

describe('readBounded', () => {
  test('reads up to the limit and refuses more', async () => {
    const path = join(folder, 'bytes');
    writeFileSync(path, Buffer.alloc(1000, 7));
    expect(await readBounded(path, 1000)).toEqual(Buffer.alloc(1000, 7));
    await expect(readBounded(path, 999)).rejects.toThrow(RangeError);
    await expect(readBounded(path, 999)).rejects.toThrow('it has 1000 bytes, and at most 999 are allowed');
  });

  test.skipIf(noPosix)(
    'refuses a pipe without a writer and a device at once, for what they are',
    async () => {
      await expect(readBounded('/dev/zero', 1e6)).rejects.toThrow('it is a device, not a file');
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      await expect(readBounded(pipe, 100)).rejects.toThrow('it is a pipe, not a file');
      await expect(readBounded(folder, 100)).rejects.toThrow('it is a folder');
    },
  );

  test('hands on all parts of a file, in order', async () => {
    const path = join(folder, 'parts');
    const bytes = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, k) => k % 251));
    writeFileSync(path, bytes);
    const parts: Uint8Array[] = [];
    const whole = await readBounded(path, 1e7, (part) => parts.push(Uint8Array.from(part)));
    expect(parts.length).toBeGreaterThan(1);
    expect([Buffer.concat(parts).equals(bytes), whole.equals(bytes)]).toEqual([true, true]);
  });

  test.skipIf(!existsSync('/proc/self/pagemap'))('a file that says it is empty and has no end', async () => {
    await expect(readBounded('/proc/self/pagemap', 1e9)).rejects.toThrow('does not state its size');
    expect((await readBounded('/proc/self/cmdline', 1e9)).length).toBeGreaterThan(0);
  });
});

test('isFolder', async () => {
  writeFileSync(join(folder, 'file'), '');
  expect(await isFolder(folder)).toBe(true);
  expect(await isFolder(join(folder, 'file'))).toBe(false);
  expect(await isFolder(join(folder, 'none'))).toBe(false);
});

test('a process that exits while it writes a file leaves nothing', () => {
  const files = new URL('../../dist/node/files.js', import.meta.url).href;
  const program = `
    import { writeAtomic } from ${JSON.stringify(files)};
    import { readdirSync } from 'node:fs';
    function* chunks() {
      yield new Uint8Array(10);
      yield new Uint8Array(10);
      process.exit(readdirSync('.').length);
    }
    const written = writeAtomic('it', chunks());
    if (process.argv[1] === 'at once') process.exit(readdirSync('.').length);
    await written;`;
  for (const when of ['later', 'at once']) {
    const line = ['--input-type=module', '-e', program, when];
    expect(spawnSync(process.execPath, line, { cwd: folder }).status, when).toBe(1); // it was there
    expect(readdirSync(folder), when).toEqual([]);
  }
});
