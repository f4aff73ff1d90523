/** `nn sweep`, as a process that starts others. */

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noPosix } from '../support/system.ts';
import { nn, once, plainly } from './support/nn.ts';
import { events, folder, hashes, quick, sha256 } from './support/sweep.ts';

describe('nn sweep', () => {
  test('trains, tells, and keeps the best; the result does not depend on how many run at once', async () => {
    const cwd = folder();
    const { code, stdout, stderr } = await nn([...quick, '--trials', '4', '--parallel', '2'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^4 trials on digits; 2 at once\n/);
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^ +trial +hidden +lr +validation +loss +epochs$/);
    const accuracies = lines.slice(0, 4).map((line) => Number(/([\d.]+)%/.exec(line)![1]));
    expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a));
    expect(lines[4]).toMatch(/^Best validation accuracy [\d.]+%, trial \d: hidden [48], lr 0\.0\d+$/);
    const best = Number(/trial (\d)/.exec(lines[4])![1]);
    expect(lines[5]).toBe('Model models/mnist.json');
    expect(stderr).toMatch(
      /^Next, as best-of-4 validation accuracy is optimistic:\n {2}nn eval --data digits /m,
    );
    expect(sha256(cwd, 'models/mnist.json')).toBe(hashes(cwd)[best - 1]);

    const one = await nn(
      [...quick, '--trials', '4', '--parallel', '1', '--dir', 'b', '--out', 'b.json', '--json'],
      {
        cwd,
      },
    );
    expect(hashes(cwd, 'b')).toEqual(hashes(cwd));
    const all = events(one.stdout);
    expect(all.map(({ event }) => event)).toEqual(['start', ...Array(4).fill('trial'), 'done']);
    expect(all[5]).toMatchObject({ best, model: 'b.json', sha256: sha256(cwd, 'b.json') });
    expect((all[5].results as { trial: number }[])[0].trial).toBe(best);
  });

  test('a trial is what nn train with the same settings makes', async () => {
    const cwd = folder();
    const line = [
      '--param',
      'augment=none,shift',
      '--param',
      'network=784-6-10|dense 10',
      '--grid',
      '--epochs',
      '1',
    ];
    expect(await nn(['sweep', '--data', 'digits', ...line, '--quiet'], { cwd })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const same = [
      '--network',
      'dense 10',
      '--augment',
      'shift',
      '--epochs',
      '1',
      '--out',
      'a.json',
      '--quiet',
    ];
    await nn(['train', '--data', 'digits', ...same], { cwd });
    expect(sha256(cwd, 'a.json')).toBe(hashes(cwd)[3]);
  });

  test('takes a model file for the settings that it does not vary', async () => {
    const cwd = folder();
    const train = ['train', '--data', 'digits', '--hidden', '5', '--augment', 'elastic', '--epochs', '1'];
    await nn([...train, '--out', 'a.json', '--quiet'], { cwd });
    const vary = ['--param', 'optimizer=adam,sgd', '--grid', '--config', 'a.json', '--quiet'];
    await nn(['sweep', ...vary], { cwd });
    expect(hashes(cwd)[0]).toBe(sha256(cwd, 'a.json'));
  });

  test('goes on with more trials, and does not train again what is there', async () => {
    const cwd = folder();
    await nn([...quick, '--trials', '2', '--quiet'], { cwd });
    const before = hashes(cwd);
    const more = await nn([...quick, '--trials', '4', '--json'], { cwd });
    expect(events(more.stdout)[0]).toMatchObject({ trials: 4, kept: 2 });
    expect(more.stderr).not.toMatch(/trial [12]\/4/);
    expect(hashes(cwd).slice(0, 2)).toEqual(before);
    const again = await nn([...quick, '--trials', '4'], { cwd });
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('4 trials on digits, 4 of them'),
    });
  });

  test('a trial that diverges is a result, and not tried again; where all do: exit code 5', async () => {
    const cwd = folder();
    const line = ['sweep', '--data', 'digits', '--param', 'lr=0.1,1000', '--grid', '--optimizer', 'sgd'];
    const net = ['--network', 'dense 20, dense 10', '--epochs', '3', ...plainly];
    const first = await nn([...line, ...net], { cwd });
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^ +2 +1000 +diverged$/m);
    expect(first.stderr).toMatch(/trial 2\/2 {2}diverged +lr 1000\n/);
    expect((await nn([...line, ...net], { cwd })).stderr).toContain('2 of them finished before');
    const all = ['sweep', '--data', 'digits', '--param', 'lr=900,1000', ...line.slice(5), ...net];
    const none = await nn([...all, '--dir', 'b', '--out', 'b.json'], { cwd });
    expect(none).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('nn: no model: 2 trials of 2 diverged'),
    });
    expect(existsSync(join(cwd, 'b.json'))).toBe(false);
  });
});

describe('is refused, with nothing done:', () => {
  test.each([
    [['--param', 'hiden=4,8'], '--param hiden: there is no such setting (did you mean hidden?)'],
    [
      ['--param', 'batch_size=4,8'],
      '--param batch_size: there is no such setting (did you mean batch-size?)',
    ],
    [['--param', 'constructor=1'], '--param constructor: there is no such setting\n'],
    [['--param', '__proto__=1'], '--param __proto__: there is no such setting\n'],
    [['--param', 'lr'], '--param lr: give the values, such as lr=A,B,C or lr=LEAST..MOST'],
    [['--param', 'lr=0.1..0.01'], '--param lr: the range from 0.1 to 0.01 is empty'],
    [['--param', 'lr=0.1,fast'], '--param lr: must be a number above 0 up to 1000, got fast'],
    [['--param', 'dropout=0..0.5 log'], '--param dropout: a logarithmic range must begin above 0, not at 0'],
    [
      ['--param', 'optimizer=adam..sgd'],
      '--param optimizer: takes values, such as optimizer=A,B, not a range',
    ],
    [['--vary', 'hidden=4,4'], '--param hidden: 4 comes twice'],
    [
      ['--param', 'validation=0.1,0.2'],
      '--param validation: cannot be varied: trials would be validated on different images; set --validation for all of them',
    ],
    [['--param', 'lr=0.1,0.2', '--param', 'lr=0.3,0.4'], 'lr: is given twice'],
    [['--param', 'lr=0.1,0.2', '--lr', '0.3'], '--lr: is varied already; give it once'],
    [['--param', 'wear=1,2'], 'wear: needs augment to be photo, got elastic (in the trial with'],
    [['--param', 'lr=0.1..0.2', '--grid'], 'lr: a grid takes values, such as 1,2,3, not a range'],
    [['--grid'], '--grid: needs --param'],
    [['--grid', '--trials', '3'], '--trials: cannot be combined with --grid'],
    [['--trials', '0'], '--trials: must be a whole number from 1 to 10000, got 0'],
    [['--plan', '--out', 'a.json'], '--out: cannot be combined with --plan'],
    [['--collect', 'models', '--lr', '1'], '--lr: cannot be combined with --collect'],
    [['--collect', 'nowhere'], '--collect: nowhere cannot be read: there is no such file or folder'],
    [['--validation', '0'], '--validation: trials are compared by it, so it must be above 0'],
    [['--out', 'file'], '--out: file exists already'],
  ])('nn sweep %j', async (args, message) => {
    const cwd = folder();
    writeFileSync(join(cwd, 'file'), 'precious');
    const { code, stdout, stderr } = await nn(['sweep', ...args], { cwd });
    expect(stderr).toContain(`nn: ${message}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readFileSync(join(cwd, 'file'), 'utf8')).toBe('precious');
  });

  test('another sweep in the same folder, and a foreign model in the place of a trial', async () => {
    const cwd = folder();
    await nn([...quick, '--trials', '2', '--quiet'], { cwd });
    const other = await nn([...quick, '--trials', '2', '--seed', '5', '--out', 'b.json'], { cwd });
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('models/sweep holds another sweep'),
    });
    copyFileSync(join(cwd, 'models/sweep/0001.json'), join(cwd, 'models/sweep/0002.json'));
    const foreign = await nn([...quick, '--trials', '2'], { cwd });
    expect(foreign).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('models/sweep/0002.json: has other settings than trial 2'),
    });
  });

  test.skipIf(noPosix)('a trial that the system ends stops it; the others are kept', async () => {
    const cwd = folder();
    const long = [...quick, '--trials', '2', '--epochs', '3000'];
    const { code, stderr } = await nn(long, {
      cwd,
      watch: once(
        (_, err) => err.includes('at once'),
        () => {
          const lock = join(cwd, 'models/sweep/0001.json.lock');
          const timer = setInterval(() => {
            if (!existsSync(lock)) return;
            clearInterval(timer);
            process.kill(Number(readFileSync(lock, 'utf8').split(' ')[0]), 'SIGKILL');
          }, 20);
        },
      ),
    });
    expect(code).toBe(1);
    expect(stderr).toContain('nn: trial 1 was ended by SIGKILL; give the line again to go on\n');
  });

  test('data that cannot be read end it with their error; that there are none is told before all else', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'bad.csv'), 'neither label nor pixels\n');
    writeFileSync(join(cwd, 'taken.json'), '');
    const bad = await nn(['sweep', '--data', 'bad.csv', '--trials', '2', '--quiet'], { cwd });
    expect(bad.code).toBe(3);
    expect(bad.stderr).toMatch(/^nn: trial \d: bad\.csv[^\n]+\n$/);
    const none = await nn(['sweep', '--data', 'none', '--out', 'taken.json'], { cwd });
    expect(none.code).toBe(3);
    expect(none.stderr).toMatch(/^nn: no data set "none": [^\n]+\n$/);
  });

  test('a damaged plan is named', async () => {
    const cwd = folder();
    mkdirSync(join(cwd, 'models/sweep'), { recursive: true });
    writeFileSync(join(cwd, 'models/sweep/sweep.json'), '{"format":"nn-sweep","version":1,"data":"digits"}');
    const { code, stderr } = await nn([...quick], { cwd });
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: 'nn: models/sweep/sweep.json: not a valid plan of a sweep: trials is invalid\n',
    });
  });
});
