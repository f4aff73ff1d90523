/** The flags of commands that write reports. */

import { resolve } from 'node:path';
import { UsageError } from '../../errors.ts';
import { explainSystemError } from '../../node/files.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { type Flag, outputPath } from './flags.ts';
import { checkTarget, tryToWrite } from './output-path.ts';

/** The heading in help texts. */
export const REPORT = 'Report:';

export const reportFlag: Flag<string | undefined> = {
  term: '--report <file>',
  text: 'write a report with figures and images: one HTML file that needs no network',
  hint: '',
  group: REPORT,
  fallback: undefined,
  parse: outputPath('--report'),
};

export const plotsFlag: Flag<string | undefined> = {
  term: '--plots <folder>',
  text: 'write the figures of the report as SVG and PNG files too',
  hint: '',
  group: REPORT,
  fallback: undefined,
  parse: outputPath('--plots'),
};

const forceReportFlag: Flag<boolean> = {
  term: '--force',
  text: 'replace files that are not reports or figures of nn',
  hint: '',
  group: REPORT,
  fallback: false,
};

export interface ReportFlags {
  readonly report: Flag<string | undefined>;
  readonly plots: Flag<string | undefined>;
  readonly force: Flag<boolean>;
}

export const reportFlags: ReportFlags = { report: reportFlag, plots: plotsFlag, force: forceReportFlag };

interface Asked {
  readonly report: string | undefined;
  readonly force: boolean;
  /** The other output of the command. */
  readonly out?: string;
}

/**
 * Checks before the work begins that the report can be written.
 * @param inputs paths that the command reads, which even `--force` must not replace
 * @throws UsageError if not
 */
export async function checkReport(
  { report, force, out }: Asked,
  inputs: readonly string[] = [],
): Promise<void> {
  if (report === undefined) return;
  if (out !== undefined && resolve(out) === resolve(report)) {
    throw new UsageError(`--report: ${report} is where the model goes; choose another`);
  }
  if (inputs.some((input) => resolve(input) === resolve(report))) {
    throw new UsageError(`--report: ${report} is what this command reads; choose another`);
  }
  const there = checkTarget(report, '--report', 'report.html');
  if (there && !force && !(await isOurs(report))) {
    throw new UsageError(
      `--report: ${report} exists already and is not a report of nn; add --force to replace it, or choose another`,
    );
  }
  tryToWrite(report, '--report');
}

async function isOurs(report: string): Promise<boolean> {
  const { isReport } = await import('../../node/report/files.ts');
  try {
    return await isReport(report);
  } catch (error) {
    throw new UsageError(`--report: ${report} cannot be read (${explainSystemError(error)})`, {
      cause: error,
    });
  }
}

export function tellReport(report: string, console: Console): void {
  console.info(`Report ${printable(report)}`);
}
