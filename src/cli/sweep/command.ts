/** `nn sweep`: trains networks with many settings, and keeps the best one. */

import { searchFigureNames } from '../../report/figure-names.ts';
import { type Command, type Context, defineCommand } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { commonFlags } from '../shared/flags.ts';
import { checkImageFlags } from '../shared/open-data.ts';
import { checkPlots } from '../shared/plots-output.ts';
import { checkReport } from '../shared/report-flags.ts';
import { type SweepCall, type SweepFlags, sweepFlags } from './flags.ts';

export const sweepCommand: Command = defineCommand({
  name: 'sweep',
  about:
    'Trains a network for each of many combinations of settings, in parallel, and keeps the one with the best ' +
    `validation accuracy, as ${DEFAULT_MODEL}. Repeating the command resumes an unfinished sweep. Test images are never used.`,
  flags: sweepFlags,
  examples: [
    ['nn sweep', 'sizes, learning rates and dropout'],
    ['nn sweep --param "lr=0.001..0.01 log"', 'only learning rates'],
    ['nn sweep --param "hidden=64|128,64" --grid', 'both networks'],
    ['nn sweep --trials 50', 'extend the search'],
    ['nn sweep --report sweep.html', 'which settings matter most'],
    ['nn sweep --plan > lines.txt', 'for many machines'],
    ['nn sweep --collect models/sweep', 'collect their results'],
  ],
  ignoreEpipe: true, // a closed pipe must not cost the models
  run,
});

async function run(call: SweepCall, context: Context): Promise<number> {
  checkFlags(call);
  await checkReport(call.flags);
  await checkPlots(call.flags, searchFigureNames);
  if (call.flags.collect !== undefined) {
    const { collect } = await import('./collect.ts');
    return collect(call.flags.collect, call, context);
  }
  checkImageFlags('sweep', { ...call, flags: { ...call.flags, threads: undefined } });
  const { printPlan, sweep } = await import('./run.ts');
  return call.flags.plan ? printPlan(call, context) : sweep(call, context);
}

const withCollect: ReadonlySet<string> = new Set([
  ...['collect', 'out', 'force', 'report', 'plots'],
  ...Object.keys(commonFlags),
]);

function checkFlags({ given }: SweepCall): void {
  const refuse = (key: keyof SweepFlags, other: string): void => {
    const flag = sweepFlags[key].term.split(' ')[0];
    throw new CommandLineError(`${flag}: cannot be combined with ${other}`, 'See: nn help sweep');
  };
  if (given.has('collect')) for (const key of given) if (!withCollect.has(key)) refuse(key, '--collect');
  if (given.has('grid') && given.has('trials')) refuse('trials', '--grid, which tries all combinations');
  if (given.has('shell') && !given.has('plan')) {
    throw new CommandLineError('--shell: does nothing without --plan', 'See: nn help sweep');
  }
  if (!given.has('plan')) return;
  for (const key of ['out', 'force', 'parallel', 'report', 'plots'] as const)
    if (given.has(key)) refuse(key, '--plan');
}
