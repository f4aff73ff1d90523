/** `nn inspect`: describes a model and its origin. */

import { UsageError } from '../../errors.ts';
import { inspectionFigureNames } from '../../report/figure-names.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { commonFlags, defined } from '../shared/flags.ts';
import { findModel } from '../shared/model-path.ts';
import { checkPlots } from '../shared/plots-output.ts';
import { checkReport, reportFlags, tellReport } from '../shared/report-flags.ts';
import { printable } from '../terminal/printable.ts';

/** Rows of the terminal for the command and the next one. */
const PROMPT = 2;

const flags = { ...reportFlags, ...commonFlags };

export const inspectCommand: Command = defineCommand({
  name: 'inspect',
  about:
    'Describes a model: its layers with their output shapes, its parameters and the multiplications of a forward ' +
    'pass, where it came from, and how to train it again. On a terminal it draws weights of the first layer too.',
  operands: ['[model]', `the model to describe; default ${DEFAULT_MODEL}, or else the bundled one`],
  flags,
  examples: [
    ['nn inspect', 'your last model'],
    ['nn inspect --report model.html', 'figures of all layers'],
    ['nn inspect models/full.json --json', 'for other programs'],
  ],
  run,
});

async function run(call: Invocation<typeof flags>, { console }: Context): Promise<number> {
  const [asked, ...more] = call.operands;
  if (more.length > 0) throw new UsageError(`inspect: takes one model, got ${call.operands.length}`);
  await checkReport(call.flags, [asked ?? DEFAULT_MODEL]);
  await checkPlots(call.flags, []);
  const path = findModel(asked, (line) => console.info(printable(line)));
  const [{ readModel }, { inspect }, { knownOptions }, { reproduceTraining }, { commandLine }] =
    await Promise.all([
      import('../../node/model-store.ts'),
      import('../../network/inspection.ts'),
      import('../shared/config.ts'),
      import('../../settings/reproduce-arguments.ts'),
      import('../terminal/shell.ts'),
    ]);
  const model = await readModel(path);
  if (model.training !== undefined) knownOptions(model.training, path);
  const inspection = inspect(model);
  const args = model.training === undefined ? null : reproduceTraining(model.training);
  const again = args === null ? null : commandLine(...args);
  const { report, plots } = call.flags;
  if (report !== undefined || plots !== undefined) {
    await checkPlots(call.flags, inspectionFigureNames(model.architecture.length));
    const { writeInspection } = await import('./report.ts');
    await writeInspection({ report, plots }, { path, model, again }, console);
  }
  if (report !== undefined) tellReport(report, console);
  console.object({ model: path, ...inspection, ...defined({ report, plots }) });
  if (console.quiet || console.json) return 0;
  const { inspectionText, firstLayerPictures } = await import('./output.ts');
  const text = inspectionText(path, inspection, again, console.out);
  // above the text, which scrolls away last
  if (console.out.terminal) {
    const available = console.out.rows - text.split('\n').length - PROMPT;
    for (const line of firstLayerPictures(model, available, console)) console.result(line);
  }
  console.result(text);
  return 0;
}
