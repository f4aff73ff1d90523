/** What a training prints in a pipe, what it writes, and what it refuses. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { idxBytes, idxLabels } from '../support/idx-bytes.ts';
import { noPosix } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { nn, nnIntoFullDisk, nnIntoHead } from './support/nn.ts';
import { modelIn, objects, surroundings } from './support/quick-training.ts';

describe('nn train in a pipe', () => {
  test('prints the result, and a plain line an epoch', async () => {
    const { cwd, quick } = surroundings();
    const { code, stdout, stderr } = await nn(['train', ...quick], { cwd });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^Validation accuracy \d+\.\d\d% after 2 epochs in \d+\.\d\d s\nModel models\/mnist\.json\n$/,
      ),
    });
    const lines = stderr.trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'Training on digits, for models/mnist.json',
      '180 training and 20 validation images',
      'Network 784-16-10: 12,730 parameters; seed 1; reference, 1 thread',
    ]);
    expect(lines.slice(3, 5)).toEqual([
      expect.stringMatching(
        /^epoch 1\/2 {2}loss \d\.\d{4} {2}accuracy +[\d.]+% {2}val loss \d\.\d{4} {2}val accuracy [\d.]+% {2}\d\.\d\d s {2}[\d,]+ images\/s$/,
      ),
      expect.stringMatching(/^epoch 2\/2 /),
    ]);
    expect(lines.slice(5)).toEqual([
      'Next:',
      '  nn eval --data digits                 measure it on digits it has never seen',
      '  nn predict photo.png                  read the digit in your own picture',
      '  nn predict --model shipped photo.png  compare with the bundled model',
    ]);
    expect(readdirSync(join(cwd, 'models'))).toEqual(['mnist.json']);
  });

  test('--json prints the keys of the contract', async () => {
    const { cwd, quick } = surroundings();
    const { stdout } = await nn(['train', ...quick, '--json', '--out', 'a.json'], { cwd });
    const [start, first, second, done, ...more] = objects(stdout);
    expect(more).toEqual([]);
    expect(start).toEqual({
      event: 'start',
      data: 'digits',
      train: 180,
      validation: 20,
      styles: 0,
      outliers: 0,
      teachers: 0,
      network: '784-16-10',
      parameters: 12_730,
      seed: 1,
      threads: 1,
      backend: 'reference',
    });
    for (const [epoch, event] of [first, second].entries()) {
      expect(event).toEqual({
        event: 'epoch',
        epoch: epoch + 1,
        loss: expect.any(Number),
        accuracy: expect.any(Number),
        validationLoss: expect.any(Number),
        validationAccuracy: expect.any(Number),
        seconds: expect.any(Number),
        samplesPerSecond: expect.any(Number),
      });
    }
    expect(done).toEqual({
      event: 'done',
      model: 'a.json',
      sha256: createHash('sha256')
        .update(readFileSync(join(cwd, 'a.json')))
        .digest('hex'),
      epochs: 2,
      validationAccuracy: second?.validationAccuracy,
      seconds: expect.any(Number),
      interrupted: false,
      stopped: 'epochs',
      collapsedTo: null,
    });
  });

  test('a net that takes everything for one digit is told of, and changes no exit code', async () => {
    const { cwd, quick } = surroundings();
    const labels = Array.from({ length: 200 }, (_, n) => n % 10);
    const blank = idxBytes({ dimensions: [200, 28, 28], elements: new Uint8Array(200 * 784) });
    writeFileSync(join(cwd, 'digits', 'train-images-idx3-ubyte'), blank);
    writeFileSync(join(cwd, 'digits', 'train-labels-idx1-ubyte'), idxLabels(...labels));
    const wild = ['train', ...quick, '--lr', '0.02'];
    const { code, stdout, stderr } = await nn(wild, { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Model models/mnist.json') });
    expect(stderr).toMatch(
      /^Warning: the model collapsed to one class: nearly all answers are \d\. .*\(--lr 0\.002\).*$/m,
    );
    const { stdout: json } = await nn([...wild, '--force', '--json', '--quiet'], { cwd });
    expect(objects(json).at(-1)).toMatchObject({ event: 'done', collapsedTo: expect.any(Number) });
  });

  test('--quiet is silent; with --json it prints the JSON alone', async () => {
    const { cwd, quick } = surroundings();
    expect(await nn(['train', ...quick, '--quiet'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(modelIn(cwd))).toBe(true);
    const both = await nn(['train', ...quick, '-q', '--json', '--force'], { cwd });
    expect(both).toMatchObject({ code: 0, stderr: '' });
    expect(objects(both.stdout).at(-1)).toMatchObject({ event: 'done' });
  });

  test('what this run did not make is kept without --force', async () => {
    const { cwd, quick } = surroundings();
    mkdirSync(join(cwd, 'models'));
    writeFileSync(modelIn(cwd), 'precious');
    const refused = await nn(['train', ...quick], { cwd });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--force');
    const wrongData = await nn(['train', ...quick, '--data', 'nowhere'], { cwd });
    expect(wrongData).toMatchObject({ code: 3, stdout: '' }); // what is wrong for good comes first
    expect(readFileSync(modelIn(cwd), 'utf8')).toBe('precious');
    expect(await nn(['train', ...quick, '--force'], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(modelIn(cwd), 'utf8')).not.toBe('precious');
  });

  test('a folder that vanishes while it trains does not cost the model', async () => {
    const { cwd, quick } = surroundings();
    const folder = join(cwd, 'out');
    mkdirSync(folder);
    const { code, stderr } = await nn(['train', ...quick, '--out', 'out/a.json'], {
      cwd,
      env: { TMPDIR: cwd },
      watch: () => rmSync(folder, { recursive: true, force: true }),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /nn: out\/a\.json: cannot save the model: .*; it is kept in \S+\/nn-\d+\.json instead\n$/,
    );
    const kept = readdirSync(cwd).find((name) => name.startsWith('nn-'));
    expect(kept).toBeDefined();
  });

  test('no such data: exit code 3', async () => {
    const { code, stdout, stderr } = await nn(['train', '--data', 'no-such'], { cwd: temporaryFolder() });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/nn: .*no-such.*\n$/);
  });

  test('a learning rate that diverges: exit code 5, and the net as it was before', async () => {
    const { cwd, quick } = surroundings();
    const rate = ['--lr', '1000', '--optimizer', 'sgd', '--weight-decay', '1'];
    const { code, stderr } = await nn(['train', ...quick, ...rate], { cwd });
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /nn: .*diverged.*--lr 100; models\/mnist\.json holds the net as it was after epoch 1\n$/,
    );
    expect(await nn(['eval', '--data', 'digits'], { cwd })).toMatchObject({ code: 0 });
    expect(readdirSync(join(cwd, 'models'))).toEqual(['mnist.json']);
  });

  test('a flag without effect is remarked on', async () => {
    const { cwd, quick } = surroundings();
    const { stderr } = await nn(['train', ...quick, '--momentum', '0.5'], { cwd });
    expect(stderr).toContain(
      '--momentum has no effect without --optimizer momentum or nesterov (this run: adam)\n',
    );
  });

  test.skipIf(noPosix)('a reader that goes away does not cost the model', async () => {
    const { cwd, quick } = surroundings();
    const { code, stdout, stderr } = await nnIntoHead(['train', ...quick, '--json', '--quiet'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(objects(stdout)).toMatchObject([{ event: 'start' }]);
    expect(existsSync(modelIn(cwd))).toBe(true);
  });
});

test('a log on a full disk costs no model: it is said once, and the exit code tells', async () => {
  const out = join(temporaryFolder(), 'a.json');
  const outcome = await nnIntoFullDisk(['train', '--json', '--hidden', '8', '--epochs', '2', '--out', out]);
  if (outcome === null) return; // no such device here
  expect(outcome.code).toBe(1);
  expect(
    outcome.stderr.match(/^nn: standard output cannot be written: the disk is full; the work goes on$/gm),
  ).toHaveLength(1);
  expect(existsSync(out)).toBe(true);
});
