/** `nn train --report` and `--plots`: rewritten after each epoch, while training continues. */

import type { Architecture } from '../../network/architecture.ts';
import type { EpochRecord } from '../../network/model.ts';
import { writeReport } from '../../node/report/files.ts';
import { reportTools } from '../../node/report/tools.ts';
import { firstLayerBefore, learningRates } from '../../report/training/beginning.ts';
import { trainingGap } from '../../report/training/gap.ts';
import { type TrainingRun, trainingFigures, trainingReport } from '../../report/training/training-report.ts';
import { type FirstLayer, firstLayerOf } from '../../report/weights.ts';
import { flagOf } from '../../settings/describe-setting.ts';
import { architectureOf } from '../../settings/network-settings.ts';
import { nonDefaultSettings } from '../../settings/non-default.ts';
import { formatSetting } from '../../settings/parse-setting.ts';
import { reproduceTraining } from '../../settings/reproduce-arguments.ts';
import type { TrainingSettings } from '../../settings/training-settings.ts';
import type { Checkpoint } from '../../training/checkpoint.ts';
import type { StartEvent, TrainingEvent } from '../../training/events.ts';
import { historyBefore } from '../../training/origin.ts';
import type { TrainingResult } from '../../training/train.ts';
import type { TrainingOptions } from '../../training/trainer.ts';
import { defined } from '../shared/flags.ts';
import { optionsAsFlags } from '../shared/options-as-flags.ts';
import { savePlots } from '../shared/plots-output.ts';
import { tellReport } from '../shared/report-flags.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { commandLine } from '../terminal/shell.ts';
import { stopTexts } from './output.ts';

/** Minimum interval between reports, because epochs may be shorter. */
const LEAST_MS = 1000;

interface Planned {
  /** The paths of the report and its figures, if requested. */
  readonly report: string | undefined;
  readonly plots: string | undefined;
  /** The path of the model. */
  readonly out: string;
  readonly settings: TrainingSettings;
  readonly data: string;
  /** The command as typed. */
  readonly command: string;
}

export class TrainingReporter {
  readonly #planned: Planned;
  readonly #architecture: Architecture;
  readonly #before: FirstLayer | null;
  readonly #console: Console;
  readonly #tools = reportTools();
  readonly #history: EpochRecord[];
  readonly #speeds: { epoch: number; speed: number }[] = [];
  readonly #started = performance.now();
  readonly #secondsBefore: number;
  #start: StartEvent | null = null;
  #writing: Promise<void> | null = null;
  #written = Number.NEGATIVE_INFINITY;
  #failed = false;

  /**
   * @param options of the training, whose initial weights are shown next to the current ones
   * @param console informed once if the report cannot be written, which does not stop training
   */
  constructor(planned: Planned, options: TrainingOptions, console: Console) {
    const { resume } = options;
    const { settings } = planned;
    this.#planned = planned;
    this.#console = console;
    this.#history = [...historyBefore(options)];
    this.#architecture = architectureOf(settings);
    this.#secondsBefore = resume?.seconds ?? 0;
    this.#before = firstLayerBefore(settings, options);
  }

  /** The outputs requested, for `--json`. */
  get written(): { readonly report?: string; readonly plots?: string } {
    const { report, plots } = this.#planned;
    return defined({ report, plots });
  }

  onEvent(event: TrainingEvent): void {
    if (event.event === 'progress') return;
    if (event.event === 'start') {
      this.#start = event;
      this.#offer(() => this.#write(this.#run(this.#before, null, '', true)));
      return;
    }
    const { epoch, loss, accuracy, validationLoss, validationAccuracy, samplesPerSecond } = event;
    this.#history.push({ epoch, loss, accuracy, validationLoss, validationAccuracy });
    this.#speeds.push({ epoch, speed: samplesPerSecond });
  }

  onCheckpoint({ arrays, best }: Checkpoint): void {
    const now = firstLayerOf(this.#architecture, arrays.parameters);
    this.#offer(() => this.#write(this.#run(now, best?.epoch ?? null, '', true)));
  }

  /** Writes the final report, which no longer reloads itself. */
  async finish({ model, stopped }: TrainingResult, saved: { model: string; sha256: string }): Promise<void> {
    const { architecture, parameters, training } = model;
    const best = training.epoch === this.#history.length ? null : training.epoch;
    const again = reproduceTraining(training);
    const note = stopTexts[stopped].replace(/^; /, '');
    const facts: TrainingRun['facts'] = [
      ['Model', `${saved.model}, SHA-256 ${saved.sha256}`],
      ['Images', `${training.data.name}, SHA-256 ${training.data.hash}`],
      ...(again === null ? [] : ([['To train it again', commandLine(...again), 'command']] as const)),
    ];
    await this.#end(firstLayerOf(architecture, parameters), best, note, facts);
  }

  /** Writes the final report of a training that ended without a model. */
  async fail(error: unknown): Promise<void> {
    await this.#end(null, null, optionsAsFlags((error as Error).message), []);
  }

  async #end(
    now: FirstLayer | null,
    best: number | null,
    note: string,
    facts: TrainingRun['facts'],
  ): Promise<void> {
    await this.#writing;
    if (this.#start === null) return; // it was rejected before it started
    const sentence = note === '' ? '' : `${note[0]?.toUpperCase()}${note.slice(1)}.`;
    const run = this.#run(now, best, sentence, false);
    await this.#write({ ...run, facts: [...facts, ...run.facts] });
    const { plots, report } = this.#planned;
    if (plots !== undefined) {
      await this.#attempt(() => savePlots(plots, trainingFigures(run), this.#tools, this.#console));
    }
    if (report !== undefined && !this.#failed) tellReport(report, this.#console);
  }

  /** Skipped if the previous report is still being written, or was written recently: the next epoch will write it. */
  #offer(write: () => Promise<void>): void {
    if (this.#writing !== null || performance.now() - this.#written < LEAST_MS) return;
    this.#writing = write().finally(() => {
      this.#written = performance.now();
      this.#writing = null;
    });
  }

  async #write(run: TrainingRun): Promise<void> {
    const { report } = this.#planned;
    if (report === undefined) return;
    await this.#attempt(async () => writeReport(report, await trainingReport(run, this.#tools)));
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!this.#failed) this.#console.info(printable(`${(error as Error).message}; training continues`));
      this.#failed = true;
    }
  }

  #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  #run(now: FirstLayer | null, best: number | null, note: string, running: boolean): TrainingRun {
    const { settings, out, data, command } = this.#planned;
    const start = this.#start;
    if (start === null) throw new Error('a report before the training has begun');
    return {
      model: out,
      start,
      epochs: settings.epochs,
      history: this.#history,
      speeds: this.#speeds,
      learningRates: learningRates(settings, start),
      best,
      seconds: this.#secondsBefore + this.#seconds(),
      running,
      gap: trainingGap(this.#history, settings, start.teachers),
      note,
      settings: nonDefaultSettings(settings, data).map(({ key, value, usual }) => ({
        name: flagOf(key),
        value: formatSetting(value),
        usual: usual === undefined ? '' : formatSetting(usual),
      })),
      weights: now === null || this.#before === null ? null : { before: this.#before, now },
      facts: [['Command', command, 'command']],
    };
  }
}
