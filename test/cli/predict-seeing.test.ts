/** What `nn predict` lets the net see, and what it keeps of that. */
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { safeNames } from '../../src/cli/predict/preprocessed-folder.ts';
import { preprocess } from '../../src/image/preprocess.ts';
import { readImage } from '../../src/node/decode.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { nn } from './support/nn.ts';
import { drawingPng, formPng, linePng, makeReaderFolder } from './support/noughts-and-ones.ts';

let cwd: string;

beforeAll(async () => {
  cwd = await makeReaderFolder();
  writeFileSync(join(cwd, 'form.png'), await formPng(0));
  writeFileSync(join(cwd, 'line.png'), await linePng([0, 1], 0.3));
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** The bytes of a file that has to be 28x28 and grey. */
async function savedPixels(name: string): Promise<Uint8Array> {
  const file = sharp(join(cwd, name));
  expect(await file.metadata()).toMatchObject({ format: 'png', width: 28, height: 28, space: 'b-w' });
  return new Uint8Array(await file.toColourspace('b-w').raw().toBuffer());
}

async function preprocessing(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await nn(['predict', '--json', ...args], { cwd });
  return (JSON.parse(stdout) as { preprocessing: Record<string, unknown> }).preprocessing;
}

describe('what was done to the picture', () => {
  test('light on dark is found out, or told', async () => {
    expect(await preprocessing('form.png')).toMatchObject({ inverted: true });
    expect(await preprocessing('form.png', '--invert', 'auto')).toMatchObject({ inverted: true });
    expect(await preprocessing('1.png', '--invert', 'no')).toMatchObject({ inverted: false });
    expect(await preprocessing('1.png', '--invert', 'yes')).toMatchObject({ inverted: true });
  });

  test("the box is in the file's pixels, also where it was shrunk to be looked at", async () => {
    await sharp(await drawingPng(0))
      .resize(2800, 2800, { kernel: 'nearest' })
      .toFile(join(cwd, 'large.png'));
    const { box } = (await preprocessing('large.png')) as { box: Record<string, number> };
    const right = { x: 700, y: 500, width: 1400, height: 1800 };
    for (const [key, value] of Object.entries(right)) {
      expect(Math.abs(box[key] - value), key).toBeLessThan(25);
    }
  });
});

describe('--no-preprocess', () => {
  test("a picture in MNIST's form is shown to the net as it is", async () => {
    const args = ['predict', '--json', '--no-preprocess', '--save-preprocessed', 'as-it-is', 'form.png'];
    const { code, stdout } = await nn(args, { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ digit: 0, preprocessing: null });
    expect(await savedPixels('as-it-is/form.png')).toEqual(await savedPixels('form.png'));
  });

  test('anything else is an error that says what it is', async () => {
    const form = await formPng(0);
    writeFileSync(join(cwd, 'rgb.png'), await sharp(form).toColourspace('srgb').png().toBuffer());
    writeFileSync(
      join(cwd, 'red.png'),
      await sharp({ create: { width: 28, height: 28, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    );
    writeFileSync(join(cwd, 'clear.png'), await sharp(form).ensureAlpha(0.5).png().toBuffer());
    writeFileSync(join(cwd, 'black.png'), await sharp(form).linear(0, 0).png().toBuffer());
    const bad = ['line.png', 'red.png', 'clear.png', '1.png', 'black.png', 'empty.png'];
    const { code, stdout, stderr } = await nn(['predict', '--no-preprocess', 'rgb.png', ...bad], { cwd });
    const empty = bad.map((name) => `${name}\t\n`).join('');
    expect({ code, stdout }).toEqual({ code: 3, stdout: `rgb.png\t0\n${empty}` });
    const advice = 'preprocessing brings it into that form';
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(`^nn: line\\.png is \\d+x120 pixels, not the 28x28 of MNIST's form; ${advice}$`),
      `nn: red.png is coloured, and MNIST's form is grey; ${advice}`,
      `nn: clear.png is coloured or transparent, and MNIST's form is grey; ${advice}`,
      `nn: 1.png has light paper, and MNIST's form is light ink on black; ${advice}`,
      'nn: black.png shows no digit: it is all black',
      expect.stringMatching('^nn: empty.png is empty'),
      '',
    ]);
  });
});

describe('--save-preprocessed', () => {
  test('writes what the net saw, one file a picture, and says where', async () => {
    mkdirSync(join(cwd, 'other'), { recursive: true });
    writeFileSync(join(cwd, 'other', '1.png'), await drawingPng(0));
    const images = ['1.png', 'other/1.png', 'empty.png', '0.png'];
    const { stdout } = await nn(['predict', '--json', ...images, '--save-preprocessed', 'new/seen'], { cwd });
    const saved = stdout.match(/"saved":"[^"]*"/g);
    expect(saved).toEqual(['1.png', '1~2.png', '0.png'].map((name) => `"saved":"new/seen/${name}"`));
    expect(readdirSync(join(cwd, 'new', 'seen')).sort()).toEqual(['0.png', '1.png', '1~2.png']);
    const { pixels } = preprocess((await readImage(join(cwd, 'other', '1.png'))).picture);
    expect(await savedPixels('new/seen/1~2.png')).toEqual(pixels);
  });

  test('with --digits: one file a digit', async () => {
    const { code } = await nn(['predict', '--digits', 'line.png', '--save-preprocessed', 'line'], { cwd });
    expect(code).toBe(0);
    expect(readdirSync(join(cwd, 'line')).sort()).toEqual(['line-1.png', 'line-2.png']);
    const again = await nn(['predict', '--digits', 'line.png', '--save-preprocessed', 'line'], { cwd });
    expect(again).toMatchObject({ code: 2, stdout: '' });
  });

  test('replaces nothing without --force, and looks before it reads', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'kept'), 'old');
    symlinkSync('kept', join(folder, '0.png'));
    const args = ['predict', '1.png', '0.png', '--save-preprocessed', folder];
    const { code, stdout, stderr } = await nn(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^nn: --save-preprocessed: .*0\.png exists already; add --force to replace it, or choose another folder\n$/,
    );
    expect(readdirSync(folder).sort()).toEqual(['0.png', 'kept']);
    expect(await nn([...args, '--force'], { cwd })).toMatchObject({
      code: 0,
      stdout: '1.png\t1\n0.png\t0\n',
    });
    expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('old');
    expect((await readImage(join(folder, '0.png'))).picture.width).toBe(28);
  });

  test('a file in the place of the folder', async () => {
    for (const place of ['1.png', '1.png/below']) {
      expect(await nn(['predict', '1.png', '--save-preprocessed', place], { cwd })).toEqual({
        code: 2,
        stdout: '',
        stderr: `nn: --save-preprocessed: ${place} cannot be written to (it is not a folder)\n`,
      });
    }
  });
});

describe('safeNames', () => {
  test.each([
    [
      ['a/5.png', 'b/5.jpg', '5'],
      ['5', '5~2', '5~3'],
    ],
    [
      ['Five.png', 'five.png'],
      ['Five', 'five~2'],
    ],
    [
      ['a\n\u001b[2J.png', '..', '.png', 'x/-rf.png', 'C:\\y*?.png'],
      ['a___2J', '_', '_png', '_rf', 'C__y__'],
    ],
    [
      ['-', 'stdin.png'],
      ['stdin', 'stdin~2'],
    ],
    [['fünf 5.png'], ['fünf_5']],
    [[`${'5'.repeat(300)}.png`], ['5'.repeat(50)]],
    [
      ['con.png', 'Nul.tar.png', 'console.png'],
      ['_con', '_Nul.tar', 'console'],
    ],
  ])('%j', (images, names) => expect(safeNames(images)).toEqual(names));
});
