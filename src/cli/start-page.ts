/** The output of plain `nn`: what it is, what to type, and whether there is a model yet. */

import { commands } from './commands.ts';
import { DEFAULT_MODEL } from './shared/defaults.ts';
import { chooseModel } from './shared/model-path.ts';
import type { OutputStream } from './terminal/console.ts';

function modelLine(): string {
  switch (chooseModel().kind) {
    case 'own':
      return `Model here: ${DEFAULT_MODEL}`;
    case 'shipped':
      return `Model here: none yet; eval and predict use the one that ships with nn`;
    default:
      return `Model here: none yet; nn train makes ${DEFAULT_MODEL}`;
  }
}

export function startPage(version: string, out: OutputStream): string {
  const { paint } = out;
  const starts = Object.values(commands).map(({ start }) => start);
  const width = Math.max(...starts.map(([line]) => line.length));
  return [
    out.prose(`${paint.bold(`nn ${version}`)}  trains, evaluates and uses recognisers of handwritten digits`),
    '',
    ...starts.map(([line, text]) =>
      out.prose(`  ${paint.cyan(line)}${' '.repeat(width - line.length)}  ${text}`, width + 4),
    ),
    '',
    out.prose(modelLine()),
    out.prose('More: nn help <command>'),
  ].join('\n');
}
