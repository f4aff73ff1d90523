/** What `nn predict` can be given: files, folders, patterns, standard input. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expandImageInputs } from '../../src/cli/shared/image-inputs.ts';
import { noPosix } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { nn, nnFromFile, nnOnTerminal, noTerminal } from './support/nn.ts';
import { drawingPng, makeReaderFolder } from './support/noughts-and-ones.ts';

interface Answer {
  readonly image: string;
  readonly digit?: number;
  readonly error?: { readonly kind: string; readonly message: string };
}

let cwd: string;

beforeAll(async () => {
  cwd = await makeReaderFolder();
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** A folder with pictures under these paths, whose base names begin with the digit. */
async function folderOf(...paths: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    const [digit] = /[01](?=[^/]*$)/.exec(path)!;
    writeFileSync(join(folder, path), await drawingPng(digit === '1' ? 1 : 0));
  }
  cpSync(join(cwd, 'models'), join(folder, 'models'), { recursive: true });
  return folder;
}

/** Image and digit, or error message, of each answer. */
async function read(folder: string, ...operands: readonly string[]): Promise<[string, number | string][]> {
  const { code, stdout, stderr } = await nn(['predict', '--json', ...operands], { cwd: folder });
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  const bad = answers.filter(({ error }) => error !== undefined);
  expect(code).toBe(bad.length > 0 ? 3 : 0);
  expect(stderr === '' ? [] : stderr.trimEnd().split('\n')).toHaveLength(bad.length);
  return answers.map(({ image, digit, error }) => [image, digit ?? error!.message]);
}

describe('folders', () => {
  test('their pictures by name, folders in them too, nothing hidden', async () => {
    const folder = await folderOf('in/b/0.PNG', 'in/c1.png', 'in/a1.png', 'in/.h1.png', 'in/.git/1.png');
    writeFileSync(join(folder, 'in', 'notes.txt'), 'no picture');
    expect(await read(folder, 'in', 'in/b/0.PNG')).toEqual([
      [join('in', 'a1.png'), 1],
      [join('in', 'b', '0.PNG'), 0],
      [join('in', 'c1.png'), 1],
      ['in/b/0.PNG', 0],
    ]);
  });

  test('without pictures', async () => {
    const folder = await folderOf('.hidden/1.png');
    mkdirSync(join(folder, 'in'));
    const message =
      'in holds no pictures: no PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, PGM or PPM files are in it';
    expect(await read(folder, 'in')).toEqual([['in', message]]);
  });

  test.skipIf(noPosix)('links that lead back are errors, and do not stop the others', async () => {
    const folder = await folderOf('in/1.png', 'in/sub/0.png', 'elsewhere/1.png');
    symlinkSync('..', join(folder, 'in', 'sub', 'up'));
    symlinkSync('loop', join(folder, 'in', 'loop'));
    symlinkSync('nowhere.png', join(folder, 'in', 'gone.png'));
    symlinkSync('nowhere', join(folder, 'in', 'gone'));
    symlinkSync('../elsewhere', join(folder, 'in', 'linked'));
    symlinkSync('../elsewhere', join(folder, 'in', 'linked-again'));
    expect(await read(folder, 'in')).toEqual([
      ['in/1.png', 1],
      ['in/gone.png', 'in/gone.png does not exist; check the path'],
      ['in/linked/1.png', 1],
      ['in/loop', 'in/loop cannot be read (the symbolic links form a loop)'],
      ['in/sub/0.png', 0],
      ['in/sub/up', 'in/sub/up is a symbolic link that leads back to a folder above it; left out'],
    ]);
  });

  test.skipIf(noPosix)('pipes with the name of a picture are not waited for', async () => {
    const folder = await folderOf('in/1.png');
    execFileSync('mkfifo', [join(folder, 'in', '2.png')]);
    expect(await read(folder, 'in')).toEqual([
      ['in/1.png', 1],
      ['in/2.png', 'in/2.png is not a file'],
    ]);
  });

  test.skipIf(process.getuid?.() === 0)('what may not be read is an error', async () => {
    const folder = await folderOf('in/1.png', 'in/no/1.png', 'in/no.0.png');
    chmodSync(join(folder, 'in', 'no'), 0);
    chmodSync(join(folder, 'in', 'no.0.png'), 0);
    const answers = await read(folder, 'in');
    chmodSync(join(folder, 'in', 'no'), 0o700);
    expect(answers).toEqual([
      ['in/1.png', 1],
      ['in/no', 'in/no cannot be searched for pictures (permission denied)'],
      ['in/no.0.png', 'in/no.0.png cannot be read: permission denied'],
    ]);
  });

  test.skipIf(noPosix)('names with line ends and escape codes never reach the terminal raw', async () => {
    const folder = await folderOf('in/1\n\u001b[2J.png', 'in/\u001b]0;x\u0007/0.png');
    symlinkSync('.', join(folder, 'in', 'up\u001b[2J\n'));
    const { stdout, stderr } = await nn(['predict', 'in', '--json'], { cwd: folder });
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    for (const text of [stdout, stderr]) expect(text).not.toMatch(/[^\P{Control}\n]/u);
  });

  test.skipIf(noTerminal)(`nor does a terminal get them (${noTerminal})`, async () => {
    const folder = await folderOf('in/1\n\u001b[2J.png', 'in/\u001b]0;x\u0007/0.png');
    const seen = await nnOnTerminal(['predict', 'in', '--no-color', '--digits'], 80, { cwd: folder });
    expect(seen.stdout).toContain('in/1\\n\\x1b[2J.png: ');
    expect(seen.stdout).not.toMatch(/[^\P{Control}\n]/u);
  });
});

describe('patterns that no shell has expanded', () => {
  test('files that match, by name, whatever else is there', async () => {
    const folder = await folderOf('in/b0.png', 'in/a1.png', 'in/a1.gif', 'in/sub/1.png', 'in/.1.png');
    mkdirSync(join(folder, 'in', 'folder.png'));
    symlinkSync('.', join(folder, 'in', 'loop'));
    symlinkSync('b0.png', join(folder, 'in', 'c0.png'));
    const flat: [string, number][] = [
      ['in/a1.png', 1],
      ['in/b0.png', 0],
      ['in/c0.png', 0],
    ];
    expect(await read(folder, 'in/*.png')).toEqual(flat);
    expect(await read(folder, './in/{a,b}?.png')).toEqual(flat.slice(0, 2));
    expect(await read(folder, 'in/**/[01].png')).toEqual([['in/sub/1.png', 1]]);
    expect(await read(folder, join(folder, 'in', 'sub', '*'))).toEqual([
      [join(folder, 'in', 'sub', '1.png'), 1],
    ]);
    expect(await read(join(folder, 'models'), '../in/b*', '--model', 'mnist.json')).toEqual([
      ['../in/b0.png', 0],
    ]);
  });

  test('a file of that very name comes first', async () => {
    const folder = await folderOf('[1]*.png', '1.png');
    expect(await read(folder, '[1]*.png')).toEqual([['[1]*.png', 1]]);
  });

  test('no match is an error, and does not stop the others', async () => {
    const folder = await folderOf('1.png');
    expect(await read(folder, '*.jpg', '1.png')).toEqual([
      ['*.jpg', '*.jpg matches no file; check the pattern'],
      ['1.png', 1],
    ]);
  });

  test('of more wildcards than any name needs is refused', async () => {
    const said = expect.stringContaining(
      'has more than 4096 characters or 64 wildcards; use a shorter pattern',
    );
    const many = `${'('.repeat(50_000)}*`;
    expect((await expandImageInputs('predict', [many]))[0].error?.message).toEqual(said);
    expect((await expandImageInputs('predict', ['['.repeat(3000)]))[0].error?.message).toEqual(said);
  });
});

describe('standard input', () => {
  test('is one of the pictures', async () => {
    const args = ['predict', '0.png', '-', '0.png'];
    expect(await nnFromFile(join(cwd, '1.png'), args, { cwd })).toEqual({
      code: 0,
      stdout: '0.png\t0\n-\t1\n0.png\t0\n',
      stderr: '',
    });
  });

  test('is read without a name too, where something comes in', async () => {
    const read = { code: 0, stdout: '1\n', stderr: '' };
    expect(await nnFromFile(join(cwd, '1.png'), ['predict'], { cwd })).toEqual(read);
    const piped = readFileSync(join(cwd, '1.png'));
    expect(await nn(['predict'], { cwd, input: piped })).toEqual(read);
    const empty = await nn(['predict'], { cwd, input: Buffer.alloc(0) });
    expect(empty).toMatchObject({ code: 3, stdout: '' });
    expect(empty.stderr).toMatch(/^nn: standard input is empty/);
  });

  test('that is no picture', async () => {
    const { code, stdout, stderr } = await nnFromFile(join(cwd, 'text.png'), ['predict', '-', '--json'], {
      cwd,
    });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ image: '-', error: { kind: 'picture' } });
    expect(stderr).toMatch(/^nn: standard input is not a picture; /);
    const empty = await nnFromFile(devNull, ['predict', '-'], { cwd });
    expect(empty).toMatchObject({ code: 3, stderr: expect.stringMatching(/^nn: standard input is empty/) });
  });

  test.skipIf(noPosix)('without end is left at the limit', async () => {
    const { code, stderr } = await nnFromFile('/dev/zero', ['predict', '-'], { cwd });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: 'nn: standard input has 101 MB; pictures of up to 100 MB are read\n',
    });
  });

  test('twice', async () => {
    expect(await nn(['predict', '-', '-'], { cwd })).toMatchObject({
      code: 2,
      stderr: 'nn: predict: standard input (-) can be read once only\nSee: nn help predict\n',
    });
  });

  test.skipIf(noTerminal)('from a keyboard', async () => {
    const { code, stdout } = await nnOnTerminal(['predict', '-'], 80, { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain('which is a keyboard here');
  });
});
