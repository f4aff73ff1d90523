/** The destination of the answers of `nn predict`: lines on stdout, or a file that is written atomically. */

import { SystemError, UsageError } from '../../errors.ts';
import { STDOUT } from '../shared/flags.ts';
import { checkTarget, tryToWrite } from '../shared/output-path.ts';
import type { Console } from '../terminal/console.ts';
import { jsonLine } from '../terminal/printable.ts';

export type AnswerForm = 'csv' | 'json' | 'plain' | 'terminal';

interface Asked {
  readonly csv: boolean;
  readonly out: string | undefined;
  readonly force: boolean;
}

export class Answers {
  readonly form: AnswerForm;
  readonly #console: Console;
  readonly #out: string | undefined;
  /** For a file: the lines so far. */
  readonly #lines: string[] = [];

  /** @throws UsageError if the file of `--out` cannot be written, or exists already */
  constructor({ csv, out: path, force }: Asked, console: Console) {
    const out = path === STDOUT ? undefined : path;
    if (out !== undefined) {
      if (checkTarget(out, '--out', 'answers.csv') && !force)
        throw new UsageError(`--out: ${out} exists already; add --force to replace it, or choose another`);
      tryToWrite(out, '--out');
    }
    const isCsv = csv || (out !== undefined && !console.json && /\.csv$/i.test(out));
    const isForPerson = console.out.terminal && !console.quiet && out === undefined;
    this.form = console.json ? 'json' : isCsv ? 'csv' : isForPerson ? 'terminal' : 'plain';
    this.#console = console;
    this.#out = out;
  }

  object(value: object): void {
    this.line(jsonLine(value));
  }

  /** Writes a CSV row, quoting values if necessary (RFC 4180). */
  row(...values: readonly (string | number)[]): void {
    const quoted = values.map((value) => {
      const text = String(value);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    });
    this.line(quoted.join(','));
  }

  line(text: string): void {
    if (this.#out === undefined) this.#console.page(text);
    else this.#lines.push(`${text}\n`);
  }

  /** Writes the file of `--out`. @throws SystemError if that fails */
  async finish(): Promise<void> {
    if (this.#out === undefined) return;
    const { explainSystemError, writeAtomic } = await import('../../node/files.ts');
    try {
      await writeAtomic(this.#out, this.#lines);
    } catch (error) {
      throw new SystemError(`--out: ${this.#out} cannot be written (${explainSystemError(error)})`, {
        cause: error,
      });
    }
  }
}
