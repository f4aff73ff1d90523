/** Every command line of every document and of every help text is one that nn takes, with the values it gives. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../src/cli/commands.ts';
import { readCommandLine } from '../src/cli/read-command-line.ts';
import { plainPaint } from '../src/cli/terminal/colour.ts';
import { OutputStream } from '../src/cli/terminal/console.ts';
import { nn } from './cli/support/nn.ts';
import { codeBlocks, inlineCode, readDocument } from './support/markdown.ts';
import { suiteFolder } from './support/suite-folder.ts';
import { trackedFiles } from './support/tracked-files.ts';

const out = new OutputStream(process.stdout, plainPaint, {});
const cwd = suiteFolder();

/** Other programs in code blocks; what tests there are of them run nn's own part. */
const others = new Set([
  'npm',
  'npx',
  'parallel',
  'sed',
  'source',
  'tensorboard',
  'cmp',
  'node',
  'mkdir',
  'cd',
  'cc',
  'python3',
  './digit',
]);

/** The words of a command line, up to where the shell redirects or goes on. */
function wordsOf(line: string): string[] {
  const [command] = line.split(/ [|<>] ?| #/);
  return Array.from(command.matchAll(/"([^"]*)"|[^\s"]+/g), ([word, quoted]) => quoted ?? word);
}

/** The arguments of nn where a line is one of its; null for other programs. */
function argumentsOf(line: string): string[] | null {
  const words = wordsOf(line.replace(/^\$ /, ''));
  if (words[0] === 'npx' && words[1] === 'nn') words.shift();
  return words[0] === 'nn' ? words.slice(1) : null;
}

/** The command lines of code blocks: after a prompt, or all lines of a block of nothing else. */
function shownLines(text: string): string[] {
  return codeBlocks(text, '')
    .map((block) => block.replaceAll(/ \\\n\s+/g, ' '))
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => (/^(\$ |nn )/.test(line) ? line.split(' && ') : []));
}

/** Why nn does not take the arguments; '' where it does. */
async function refusal(args: readonly string[]): Promise<string> {
  if (args.length === 0 || args[0] === '--version') return ''; // before any command
  try {
    await readCommandLine(args, out);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Settings are checked before data: of data that there is not, nothing else may be wrong. */
async function refusalOfSettings(args: readonly string[]): Promise<string> {
  const { code, stderr } = await nn([...args, '--data', 'nowhere', '--out', 'new.json'], { cwd });
  return code === 3 && stderr.startsWith('nn: no data set "nowhere"') ? '' : stderr;
}

const isTraining = (args: readonly string[]): boolean =>
  (args[0] === 'train' || args[0] === 'sweep') &&
  !args.some((word) => ['--resume', '--collect', '--plan', '--init-from', '--config'].includes(word));

const documents = (trackedFiles() ?? ['README.md', 'docs/commands.md']).filter((path) =>
  path.endsWith('.md'),
);

describe.each(documents)('%s', (path) => {
  const text = readDocument(path);

  test('its code blocks have command lines that nn takes', async () => {
    for (const line of shownLines(text)) {
      const args = argumentsOf(line);
      if (args === null) expect([...others], line).toContain(wordsOf(line.replace(/^\$ /, ''))[0]);
      else expect(await refusal(args), line).toBe('');
    }
  });

  test('so have its sentences, where they show a value', async () => {
    for (const line of inlineCode(text)) {
      const args = argumentsOf(line);
      if (args === null || /[<[|]/.test(line)) continue;
      expect(await refusal(args), line).toMatch(/^$|argument missing$|^missing required argument/);
    }
  });
});

test('the settings of all trainings and searches in documents are valid together', async () => {
  const lines = new Set(documents.flatMap((path) => shownLines(readDocument(path))));
  for (const line of lines) {
    const args = argumentsOf(line);
    if (args !== null && isTraining(args)) expect(await refusalOfSettings(args), line).toBe('');
  }
  const [config] = codeBlocks(readDocument('docs/commands.md'), 'json');
  writeFileSync(join(cwd, 'nn.json'), config);
  expect(await refusalOfSettings(['train', '--config', 'nn.json'])).toBe('');
});

test('the examples of every help are command lines that nn takes', async () => {
  const names = [
    ...Object.keys(commands).filter((name) => name !== 'data'),
    ...['list', 'fetch', 'verify', 'show'].map((verb) => `data ${verb}`),
  ];
  for (const name of names) {
    const help = await readCommandLine(['help', ...name.split(' ')], out);
    const [, examples = ''] = help.kind === 'help' ? help.text.split(/^Examples:$/m) : [];
    const lines = Array.from(examples.matchAll(/^ +(nn .*?)(?: {2,}|$)/gm), (match) => match[1]);
    expect(lines, name).not.toEqual([]);
    for (const line of lines) {
      const args = argumentsOf(line) ?? [];
      expect(await refusal(args), line).toBe('');
      if (isTraining(args)) expect(await refusalOfSettings(args), line).toBe('');
    }
  }
});
