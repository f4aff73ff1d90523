/** The start of a training run: from scratch, from a checkpoint, or from a model. */

import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { cut, ModelError, UsageError } from '../../errors.ts';
import { formatNetwork } from '../../network/format-network.ts';
import type { Model } from '../../network/model.ts';
import { withDefaultStyles } from '../../settings/default-styles.ts';
import { architectureOf, completeNetworkSettings } from '../../settings/network-settings.ts';
import { settingKeys } from '../../settings/read-setting.ts';
import { settings as settingRows } from '../../settings/table.ts';
import { completeSettings, recordOf, type TrainingSettings } from '../../settings/training-settings.ts';
import type { Checkpoint } from '../../training/checkpoint.ts';
import { checkFit, type Start } from '../../training/origin.ts';
import { version } from '../../version.ts';
import { checkedOptions, knownOptions, mergeSettings, type Settings } from '../shared/config.ts';
import { flagName } from '../shared/flag-name.ts';
import { abandonedRun, checkpointPath } from './checkpoints.ts';

export interface StartFlags {
  readonly data: string;
  readonly out: string;
  readonly force: boolean;
  readonly resume: boolean;
  readonly moreEpochs: number | undefined;
  readonly initFrom: string | undefined;
  readonly config: string | undefined;
}

export interface RunStart {
  readonly settings: TrainingSettings;
  readonly data: string;
  readonly resume?: Checkpoint;
  readonly from?: Start;
  /** The file at `--out` was written by this run, and may be replaced. */
  readonly replaces: boolean;
  /** The run to resume had finished: there is nothing to do. */
  readonly finished: boolean;
  readonly note: string;
}

/**
 * @param typed the settings given by the user
 * @param dataGiven whether `--data` was given
 * @throws UsageError for flags that contradict one another or the checkpoint; ModelError for one that cannot be read
 */
export async function startRun(flags: StartFlags, typed: Settings, dataGiven: boolean): Promise<RunStart> {
  const ways = [flags.resume, flags.moreEpochs !== undefined, flags.initFrom !== undefined].filter(Boolean);
  if (ways.length > 1) throw new UsageError('--resume, --more-epochs and --init-from: give one of them');
  if (flags.moreEpochs !== undefined && flags.config !== undefined) {
    throw new UsageError(
      '--config: cannot be combined with --more-epochs, which keeps the settings of the model',
    );
  }
  if (flags.resume) return resumed(flags, typed, dataGiven);
  if (flags.moreEpochs !== undefined) return extended(flags, flags.moreEpochs, typed, dataGiven);
  const left = await abandonedRun(flags.out);
  if (left !== '' && !flags.force) {
    throw new UsageError(`--out: ${left}: finish it with --resume, or start over with --force`);
  }
  const start =
    flags.initFrom === undefined ? fresh(flags, typed, '') : await initialised(flags, flags.initFrom, typed);
  return left === ''
    ? start
    : { ...start, note: [start.note, `${left}; it is dropped`].filter(Boolean).join('. ') };
}

function fresh({ data, force }: StartFlags, typed: Settings, note: string): RunStart {
  return {
    settings: completeSettings(withDefaultStyles(typed, data)),
    data,
    replaces: force,
    finished: false,
    note,
  };
}

/** The command can be repeated until the model is finished, for queues that kill and restart jobs. */
async function resumed(flags: StartFlags, typed: Settings, dataGiven: boolean): Promise<RunStart> {
  const { out, data, force } = flags;
  const path = checkpointPath(out);
  if (existsSync(path)) {
    const { readCheckpoint } = await import('../../node/checkpoint-store.ts');
    const resume = await readCheckpoint(path);
    const { settings, position } = resume;
    checkAgreement(typed, settings, path);
    const from = dataGiven ? data : resume.data.name;
    const other =
      resume.nn === version ? '' : `; it was made by nn ${cut(resume.nn)}, and this is nn ${version}`;
    const note = `Resuming in epoch ${position.epoch} of ${settings.epochs}, from ${path}${other}`;
    const replaces = force || (await isProductOf(out, resume));
    return { settings, data: from, resume, replaces, finished: false, note };
  }
  if (!existsSync(out) || force)
    return fresh(flags, typed, 'Nothing to resume yet: starting at the beginning');
  const { training } = (await readModelAt(out)).model;
  if (training === undefined) throw ofUnknownOrigin('--resume', out);
  if (training.interrupted) {
    throw new UsageError(
      `--resume: there is no ${path}; take its weights with --init-from ${out} --out FILE, or start over with --force`,
    );
  }
  const settings = completeSettings(checkedOptions(training, out));
  checkAgreement(typed, settings, out);
  return { settings, data, replaces: false, finished: true, note: `${out} is finished: nothing to resume` };
}

async function extended(
  { out, data }: StartFlags,
  epochs: number,
  typed: Settings,
  dataGiven: boolean,
): Promise<RunStart> {
  if (existsSync(checkpointPath(out))) {
    throw new UsageError(`--more-epochs: the run of ${out} is not finished: finish it first, with --resume`);
  }
  const { model, sha256 } = await readModelAt(out);
  if (model.training === undefined) throw ofUnknownOrigin('--more-epochs', out);
  const { history, data: source } = model.training;
  if (typed.epochs !== undefined) throw new UsageError('--epochs: --more-epochs says how many already');
  const most = settingRows.epochs.to - history.length;
  if (epochs > most) {
    throw new UsageError(
      `--more-epochs: ${out} has ${history.length} epochs, and can have at most ${most} more, got ${epochs}`,
    );
  }
  const settings = completeSettings({
    ...mergeSettings(checkedOptions(model.training, out), typed),
    epochs: history.length + epochs,
  });
  const from = { model, sha256, extend: true };
  checkFit(from, architectureOf(settings));
  return {
    settings,
    data: dataGiven ? data : source.name,
    from,
    replaces: true,
    finished: false,
    note: `Continuing ${out} from epoch ${history.length + 1} to ${settings.epochs}`,
  };
}

async function initialised({ data, force }: StartFlags, path: string, typed: Settings): Promise<RunStart> {
  const { model, sha256 } = await readModelAt(path);
  const { training } = model;
  const options = training === undefined ? netSettings(model) : knownOptions(training, path);
  const { network, hidden, activation, dropout, loss, binarize } = completeSettings(options);
  const kept = {
    activation,
    dropout,
    loss,
    binarize,
    ...(typed.hidden === undefined ? { network, hidden } : {}),
  };
  const settings = completeSettings(
    withDefaultStyles({ ...(typed.network === undefined ? kept : {}), ...typed }, data),
  );
  const from = { model, sha256, extend: false };
  checkFit(from, architectureOf(settings));
  return {
    settings,
    data,
    from,
    replaces: force,
    finished: false,
    note: `Starting from the weights of ${path}`,
  };
}

/** For a model without training settings: the network itself. */
function netSettings({ architecture, loss, binarize }: Model): Settings {
  return { network: formatNetwork(architecture, true), loss, binarize };
}

function ofUnknownOrigin(flag: string, path: string): UsageError {
  return new UsageError(
    `${flag}: ${path} does not contain its training settings; start from its weights with --init-from ${path} --out FILE`,
  );
}

async function readModelAt(path: string): Promise<{ model: Model; sha256: string }> {
  const { readModelFile } = await import('../../node/model-store.ts');
  return readModelFile(path);
}

/**
 * Whether `out` is the model of this run: an interrupted run has saved its model, and one that was killed at the very
 * end has saved the final one.
 */
async function isProductOf(out: string, { settings, data }: Checkpoint): Promise<boolean> {
  if (!existsSync(out)) return true;
  try {
    const { training } = (await readModelAt(out)).model;
    return (
      training !== undefined &&
      isDeepStrictEqual(training.options, recordOf(settings)) &&
      training.data.hash === data.hash
    );
  } catch (error) {
    if (error instanceof ModelError) return false;
    throw error;
  }
}

/** Normalizes the description of the network, which has several forms. */
function netOf(typed: Settings): Settings {
  const { network, hidden } = completeNetworkSettings(typed);
  return { network, hidden };
}

/** @throws UsageError that names the first flag that differs from the run to resume */
function checkAgreement(typed: Settings, settings: TrainingSettings, path: string): void {
  const given = typed.network === undefined ? typed : { ...typed, ...netOf(typed) };
  for (const key of settingKeys) {
    const value = given[key];
    if (value === undefined || isDeepStrictEqual(value, settings[key])) continue;
    throw new UsageError(
      `${flagName(key)}: ${path} has ${settings[key]}, not ${value}; leave it out to resume that run, or train anew ` +
        'without --resume',
    );
  }
}
