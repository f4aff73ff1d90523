/** A sweep in several goes: cut short and gone on with, or shared out among machines. */

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHECKPOINT_FORMAT } from '../../src/training/checkpoint.ts';
import { skippedSlow } from '../support/exhaustive.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { noPosix } from '../support/system.ts';
import { writeDigits } from './support/digits.ts';
import { bin, nn, once } from './support/nn.ts';
import { events, folder, hashes, quick, sha256, writeSweepDigits } from './support/sweep.ts';

describe('a sweep that was cut short', () => {
  const long = [...quick, '--trials', '4', '--epochs', '12', '--json'];
  /** Of the models of a sweep that nothing cut short, and of the best. */
  let whole: { readonly trials: readonly string[]; readonly best: string };
  beforeAll(async () => {
    const cwd = suiteFolder();
    writeSweepDigits(cwd);
    expect((await nn([...long, '--quiet'], { cwd })).code).toBe(0);
    whole = { trials: hashes(cwd), best: sha256(cwd, 'models/mnist.json') };
  });

  test('by kill -9 goes on, keeps what was finished, and gives the same', async () => {
    const cwd = folder();
    const killed = await nn(long, {
      cwd,
      watch: once(
        (out) => out.includes('"event":"trial"'),
        (child) => child.kill('SIGKILL'),
      ),
    });
    expect(killed.code).toBe('SIGKILL');
    const again = await nn(long, { cwd });
    expect(again.code, again.stderr).toBe(0);
    expect(Number(events(again.stdout)[0].kept)).toBeGreaterThan(0);
    expect(hashes(cwd)).toEqual(whole.trials);
    expect(sha256(cwd, 'models/mnist.json')).toBe(whole.best);
    const left = readdirSync(join(cwd, 'models/sweep')).filter(
      (name) => !/^(\d+\.jsonl?|sweep\.json)$/.test(name),
    );
    expect(left).toEqual([]);
  });

  test('by Ctrl-C keeps and reports what was finished, and prints the line that goes on', async () => {
    const cwd = folder();
    const { code, stderr } = await nn([...long, '--report', 'some.html'], {
      cwd,
      watch: once(
        (out) => out.includes('"event":"trial"'),
        (child) => child.kill('SIGINT'),
      ),
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /\n\d of 4 trials are finished, and kept\. Next:\n {2}nn sweep --data digits .+ go on.*\nReport some\.html\n/,
    );
    const text = readFileSync(join(cwd, 'some.html'), 'utf8');
    expect(text).toMatch(/<p class="note">[123] more trials? (?:is|are) not finished\.<\/p>/);
    expect(text).toContain('<title>Sweep: models/sweep</title>');
    expect(existsSync(join(cwd, 'models/mnist.json'))).toBe(false);
    const again = await nn(long, { cwd });
    expect(again.code).toBe(0);
    expect(hashes(cwd)).toEqual(whole.trials);
  });

  test('with a damaged model trains that again, and names it', async () => {
    const cwd = folder();
    await nn([...quick, '--trials', '2', '--quiet'], { cwd });
    const before = hashes(cwd);
    truncateSync(join(cwd, 'models/sweep/0002.json'), 3000);
    const { code, stderr } = await nn([...quick, '--trials', '2'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^models\/sweep\/0002\.json: not a model file: [^\n]+; training trial 2 again$/m);
    expect(hashes(cwd)).toEqual(before);
  });

  test('with a damaged checkpoint starts that trial anew, and names it', async () => {
    const cwd = folder();
    await nn([...quick, '--trials', '2', '--quiet'], { cwd });
    const before = hashes(cwd);
    rmSync(join(cwd, 'models/sweep/0001.json'));
    writeFileSync(join(cwd, 'models/sweep/0001.json.checkpoint'), 'damaged');
    const { code, stderr } = await nn([...quick, '--trials', '2'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^models\/sweep\/0001\.json\.checkpoint: [^\n]+; training trial 1 again$/m);
    expect(hashes(cwd)).toEqual(before);
  });

  test('after a model was written removes the checkpoint of that trial, and no other file', async () => {
    const cwd = folder();
    await nn([...quick, '--trials', '2', '--quiet'], { cwd });
    const [left, foreign] = ['0001', '0002'].map((n) => join(cwd, `models/sweep/${n}.json.checkpoint`));
    writeFileSync(left, `{"format":"${CHECKPOINT_FORMAT}"}`);
    writeFileSync(foreign, 'notes');
    const before = hashes(cwd);
    const { code, stderr } = await nn([...quick, '--trials', '2'], { cwd });
    expect(code, stderr).toBe(0);
    expect(hashes(cwd)).toEqual(before);
    expect([existsSync(left), existsSync(foreign)]).toEqual([false, true]);
  });
});

describe.skipIf(noPosix)('on many machines', () => {
  test.skipIf(skippedSlow)(
    '--plan prints lines that any shell runs; --collect gathers what they made',
    async () => {
      const cwd = folder();
      const plan = await nn([...quick, '--trials', '3', '--plan'], { cwd });
      const lines = plan.stdout.trimEnd().split('\n');
      expect(lines).toHaveLength(3);
      expect(lines[0]).toMatch(
        /^nn train --data digits --hidden [48] --epochs 2 --lr [\d.]+ --backend reference --threads 1 --out models\/sweep\/0001\.json --resume --json > models\/sweep\/0001\.jsonl$/,
      );
      mkdirSync(join(cwd, 'bin'));
      writeFileSync(join(cwd, 'bin/nn'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
      chmodSync(join(cwd, 'bin/nn'), 0o755);
      const env = { ...process.env, PATH: `${join(cwd, 'bin')}:${process.env.PATH}` };
      for (const line of lines.slice(0, 2)) execFileSync('sh', ['-c', line], { cwd, env, stdio: 'pipe' });
      const some = await nn(['sweep', '--collect', 'models/sweep', '--out', 'a.json'], { cwd });
      expect(some).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^1 trial of 3 not finished: 3\n/),
      });
      execFileSync('sh', ['-c', lines[2]], { cwd, env, stdio: 'pipe' });
      const all = await nn(['sweep', '--collect', 'models/sweep', '--force'], { cwd });
      const here = await nn([...quick, '--trials', '3', '--dir', 'here', '--out', 'here.json'], { cwd });
      expect(hashes(cwd)).toEqual(hashes(cwd, 'here'));
      expect(all.stdout).toBe(here.stdout.replace('here.json', 'models/mnist.json'));

      rmSync(join(cwd, 'models/sweep/sweep.json')); // models alone will do
      const alone = await nn(['sweep', '--collect', 'models/sweep', '--out', 'b.json'], { cwd });
      expect(alone.stdout.split('\n').slice(1)).toEqual(
        all.stdout.replace('models/mnist.json', 'b.json').split('\n').slice(1),
      );
    },
  );

  test('--collect refuses models that were judged by different images', async () => {
    const cwd = folder();
    mkdirSync(join(cwd, 'all'));
    const train = ['train', '--hidden', '4', '--epochs', '1', '--quiet'];
    writeDigits(join(cwd, 'other'), 120, 10);
    for (const data of ['digits', 'other']) {
      await nn([...train, '--data', data, '--out', `all/${data}.json`], { cwd });
    }
    const { code, stderr } = await nn(['sweep', '--collect', 'all'], { cwd });
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr:
        'nn: all/other.json: was validated on other images than all/digits.json: the two cannot be compared\n',
    });
  });
});
