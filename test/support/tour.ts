/** The tour of docs/tour/: its chapters in order, and their commands, run as by a reader. */
import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bin } from '../cli/support/nn.ts';
import { codeBlocks, readDocument, root } from './markdown.ts';

const tsx = createRequire(import.meta.url).resolve('tsx/cli');

export const chapters: readonly string[] = readdirSync(join(root, 'docs/tour'))
  .filter((name) => /^\d\d-.*\.md$/.test(name))
  .sort();

export interface Shown {
  readonly command: string;
  /** The output in the chapter; `...` stands for omitted lines. */
  readonly output: string;
}

export function commandsOf(path: string): Shown[] {
  const blocks = codeBlocks(readDocument(path), '').filter((block) => block.startsWith('$ '));
  return blocks.map((block) => {
    const end = block.indexOf('\n');
    return { command: block.slice(2, end), output: block.slice(end + 1) };
  });
}

/** Makes a working folder like that of a clone. @param clone an empty folder */
export function tourFolder(clone: string): string {
  const tour = join(clone, 'tour');
  mkdirSync(tour);
  mkdirSync(join(clone, 'docs'));
  cpSync(join(root, 'docs/letter.png'), join(clone, 'docs/letter.png'));
  cpSync(join(root, 'examples'), join(clone, 'examples'), { recursive: true });
  return tour;
}

/** Splits at spaces outside quotation marks. */
function words(command: string): string[] {
  return Array.from(command.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word);
}

/** Runs a command. @returns its interleaved standard output and standard error @throws if it fails */
export function run(command: string, cwd: string): string {
  const [program, ...args] = words(command);
  if (program === 'cmp') {
    const [first, second] = args.map((name) => readFileSync(join(cwd, name)));
    return first.equals(second) ? '' : `${args.join(' ')} differ\n`;
  }
  const scripts: Record<string, string[]> = { nn: [bin, ...args], npx: [tsx, ...args.slice(1)], node: args };
  if (scripts[program] === undefined) throw new Error(`the tour does not know ${program}`);
  const log = join(cwd, '..', 'log.txt');
  const file = openSync(log, 'w');
  const { PATH, HOME, TMPDIR } = process.env;
  const { status } = spawnSync(process.execPath, scripts[program], {
    cwd,
    env: { PATH, HOME, TMPDIR, NO_COLOR: '1' },
    stdio: ['ignore', file, file],
    timeout: 800_000,
  });
  closeSync(file);
  const printed = readFileSync(log, 'utf8');
  if (status !== 0) throw new Error(`${command}: exit code ${status}\n${printed}`);
  return printed;
}

/** Replaces times, speeds and threads, which differ between machines. */
export function timeless(text: string): string {
  return text
    .replaceAll(/ *(?:[\d.]+ s|\d+:\d\d(?::\d\d)?)\b/g, ' - s')
    .replaceAll(/ *[\d,]+ images\/s/g, ' - images/s')
    .replaceAll(/\b\d+ threads?\b/g, '- threads');
}
