/** `nn train --log-dir`: what it logs, what a resumed training adds to it, and what it leaves alone. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { python, withoutPackages } from '../exchange/support/python.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn, type Outcome, plainly } from './support/nn.ts';

const cwd = suiteFolder();
const quick = ['--data', 'digits', '--backend', 'reference', '--hidden', '8', ...plainly];
const train = (...args: readonly string[]): Promise<Outcome> => nn(['train', ...quick, ...args], { cwd });
const at = (name: string): string => readFileSync(join(cwd, name), 'utf8');
const rows = (folder: string): string[][] =>
  at(join(folder, 'metrics.csv'))
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

let logged: Outcome;
beforeAll(async () => {
  writeDigits(join(cwd, 'digits'), 200, 50);
  logged = await train('--epochs', '2', '--out', 'logged.json', '--log-dir', 'runs/a', '--json');
});

const lastLine = ({ stdout }: Outcome): { sha256: string } =>
  JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as { sha256: string };

describe('nn train --log-dir', () => {
  test('logs each epoch as CSV, and changes no bit of the model', async () => {
    const plain = await train('--epochs', '2', '--out', 'plain.json', '--json');
    expect(lastLine(logged)).toMatchObject({ logDir: 'runs/a', sha256: lastLine(plain).sha256 });
    const [head, ...body] = rows('runs/a');
    const events = logged.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const epochs = events.filter(({ event }) => event === 'epoch');
    expect(epochs).toHaveLength(2);
    const numbers = body.map((cells) => Object.fromEntries(cells.map((cell, n) => [head[n], Number(cell)])));
    expect(numbers).toEqual(
      epochs.map(({ event, ...told }) => ({ ...told, learningRate: expect.any(Number) })),
    );
  });

  test('goes on where a training does, and tells a new one to go elsewhere', async () => {
    const more = ['--more-epochs', '1', '--out', 'logged.json', '--log-dir', 'runs/a'];
    expect((await nn(['train', ...more, '--backend', 'reference'], { cwd })).code).toBe(0);
    expect(rows('runs/a').map(([epoch]) => epoch)).toEqual(['epoch', '1', '2', '3']);
    const before = at('runs/a/metrics.csv');
    const again = await train('--epochs', '1', '--out', 'other.json', '--log-dir', 'runs/a');
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toMatch(/^nn: --log-dir: runs.a.metrics\.csv exists already; add --force .*\n/);
    expect(at('runs/a/metrics.csv')).toBe(before);
    const forced = await train('--epochs', '1', '--out', 'logged.json', '--log-dir', 'runs/a', '--force');
    expect(forced.code).toBe(0);
    expect(rows('runs/a')).toHaveLength(2);
    expect(readdirSync(join(cwd, 'runs/a/train'))).toHaveLength(1);
  });

  test('--resume starts the logs over if the run was killed before its first checkpoint', async () => {
    const args = ['--epochs', '1', '--out', 'killed.json', '--log-dir', 'runs/killed'];
    expect((await train(...args)).code).toBe(0);
    rmSync(join(cwd, 'killed.json'));
    const again = await train(...args, '--resume');
    expect(again).toMatchObject({ code: 0 });
    expect(rows('runs/killed')).toHaveLength(2);
    expect(readdirSync(join(cwd, 'runs/killed/train'))).toHaveLength(1);
  });

  test('leaves other files alone, and makes nothing where it cannot log', async () => {
    mkdirSync(join(cwd, 'mine'));
    writeFileSync(join(cwd, 'mine/metrics.csv'), 'a,b\n');
    for (const [folder, reason] of [
      ['mine', 'mine.metrics\\.csv exists already'],
      ['mine/metrics.csv', 'is not a folder'],
    ] as const) {
      const { code, stderr } = await train('--epochs', '1', '--out', 'never.json', '--log-dir', folder);
      expect(code).toBe(2);
      expect(stderr).toMatch(new RegExp(`^nn: --log-dir: .*${reason}[^\\n]*\\n`));
      const resumed = await train('--epochs', '1', '--out', 'never.json', '--log-dir', folder, '--resume');
      expect(resumed.code).toBe(2);
    }
    expect(readdirSync(join(cwd, 'mine'))).toEqual(['metrics.csv']);
    expect(existsSync(join(cwd, 'never.json'))).toBe(false);
  });
});

const missing = withoutPackages('tensorboard');

const readBack = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
found = {}
for run in ("train", "validation"):
    log = EventAccumulator(sys.argv[1] + "/" + run, size_guidance={"scalars": 0, "images": 0})
    log.Reload()
    tags = log.Tags()
    found[run] = {tag: [[e.step, e.value] for e in log.Scalars(tag)] for tag in tags["scalars"]}
    found[run]["images"] = {tag: [[i.step, i.width, i.height] for i in log.Images(tag)] for tag in tags["images"]}
print(json.dumps(found))
`;

describe('TensorBoard', () => {
  test.skipIf(missing !== null)(`reads the logs${missing === null ? '' : ` (${missing})`}`, async () => {
    const epochs = ['--epochs', '2', '--out', 'shown.json', '--log-dir', 'runs/shown'];
    expect((await train(...epochs)).code).toBe(0);
    const more = ['--more-epochs', '2', '--out', 'shown.json', '--log-dir', 'runs/shown'];
    expect((await nn(['train', ...more, '--backend', 'reference'], { cwd })).code).toBe(0);
    const text = execFileSync(python, ['-c', readBack, 'runs/shown'], {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const [head, ...body] = rows('runs/shown');
    const column = (name: string): unknown[] =>
      body.map((cells) => [Number(cells[0]), Math.fround(Number(cells[head.indexOf(name)]))]);
    expect(JSON.parse(text)).toEqual({
      train: {
        loss: column('loss'),
        accuracy: column('accuracy'),
        learning_rate: column('learningRate'),
        images_per_second: column('samplesPerSecond'),
        images: { 'first_layer/neurons': [0, 1, 2, 3, 4].map((step) => [step, 242, 32]) },
      },
      validation: { loss: column('validationLoss'), accuracy: column('validationAccuracy'), images: {} },
    });
  });
});
