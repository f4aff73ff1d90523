/** Suggests the next command, and why; only commands that can work. */

import type { OutputStream } from '../terminal/console.ts';
import { commandLine } from '../terminal/shell.ts';
import { DEFAULT_DATA, DEFAULT_MODEL } from './defaults.ts';

export type Step = readonly [line: string, text: string];

/**
 * The command that evaluates a model: on the test split of its own data, or on the bundled test digits if that has
 * none.
 */
export async function evaluationStep(
  data: string,
  dataDir: string | undefined,
  model: string,
): Promise<Step> {
  const { hasTestSplit } = await import('../../node/dataset/open.ts');
  const onModel = model === DEFAULT_MODEL ? [] : ['--model', model];
  if (!(await hasTestSplit(data))) {
    return [commandLine('eval', ...onModel), `measure it on the test digits of ${DEFAULT_DATA}`];
  }
  const onDir = dataDir === undefined ? [] : ['--data-dir', dataDir];
  const onData = data === DEFAULT_DATA ? [] : ['--data', data, ...onDir];
  return [commandLine('eval', ...onData, ...onModel), 'measure it on digits it has never seen'];
}

/** One line each, or the command above its text where one of them is wider than the terminal. */
export function stepLines(steps: readonly Step[], stream: OutputStream): string {
  const { paint, terminal, columns } = stream;
  const width = Math.max(...steps.map(([line]) => line.length));
  const isNarrow = terminal && steps.some(([, text]) => width + text.length + 4 > columns);
  const lines = steps.map(([line, text]) =>
    isNarrow
      ? `  ${paint.cyan(line)}\n${stream.prose(`    ${text}`, 4)}`
      : `  ${paint.cyan(line.padEnd(width))}  ${text}`,
  );
  return lines.join('\n');
}
