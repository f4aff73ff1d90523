/** What the report of a training shows, from what `train` yielded and returned. */

import { learningRates } from '../../report/training/beginning.ts';
import { trainingGap } from '../../report/training/gap.ts';
import type { TrainingRun } from '../../report/training/training-report.ts';
import { flagOf } from '../../settings/describe-setting.ts';
import { nonDefaultSettings } from '../../settings/non-default.ts';
import { formatSetting } from '../../settings/parse-setting.ts';
import { readRecord } from '../../settings/training-settings.ts';
import type { EpochEvent, StartEvent } from '../../training/events.ts';
import type { FinishedTraining } from './options.ts';

/** @throws RangeError if there is no `start` event */
export function trainingRunOf({ name, events, result, facts = [] }: FinishedTraining): TrainingRun {
  const start = events.find((event): event is StartEvent => event.event === 'start');
  if (start === undefined) throw new RangeError('events must have the start event of the training');
  const epochs = events.filter((event): event is EpochEvent => event.event === 'epoch');
  const { history, epoch, options, data } = result.model.training;
  const settings = readRecord(options);
  return {
    model: name,
    start,
    epochs: settings.epochs,
    history,
    speeds: epochs.map((event) => ({ epoch: event.epoch, speed: event.samplesPerSecond })),
    learningRates: learningRates(settings, start),
    best: epoch === history.length ? null : epoch,
    seconds: result.seconds,
    running: false,
    gap: trainingGap(history, settings, start.teachers),
    note: result.interrupted ? 'Interrupted.' : '',
    settings: nonDefaultSettings(settings, data.name).map(({ key, value, usual }) => ({
      name: flagOf(key),
      value: formatSetting(value),
      usual: usual === undefined ? '' : formatSetting(usual),
    })),
    weights: null,
    facts: [['Images', `${data.name}, SHA-256 ${data.hash}`], ...facts],
  };
}
