/** Runs a sweep on this machine, or prints its commands for others. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { exitCodes, SystemError, UsageError } from '../../errors.ts';
import { explainSystemError } from '../../node/files.ts';
import { makeFolder } from '../../node/make-folder.ts';
import { reproduceArguments } from '../../settings/reproduce-arguments.ts';
import type { Context } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { confirmOutput } from '../shared/confirm-output.ts';
import { stepLines } from '../shared/next-steps.ts';
import { lockOutput } from '../shared/output-lock.ts';
import { remarkOn } from '../shared/remark.ts';
import { tellReport } from '../shared/report-flags.ts';
import { type ResolvedSettings, resolveSettings } from '../shared/resolve-settings.ts';
import type { Console } from '../terminal/console.ts';
import { counted, percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { openProgressBar, type ProgressBar } from '../terminal/progress.ts';
import { commandLine, shellLine } from '../terminal/shell.ts';
import { removeFinished } from '../train/checkpoints.ts';
import { finish, isAmong, reportSweep } from './finish.ts';
import type { SweepCall } from './flags.ts';
import { isDone, publicResult } from './output.ts';
import { readParam, usualSpace, type Varied } from './param.ts';
import { keepPlan, type Plan, planOf, type Trial, trialFiles, words } from './plan.ts';
import { type Result, resultOf, resultsOf } from './results.ts';
import { runTrials } from './runner.ts';

async function readPlanOf(call: SweepCall, console: Console): Promise<Plan> {
  const { trials, grid, param } = call.flags;
  const resolved = await resolveSettings(call);
  if (grid && param === undefined) throw new CommandLineError('--grid: needs --param', 'See: nn help sweep');
  const varied = param === undefined ? usualVaried(resolved) : param.map(readParam);
  const plan = planOf(resolved, varied, grid ? null : trials);
  if (!grid && plan.trials.length < trials) {
    console.info(
      `There ${plan.trials.length === 1 ? 'is' : 'are'} only ${counted(plan.trials.length, 'combination')} to try`,
    );
  }
  if (varied.some(({ key }) => key === 'seed')) {
    console.info('The seed is varied: each trial has its own validation images');
  }
  return plan;
}

/** The default search space, without settings given by the user. */
function usualVaried({ settings }: ResolvedSettings): Varied[] {
  const varied = usualSpace
    .map(readParam)
    .filter(({ key }) => settings[key] === undefined && (settings.network === undefined || key === 'lr'));
  if (varied.length > 0) return varied;
  throw new CommandLineError('no setting to vary: give one with --param', 'See: nn help sweep');
}

/** `train` and its flags for one trial; the result does not depend on threads. */
function argumentsFor(call: SweepCall, plan: Plan, { trial, options }: Trial): string[] {
  const { dataDir, invert, preprocess, cache, backend, dir } = call.flags;
  const reproducing = reproduceArguments(options, plan.data) ?? [];
  return [
    ...reproducing,
    ...(dataDir === undefined ? [] : ['--data-dir', dataDir]),
    ...(call.given.has('invert') ? ['--invert', invert] : []),
    ...(preprocess ? [] : ['--no-preprocess']),
    ...(cache ? [] : ['--no-cache']),
    ...(backend === 'auto' ? [] : ['--backend', backend]),
    ...['--threads', '1', '--out', trialFiles(dir, trial).model, '--resume', '--json'],
  ];
}

function makeSweepFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    const reason = explainSystemError(error);
    throw new UsageError(`--dir: the folder ${folder} cannot be created (${reason})`, { cause: error });
  }
}

/** `nn sweep --plan` */
export async function printPlan(call: SweepCall, { console }: Context): Promise<number> {
  const { dir, shell } = call.flags;
  const plan = await readPlanOf(call, console);
  makeSweepFolder(dir);
  await keepPlan(dir, plan);
  for (const trial of plan.trials) {
    const line = shellLine(shell, argumentsFor(call, plan, trial), trialFiles(dir, trial.trial).log);
    console.object({ trial: trial.trial, settings: trial.varied, line });
    console.result(line);
  }
  console.info(
    `${counted(plan.trials.length, 'line')}, each for any machine that has the folder ${printable(dir)}; afterwards: ` +
      commandLine('sweep', '--collect', dir),
  );
  return 0;
}

/** `nn sweep` */
export async function sweep(call: SweepCall, context: Context): Promise<number> {
  const { console } = context;
  const { dir, out, force, dataDir } = call.flags;
  const plan = await readPlanOf(call, console);
  const { checkDataset } = await import('../../node/dataset/open.ts');
  await checkDataset(plan.data, dataDir);
  makeSweepFolder(dir);
  const onWait = (line: string): void => console.info(printable(line));
  const unlockFolder = await lockOutput(join(dir, 'sweep.json'), '--dir', onWait);
  try {
    await keepPlan(dir, plan);
    const before = await resultsOf(dir, plan.trials);
    const replaces = await confirmOutput(out, force || (await isAmong(out, before)), console);
    const unlock = await lockOutput(out, '--out', onWait);
    try {
      const interrupted = await trainAll(call, plan, before, context);
      const results = await resultsOf(dir, plan.trials);
      const open = results.filter(({ status }) => status === 'open').length;
      if (!interrupted || open === 0)
        return await finish(results, { folder: dir, data: plan.data, out, replaces, call }, console);
      const { report } = await reportSweep(results, { folder: dir, data: plan.data, call }, console);
      console.info(
        `${results.length - open} of ${counted(results.length, 'trial')} are finished, and kept. Next:`,
      );
      console.infoLines(
        stepLines([[commandLine('sweep', ...call.line), 'go on with the others']], console.err),
      );
      if (report !== undefined) tellReport(report, console);
      return exitCodes.interrupted;
    } finally {
      unlock();
    }
  } finally {
    unlockFolder();
  }
}

/** Returns whether it was interrupted. */
async function trainAll(
  call: SweepCall,
  plan: Plan,
  before: readonly Result[],
  context: Context,
): Promise<boolean> {
  const { console } = context;
  const { dir, parallel = availableParallelism() } = call.flags;
  const open = plan.trials.filter((_, k) => before[k].status === 'open');
  const kept = before.filter(({ status }) => status !== 'open');
  for (const { trial } of kept) await removeFinished(trialFiles(dir, trial).model);
  const processes = Math.max(1, Math.min(parallel, open.length));
  const ready = kept.length === 0 ? '' : `, ${kept.length} of them finished before`;
  const atOnce = open.length === 0 ? '' : `; ${processes} at once`;
  console.object({
    event: 'start',
    data: plan.data,
    trials: plan.trials.length,
    kept: kept.length,
    parallel: processes,
  });
  console.info(`${counted(plan.trials.length, 'trial')} on ${printable(plan.data)}${ready}${atOnce}`);
  for (const result of before) {
    if (result.status !== 'open') console.object({ event: 'trial', ...publicResult(result) });
    else if (result.problem !== null)
      console.info(printable(`${result.problem}; training trial ${result.trial} again`));
  }
  if (open.length === 0) return false;
  const progress = new Progress(open, await openProgressBar(console));
  const interruption = new AbortController();
  context.onInterrupt(() => {
    interruption.abort();
    console.info('Interrupted: saving the models (Ctrl-C again exits at once)');
  });
  try {
    await runTrials(open, {
      folder: dir,
      parallel: processes,
      argumentsOf: (trial) => [...argumentsFor(call, plan, trial), '--quiet'],
      signal: interruption.signal,
      onRemark: remarkOn(console),
      onEpoch: (trial) => progress.epoch(trial),
      onEnd: async (trial) => {
        const result = await resultOf(dir, trial);
        if (result.status === 'open') {
          throw new SystemError(`trial ${trial.trial}: ended well, but ${result.problem ?? 'left no model'}`);
        }
        progress.end(trial);
        console.object({ event: 'trial', ...publicResult(result) });
        console.info(trialLine(result, plan.trials.length, console));
      },
    });
  } finally {
    console.attach(null);
    context.onInterrupt(null);
  }
  return interruption.signal.aborted;
}

function trialLine(result: Result, total: number, { err: { paint } }: Console): string {
  const number = `trial ${String(result.trial).padStart(String(total).length)}/${total}`;
  const outcome = isDone(result)
    ? `validation ${paint.bold(percent(result.validationAccuracy).padStart(7))}`
    : `${paint.yellow('diverged'.padEnd(18))}`;
  return `${number}  ${outcome}  ${printable(words(result.varied))}`;
}

/** Counts the epochs of all trials, for a bar that advances evenly. */
class Progress {
  readonly #epochs: Map<Trial, number>;
  readonly #total: number;
  readonly #bar: ProgressBar | null;
  #ended = 0;

  constructor(trials: readonly Trial[], bar: ProgressBar | null) {
    this.#epochs = new Map(trials.map((trial) => [trial, 0]));
    this.#total = trials.reduce((sum, { options }) => sum + Number(options.epochs), 0);
    this.#bar = bar;
  }

  epoch(trial: Trial): void {
    this.#epochs.set(trial, (this.#epochs.get(trial) ?? 0) + 1);
    this.#show();
  }

  end(trial: Trial): void {
    this.#epochs.set(trial, Number(trial.options.epochs));
    this.#ended++;
    this.#show();
  }

  #show(): void {
    const done = [...this.#epochs.values()].reduce((sum, epochs) => sum + epochs, 0);
    const speed = `${this.#ended} of ${this.#epochs.size} trials`;
    this.#bar?.update({ label: 'sweep', done, total: this.#total, samplesPerSecond: 0, speed, loss: null });
  }
}
