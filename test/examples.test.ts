/** The programs in examples/ do what they say, with the commands of its README. */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preprocess } from '../src/image/preprocess.ts';
import { readImage } from '../src/node/decode.ts';
import { readModel } from '../src/node/model-store.ts';
import { bin, nn } from './cli/support/nn.ts';
import { type ServerProcess, startServer } from './cli/support/serve.ts';
import { isInstalled } from './exchange/support/compilers.ts';
import { skippedSlow } from './support/exhaustive.ts';
import { codeBlocks, readDocument, root } from './support/markdown.ts';
import { suiteFolder } from './support/suite-folder.ts';
import { noPosix } from './support/system.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

test.skipIf(skippedSlow)(
  'examples/minimal.ts, at most 150 lines, ends with the weights of the command that it names',
  async () => {
    const text = readFileSync(join(root, 'examples/minimal.ts'), 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
    expect(text.match(/^import .*$/gm)).toEqual(["import { readFileSync } from 'node:fs';"]);
    const [, command] = /^ \* {5}nn (train [^/]+?)\n \*\/$/m.exec(text) ?? [];
    const args = command
      .replace(/\\\n \*/g, '')
      .trim()
      .split(/\s+/);
    const cwd = temporaryFolder();
    expect(await nn([...args, '--quiet', '--out', 'same.json'], { cwd })).toMatchObject({ code: 0 });
    const { parameters } = await import('../examples/minimal.ts');
    expect(parameters).toEqual((await readModel(join(cwd, 'same.json'))).parameters);
  },
);

describe.skipIf(noPosix)('the commands of examples/README.md print what it shows', () => {
  const project = suiteFolder();
  const cwd = join(project, 'examples');
  let server: ServerProcess;

  beforeAll(async () => {
    for (const name of ['node', 'python', 'microcontroller', 'README.md'])
      cpSync(join(root, 'examples', name), join(cwd, name), { recursive: true });
    for (const name of ['docs/five.jpg', 'docs/number.png', 'models/digits.json'])
      cpSync(join(root, name), join(project, name));
    const { picture } = await readImage(join(root, 'docs/five.jpg'));
    writeFileSync(join(cwd, 'digit.bin'), preprocess(picture).pixels);
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(root, join(project, 'node_modules/nn-digits')); // as if installed
    server = await startServer('--threads', '1', '--model', 'shipped');
  });
  afterAll(() => server?.stop());

  /** Runs the commands of a block, in order, and compares what they print. */
  function expectBlock(first: string): void {
    const block = codeBlocks(readDocument('examples/README.md'), '').find((text) => text.startsWith(first));
    expect(block, first).toBeDefined();
    for (const part of (block ?? '').split(/^\$ /m).slice(1)) {
      const [command, ...shown] = part.split('\n');
      const program = command
        .replace(/^npx nn/, `"${process.execPath}" "${bin}"`)
        .replace(/client\.py/, `client.py --url ${server.url}`);
      const { status, stdout, stderr } = spawnSync('sh', ['-c', program], { cwd, encoding: 'utf8' });
      expect({ command, status, stdout }, stderr).toEqual({ command, status: 0, stdout: shown.join('\n') });
    }
  }

  test('Node', () => {
    const expected = readFileSync(join(cwd, 'digit.bin'));
    expectBlock('$ node node/read.mjs');
    expect(readFileSync(join(cwd, 'digit.bin')).equals(expected)).toBe(true);
  });

  test('Python with a model file', ({ skip }) => {
    if (!isInstalled('python3', '-c', 'import numpy')) return skip('there is no Python 3 with numpy');
    expectBlock('$ python3 python/read_model.py');
  });

  test('Python with a server', ({ skip }) => {
    if (!isInstalled('python3')) return skip('there is no Python 3');
    expectBlock('$ python3 python/client.py');
    const args = ['python/client.py', '--url', server.url, 'README.md', 'none.png', '../docs/five.jpg'];
    const { status, stdout, stderr } = spawnSync('python3', args, { cwd, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stdout).toBe('../docs/five.jpg: 5 (1.000)\n');
    expect(stderr).toMatch(/^README\.md: the request body is not a picture.*\nnone\.png: .*No such file/);
  });

  test('C', ({ skip }) => {
    if (!isInstalled('cc')) return skip('there is no C compiler');
    expectBlock('$ npx nn export shipped');
  });
});
