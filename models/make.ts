/**
 * `npm run models`: trains models/digits.json again, and checks whether the bytes are the same. It needs full MNIST,
 * from `nn data fetch mnist` or in the folder `mnist` of NN_TEST_DATA (or of ../shared/data), and takes more than
 * an hour on two cores.
 */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Of } from '../src/node/files.ts';
import { findDataFolder, wordsOf } from '../study/full-mnist.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const shipped = join(root, 'models', 'digits.json');

/** The commands in models/README.md that made the bundled model, in order. */
export function shippedCommands(): string[][] {
  const text = readFileSync(join(root, 'models', 'README.md'), 'utf8');
  const commands = Array.from(text.matchAll(/^\$ ((?:nn train|npx tsx)(?:.*\\\n)*.*)$/gm), ([, lines]) =>
    wordsOf(lines.replaceAll('\\\n', ' ')),
  );
  if (commands.length === 0) throw new Error('models/README.md shows no command that trains');
  return commands;
}

/** The arguments of Node.js for such a command: of `nn`, or of a script of this project. */
function argumentsOf([program, ...words]: readonly string[], dataFolder: string): string[] {
  if (program === 'nn') return [join(root, 'bin', 'nn.js'), ...words, '--data-dir', dataFolder];
  const [, script, ...rest] = words;
  return [...process.execArgv, join(root, script), ...rest];
}

const sha256 = (file: string): string => sha256Of(readFileSync(file));

/** Trains in a temporary folder. @returns the exit code */
function make(dataFolder: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'nn-models-'));
  try {
    for (const words of shippedCommands()) {
      const command = argumentsOf(words, dataFolder);
      const { status } = spawnSync(process.execPath, command, { cwd: folder, stdio: 'inherit' });
      if (status !== 0) return status ?? 1;
    }
    const made = join(folder, 'digits.json');
    const same = existsSync(shipped) && sha256(made) === sha256(shipped);
    copyFileSync(made, shipped);
    const verdict = same ? 'the same bytes as before' : 'other bytes than before';
    console.log(`models/digits.json: ${verdict}, SHA-256 ${sha256(shipped)}`);
    return same ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dataFolder = await findDataFolder();
  if (dataFolder === undefined) {
    console.error(
      'models/digits.json stays as it is: there is no full MNIST here; `nn data fetch mnist` brings it',
    );
    process.exitCode = 1;
  } else {
    process.exitCode = make(dataFolder);
  }
}
