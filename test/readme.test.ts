/** README and documents show what is really there, and print what is really printed. */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { commands as allCommands } from '../src/cli/commands.ts';
import { exitCodes } from '../src/errors.ts';
import { listFormats } from '../src/image/decode/decoded-image.ts';
import { version } from '../src/version.ts';
import { writeDigits } from './cli/support/digits.ts';
import { nn, nnOnTerminal, noTerminal } from './cli/support/nn.ts';
import { skippedSlow } from './support/exhaustive.ts';
import { codeBlocks, inlineCode, readDocument, root, tableRows } from './support/markdown.ts';
import { suiteFolder } from './support/suite-folder.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const readme = readDocument('README.md');
const chinese = readDocument('README.zh-CN.md');
const commands = readDocument('docs/commands.md');
const json = readDocument('docs/json.md');
const documents = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'data/README.md',
  'models/README.md',
].concat(
  ['architecture', 'commands', 'exchange', 'json', 'library', 'model-format', 'recognition', 'reports'].map(
    (name) => `docs/${name}.md`,
  ),
);
const manifest = JSON.parse(readDocument('package.json')) as {
  version: string;
  scripts: Record<string, string>;
};

test('package.json has the version that the program states', () => {
  expect(manifest.version).toBe(version);
  expect(readDocument('CHANGELOG.md')).toContain(`## [${version}]`);
});

/** Of each command, what its help tells of. */
const flagsOf: Record<string, readonly string[]> = {};

beforeAll(async () => {
  const verbs = ['list', 'fetch', 'verify', 'show'].map((verb) => `data ${verb}`);
  for (const name of [...Object.keys(allCommands), ...verbs]) {
    const flags = (await nn(['help', ...name.split(' ')])).stdout.match(/--?[\w-]+/g) ?? [];
    const [command] = name.split(' ');
    flagsOf[command] = [...(flagsOf[command] ?? []), ...flags];
  }
});

describe.each(documents)('%s', (path) => {
  const text = readDocument(path);
  const shown = [...codeBlocks(text, '').flatMap((block) => block.split('\n')), ...inlineCode(text)];

  test('shows commands and flags that there are', () => {
    for (const line of shown) {
      const words = line.replace(/^\$ /, '').split(/\s+/);
      const at = words.findIndex((word, n) => word === 'nn' && (n === 0 || words[n - 1] === 'npx'));
      const name = words[at + 1] === 'help' ? words[at + 2] : words[at + 1];
      if (at === -1 || name === undefined || name.startsWith('-')) continue;
      expect(Object.keys(flagsOf), line).toContain(name);
      for (const flag of words.filter((word) => word.startsWith('-'))) {
        expect(flagsOf[name], line).toContain(flag);
      }
    }
  });

  test('names flags that there are', () => {
    const known = Object.values(flagsOf).flat();
    for (const code of shown.filter((code) => /^--\w/.test(code)))
      expect(known).toContain(code.split(' ')[0]);
  });

  test('names scripts that there are', () => {
    const named = Array.from(text.matchAll(/npm run ([\w:-]+)/g), (match) => match[1]);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named));
  });

  test('links to files that there are', () => {
    const links = Array.from(text.matchAll(/\]\(([^)#]+)\)|src="([^"]+)"/g), (match) => match[1] ?? match[2]);
    for (const link of links.filter((link) => !link.includes(':'))) {
      expect(existsSync(join(root, path, '..', link)), link).toBe(true);
    }
  });
});

/** Times and speeds differ from run to run; above a minute a time is 1:23. */
const timeless = (text: string): string =>
  text.replaceAll(/[\d.]+ s\b|\d+:\d\d(?::\d\d)?/g, '- s').replaceAll(/[\d,]+ images\/s/g, '- images/s');

/** The block that starts with this command, without it, in the parts between its `...` lines. */
function shown(command: string): string[] {
  const start = `$ ${command}\n`;
  const block = codeBlocks(commands, '').find((block) => block.startsWith(start));
  return (block ?? `no block starts with ${start}`).slice(start.length).split(/^\.\.\.\n/m);
}

describe.skipIf(skippedSlow)('what the documents say is printed after nn train', () => {
  const cwd = suiteFolder();
  let trained = '';

  beforeAll(async () => {
    mkdirSync(join(cwd, 'docs'));
    cpSync(join(root, 'docs/five.jpg'), join(cwd, 'docs/five.jpg'));
    const { stdout, stderr } = await nn(['train', '--threads', '2'], { cwd });
    trained = stderr + stdout; // a terminal shows both, the result before what to do next
  });

  test('nn train', () => {
    for (const part of shown('nn train').join('').trimEnd().split('\n')) {
      expect(timeless(trained).split('\n')).toContain(timeless(part));
    }
  });

  test('nn eval', async () => {
    const { stdout } = await nn(['eval'], { cwd });
    for (const part of shown('nn eval')) expect(stdout).toContain(part);
  });

  test('nn predict', async () => {
    const { stdout } = await nn(['predict', 'docs/five.jpg'], { cwd });
    expect(stdout).toBe(shown('nn predict docs/five.jpg').join(''));
  });

  test('nn predict on a terminal', async ({ skip }) => {
    if (noTerminal !== null) return skip(noTerminal);
    const { stdout } = await nnOnTerminal(['predict', 'docs/five.jpg', '--no-color'], 80, { cwd });
    const [block] = codeBlocks(commands, '').filter((text) => text.startsWith('docs/five.jpg: '));
    expect(block).toBeDefined();
    expect(stdout).toContain(`\n${block.trimEnd()}\n`);
  });

  test('nn explain', async () => {
    const { stdout } = await nn(['explain', 'docs/five.jpg'], { cwd });
    for (const part of shown('nn explain docs/five.jpg')) expect(stdout).toContain(part);
  });
});

describe('what the documents say is printed before any training', () => {
  const cwd = suiteFolder();

  beforeAll(() => {
    mkdirSync(join(cwd, 'docs'));
    for (const name of ['five.jpg', 'letter.png', 'number.png'])
      cpSync(join(root, 'docs', name), join(cwd, 'docs', name));
  });

  test('the formats of pictures', () => {
    expect(commands.replaceAll('\n', ' ')).toContain(`${listFormats()} files`);
  });

  test('nn data', async () => {
    const { stdout } = await nn(['data'], { cwd, env: { NN_DATA_DIR: join(cwd, 'none') } });
    expect(stdout).toBe(shown('nn data').join(''));
  });

  test('nn predict: one digit, and one letter', async () => {
    const letter = 'nn predict --model shipped --min-confidence 0.9 docs/letter.png';
    for (const command of ['nn predict docs/five.jpg', letter]) {
      const { stdout } = await nn(command.split(' ').slice(1), { cwd });
      expect(stdout).toBe(shown(command).join(''));
    }
  });

  test('nn predict --digits', async () => {
    const { stdout } = await nn(['predict', '--model', 'shipped', '--digits', 'docs/number.png'], { cwd });
    expect(stdout).toBe(shown('nn predict --model shipped --digits docs/number.png').join(''));
  });
});

test('the examples of the README that print something print that', () => {
  const lines = codeBlocks(readme, '').flatMap((block) => block.trimEnd().split('\n'));
  for (const [n, line] of lines.entries()) {
    if (line.startsWith('$ ')) continue;
    const command = lines[n - 1]; // those are what a test above runs
    expect(codeBlocks(commands, '')).toContain(`${command}\n${line}\n`);
  }
});

describe('README.md and README.zh-CN.md', () => {
  const languages = [readme, chinese];

  test('link to one another', () => {
    expect(readme).toContain('](README.zh-CN.md)');
    expect(chinese).toContain('](README.md)');
  });

  test('have the same code, figures, pictures, links and headings', () => {
    const [first, second] = languages.map((text) => ({
      code: ['', 'js'].map((language) => codeBlocks(text, language)),
      inline: inlineCode(text).sort(),
      figures: (text.match(/[\d,.]*\d(?:%|x)?/g) ?? []).sort(),
      links: Array.from(text.matchAll(/\]\(([^)]+)\)|src="([^"]+)"/g), (match) => match[1] ?? match[2])
        .filter((link) => !/^README/.test(link))
        .sort(),
      headings: text.match(/^#+ /gm),
      rows: text.match(/^\|/gm)?.length,
    }));
    expect(second).toEqual(first);
  });

  test('list every command', () => {
    for (const text of languages) {
      const listed = tableRows(text, /^`nn [a-z]+`$/).map(([command]) => command);
      expect(listed.sort()).toEqual(
        Object.keys(allCommands)
          .map((name) => `\`nn ${name}\``)
          .sort(),
      );
    }
  });

  test('have at most 1,200 words', () => {
    expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1200);
  });
});

test('the exit codes are those of the errors', () => {
  const listed = tableRows(json, /^\d+$/).map(([code]) => Number(code));
  expect(listed).toEqual([...new Set([0, ...Object.values(exitCodes)])].sort((a, b) => a - b));
});

test('the keys of --json are there', async () => {
  const cwd = temporaryFolder();
  writeDigits(join(cwd, 'digits'), 100, 20);
  const quick = ['train', '--data', 'digits', '--hidden', '8', '--epochs', '1'];
  const model = ['--model', 'models/mnist.json', '--json', '--quiet'];
  const five = join(root, 'docs', 'five.jpg');
  const outcomes = [
    await nn([...quick, '--backend', 'reference', '--json', '--quiet'], { cwd }),
    await nn(
      ['sweep', '--trials', '1', ...quick.slice(1, 3), '--epochs', '1', '--out', 's.json', '--json', '-q'],
      { cwd },
    ),
    await nn(['eval', '--data', 'digits', ...model], { cwd }),
    await nn(['compare', 'models/mnist.json', 's.json', '--data', 'digits', '--json', '-q'], { cwd }),
    await nn(['data', 'list', '--json'], { cwd }).then((all) => ({ stdout: all.stdout.split('\n')[0] })),
    await nn(['data', 'fetch', 'mnist', '--data-dir', 'd', '--mirror', 'http://127.0.0.1:9/', '--json'], {
      cwd,
    }),
    await nn(['data', 'verify', 'mnist-10k', '--json'], { cwd }),
    await nn(['data', 'show', '--count', '1', '--json'], { cwd }),
    await nn(['predict', five, ...model], { cwd }),
    await nn(['predict', five, '--digits', ...model], { cwd }),
    await nn(['predict', 'missing.png', ...model], { cwd }),
    await nn(['explain', five, '--data', 'digits', ...model], { cwd }),
    await nn(['inspect', 'models/mnist.json', '--json', '--quiet'], { cwd }),
    await nn(['doctor', '--no-speed', '--json'], { cwd }),
    await nn(['completion', 'bash', '--json'], { cwd }),
  ];
  const printed = outcomes.flatMap(({ stdout }) => stdout.trimEnd().split('\n'));
  const listed = tableRows(json, /^`nn [\w ]+`/).filter(([, keys]) => keys !== undefined);
  const keys = listed.map(([, cell]) => inlineCode(cell.replace(/\([^)]*\)/g, '')));
  expect(printed).toHaveLength(listed.length);
  for (const [n, line] of printed.entries()) {
    expect(Object.keys(JSON.parse(line) as object)).toEqual(expect.arrayContaining(keys[n]));
  }
});
