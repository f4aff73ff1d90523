/** `nn train`: from a data set to a model file. */

import { setImmediate } from 'node:timers/promises';
import { DivergedError, exitCodes } from '../../errors.ts';
import { trainingFigureNames } from '../../report/figure-names.ts';
import { flagOf, whyWithoutEffect } from '../../settings/describe-setting.ts';
import { settingKeys } from '../../settings/read-setting.ts';
import type { TrainingSettings } from '../../settings/training-settings.ts';
import type { TrainingResult } from '../../training/train.ts';
import type { TrainingOptions } from '../../training/trainer.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { confirmOutput } from '../shared/confirm-output.ts';
import { warnOfSeenValidation } from '../shared/contamination.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { commonFlags, dataDirFlag, defined, speedFlags } from '../shared/flags.ts';
import { imageFlags } from '../shared/image-flags.ts';
import { checkImageFlags, classRemarks, openData, preprocessingKey } from '../shared/open-data.ts';
import { optionsAsFlags } from '../shared/options-as-flags.ts';
import { warnIfTransposed } from '../shared/orientation.ts';
import { lockOutput, removeDeadLock } from '../shared/output-lock.ts';
import { saveModel } from '../shared/output-path.ts';
import { checkPlots } from '../shared/plots-output.ts';
import { checkReport } from '../shared/report-flags.ts';
import { type ResolvedSettings, resolveSettings } from '../shared/resolve-settings.ts';
import { typedCommand } from '../shared/typed-command.ts';
import { withKernels } from '../shared/with-kernels.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { openProgressBar, type ProgressBar } from '../terminal/progress.ts';
import { CheckpointWriter } from './checkpoints.ts';
import { trainFlags } from './flags.ts';
import type { TrainingLog } from './log.ts';
import { optimizeEarly } from './optimize-early.ts';
import {
  printCurve,
  printDegenerate,
  printNextSteps,
  printResult,
  printTrainingGap,
  reportEvent,
} from './output.ts';
import type { TrainingReporter } from './report.ts';
import { reportReproduced, reportReproduction } from './reproduce.ts';
import { type RunStart, startRun } from './resume.ts';
import { influencesOf, openTeachers } from './teachers.ts';

const flags = { ...trainFlags, dataDir: dataDirFlag, ...imageFlags, ...speedFlags, ...commonFlags };

export const trainCommand: Command = defineCommand({
  name: 'train',
  about:
    'Trains a net on handwritten digits and writes it to a model file. With no flags it trains on the 9,000 ' +
    `digits that come with nn and writes ${DEFAULT_MODEL}. Ctrl-C saves the current model.`,
  flags,
  examples: [
    ['nn train', 'a good network in seconds'],
    ['nn train --hidden 256,128 --force', 'a larger network instead'],
    ['nn train --data mnist --out models/full.json', 'on all of MNIST'],
    ['nn train --data mydigits --force', 'on your own pictures'],
    ['nn train --patience 3 --epochs 100 --force', 'with early stopping'],
    ['nn train --resume', 'finish an interrupted run'],
    ['nn train --config models/full.json --force', 'reproduce a model'],
    ['nn train --json > log.jsonl', 'a line of JSON per epoch'],
  ],
  ignoreEpipe: true, // a closed pipe must not cost the model
  run,
});

async function run(call: Invocation<typeof flags>, context: Context): Promise<number> {
  const { console } = context;
  const { dataDir, out } = call.flags;
  checkImageFlags('train', call);
  await checkReport(call.flags);
  await checkPlots(call.flags, trainingFigureNames);
  const resolved = await resolveSettings(call);
  const start = await startRun({ ...call.flags, data: resolved.data }, resolved.settings, resolved.dataGiven);
  const { settings, data } = start;
  if (start.finished) {
    await removeDeadLock(out);
    console.info(printable(start.note));
    return 0;
  }
  const { checkDataset, datasetNames } = await import('../../node/dataset/open.ts');
  await checkDataset(data, dataDir);
  const replaces = await confirmOutput(out, start.replaces, console);
  const openLog = await logOpener(start, call, console);
  const unlock = await lockOutput(out, '--out', (line) => console.info(printable(line)));
  try {
    console.info(`Training on ${printable(data)}, for ${printable(out)}`);
    if (start.note !== '') console.info(printable(start.note));
    const teachers = await openTeachers(call.flags.teacher, out, start, call.given, console);
    reportReproduction(resolved, call.flags, console);
    for (const key of settingKeys) {
      const without = call.given.has(key) ? whyWithoutEffect(key, settings) : '';
      if (without !== '') console.info(`${flagOf(key)} has no effect ${without}`);
    }
    const bar = await openProgressBar(console);
    const dataCall = { ...call, flags: { ...call.flags, data } };
    // the kernels are compiled, and their threads started, while the data are read
    const reading = Promise.all([
      openData(dataCall, { train: true }, console, bar),
      import('../../training/train.ts'),
    ]);
    reading.catch(() => {}); // reported below
    return await withKernels(call.flags, console, async (kernels) => {
      optimizeEarly();
      const [dataset] = await reading;
      const isWeighted = settings.classWeight === 'balanced';
      for (const line of classRemarks(dataset, isWeighted)) console.info(printable(line));
      // the reference kernels would take seconds to evaluate the bundled model
      if (!datasetNames.includes(data) && dataset.train !== null && kernels.backend !== 'reference')
        await warnIfTransposed(dataset.train, kernels, console, call.flags.transpose);
      await warnOfSeenValidation(influencesOf(start, teachers), dataset, settings, console);
      return trainAndSave(
        { ...defined({ resume: start.resume, from: start.from }), ...settings, teachers, dataset, kernels },
        out,
        { ...start, replaces, dataDir, resolved, call, openLog },
        context,
        bar,
      );
    });
  } finally {
    unlock();
  }
}

interface Extra {
  readonly call: Invocation<typeof flags>;
  readonly dataDir: string | undefined;
  readonly resolved: ResolvedSettings;
  readonly openLog: LogOpener;
}

async function trainAndSave(
  options: TrainingOptions,
  out: string,
  { settings, data, dataDir, replaces, resolved, call, openLog }: RunStart & Extra,
  context: Context,
  bar: ProgressBar | null,
): Promise<number> {
  const { console } = context;
  const checkpoints = new CheckpointWriter(out, (message) =>
    console.info(printable(`${message}; training continues, but cannot be resumed from here`)),
  );
  const reporter = await openReporter(options, { out, settings, data, call }, console);
  const log = openLog(options);
  let result: TrainingResult;
  try {
    result = await trainToEnd(options, settings.epochs, { checkpoints, reporter, log }, context, bar);
  } catch (error) {
    if (error instanceof DivergedError) await checkpoints.remove(); // resuming would diverge again
    const reason = await withLastGood(error, out, replaces);
    await reporter?.fail(error);
    if (reason instanceof DivergedError)
      console.object({ event: 'diverged', message: optionsAsFlags(reason.message) });
    throw reason;
  } finally {
    console.attach(null);
  }
  await checkpoints.settle();
  const { path: model, sha256 } = await saveModel(out, replaces, result.model);
  const { epochs, validationAccuracy, seconds, interrupted, stopped, collapsedTo } = result;
  if (!interrupted) await checkpoints.remove();
  await reporter?.finish(result, { model, sha256 });
  log?.finish(result);
  console.object({
    event: 'done',
    model,
    sha256,
    epochs,
    validationAccuracy,
    seconds,
    interrupted,
    stopped,
    collapsedTo,
    ...reporter?.written,
    ...defined({ logDir: call.flags.logDir }),
  });
  await printCurve(result, console);
  printTrainingGap(result, settings, console);
  printResult(result, model, console);
  printDegenerate(result, settings.lr, console);
  if (!interrupted) reportReproduced(resolved, { model, sha256, training: result.model.training }, console);
  await printNextSteps(data, dataDir, model, call.flags.teacher ?? [], result, console);
  return interrupted ? exitCodes.interrupted : 0;
}

/** The outputs that are written during training. */
interface Recorders {
  readonly checkpoints: CheckpointWriter;
  readonly reporter: TrainingReporter | null;
  readonly log: TrainingLog | null;
}

/** Trains until the end or Ctrl-C. */
async function trainToEnd(
  options: TrainingOptions,
  epochs: number,
  { checkpoints, reporter, log }: Recorders,
  { console, onInterrupt }: Context,
  bar: ProgressBar | null,
): Promise<TrainingResult> {
  const { train } = await import('../../training/train.ts');
  const interruption = new AbortController();
  onInterrupt(() => {
    interruption.abort();
    console.info('Interrupted: saving the model (Ctrl-C again exits at once)');
  });
  const steps = train({
    ...options,
    signal: interruption.signal,
    onCheckpoint: (checkpoint) => {
      checkpoints.offer(checkpoint);
      reporter?.onCheckpoint(checkpoint);
      log?.onCheckpoint(checkpoint);
    },
  });
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) {
    reportEvent(step.value, epochs, preprocessingKey(options.dataset), console, bar);
    reporter?.onEvent(step.value);
    log?.onEvent(step.value);
    await setImmediate(); // handles Ctrl-C between two events, however fast they follow
  }
  return step.value;
}

interface Reported {
  readonly out: string;
  readonly settings: TrainingSettings;
  readonly data: string;
  readonly call: Invocation<typeof flags>;
}

/** Creates the reporter for `--report`; null if it is not requested, in which case nothing is loaded. */
async function openReporter(
  options: TrainingOptions,
  { out, settings, data, call }: Reported,
  console: Console,
): Promise<TrainingReporter | null> {
  const { report, plots } = call.flags;
  if (report === undefined && plots === undefined) return null;
  const { TrainingReporter } = await import('./report.ts');
  const command = typedCommand('train', call.line);
  return new TrainingReporter({ report, plots, out, settings, data, command }, options, console);
}

type LogOpener = (options: TrainingOptions) => TrainingLog | null;

/** Returns the function that opens the log of `--log-dir`; its folder is prepared before the data are read. */
async function logOpener(
  start: RunStart,
  { flags: { logDir, force, resume } }: Invocation<typeof flags>,
  console: Console,
): Promise<LogOpener> {
  if (logDir === undefined) return () => null;
  const [{ prepareLogDir }, { epochsBefore, TrainingLog }] = await Promise.all([
    import('./log-dir.ts'),
    import('./log.ts'),
  ]);
  // a run that was killed before its first checkpoint starts over, and so do its logs
  const rows = prepareLogDir(logDir, epochsBefore(start) ?? (resume ? 0 : null), force);
  const { settings } = start;
  return (options) => new TrainingLog({ folder: logDir, rows, settings }, options, console);
}

/** The error to throw; if there is a model of a last good epoch, it is saved, and the message says where. */
async function withLastGood(error: unknown, out: string, replaces: boolean): Promise<unknown> {
  const { TrainingDiverged } = await import('../../training/diverged.ts');
  if (!(error instanceof TrainingDiverged) || error.lastGood === null) return error;
  const { path } = await saveModel(out, replaces, error.lastGood);
  const { epoch } = error.lastGood.training;
  return new DivergedError(`${error.message}; ${path} holds the net as it was after epoch ${epoch}`, {
    cause: error,
  });
}
