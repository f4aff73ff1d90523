/** `nn train --log-dir`: event files for TensorBoard, and a CSV file with the same data, one row per epoch. */

import { appendFileSync, writeFileSync } from 'node:fs';
import { SystemError } from '../../errors.ts';
import { eventFileStart, imageEvent, scalarEvent } from '../../exchange/tensorboard/events.ts';
import type { Architecture } from '../../network/architecture.ts';
import { encodePng } from '../../node/encode-png.ts';
import { explainSystemError } from '../../node/files.ts';
import { firstLayerBefore, learningRates } from '../../report/training/beginning.ts';
import { weightGrid } from '../../report/weight-grid.ts';
import { type FirstLayer, firstLayerOf } from '../../report/weights.ts';
import { architectureOf } from '../../settings/network-settings.ts';
import type { TrainingSettings } from '../../settings/training-settings.ts';
import type { Checkpoint } from '../../training/checkpoint.ts';
import type { EpochEvent, TrainingEvent } from '../../training/events.ts';
import { historyBefore } from '../../training/origin.ts';
import type { TrainingResult } from '../../training/train.ts';
import type { TrainingOptions } from '../../training/trainer.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { csvHead, csvPath, eventPath, type RunName, runNames } from './log-dir.ts';

const now = (): number => Date.now() / 1000;

export class TrainingLog {
  readonly #folder: string;
  readonly #settings: TrainingSettings;
  readonly #architecture: Architecture;
  readonly #before: FirstLayer | null;
  readonly #epochsBefore: number;
  readonly #rows: readonly string[];
  readonly #console: Console;
  readonly #files: Readonly<Record<RunName, string>>;
  #rates: readonly number[] = [];
  #failed = false;

  /**
   * @param folder prepared by `prepareLogDir`, whose `rows` are written first
   * @param console informed once if the logs can no longer be written, which does not stop training
   */
  constructor(
    { folder, rows, settings }: { folder: string; rows: readonly string[]; settings: TrainingSettings },
    options: TrainingOptions,
    console: Console,
  ) {
    this.#folder = folder;
    this.#rows = rows;
    this.#settings = settings;
    this.#console = console;
    this.#architecture = architectureOf(settings);
    this.#before = firstLayerBefore(settings, options);
    this.#epochsBefore = epochsBefore(options) ?? 0;
    const seconds = now();
    this.#files = {
      train: eventPath(folder, 'train', seconds),
      validation: eventPath(folder, 'validation', seconds),
    };
  }

  onEvent(event: TrainingEvent): void {
    if (event.event === 'start') {
      this.#rates = learningRates(this.#settings, event);
      this.#attempt(() => {
        writeFileSync(csvPath(this.#folder), [csvHead, ...this.#rows.map((row) => `${row}\n`)].join(''));
        const started = eventFileStart(now(), this.#epochsBefore === 0 ? 0 : this.#epochsBefore + 1);
        for (const run of runNames) {
          if (run === 'train' || event.validation > 0) appendFileSync(this.#files[run], started);
        }
        if (this.#epochsBefore === 0) this.#image(0, this.#before);
      });
    } else if (event.event === 'epoch') this.#attempt(() => this.#epoch(event));
  }

  onCheckpoint({ arrays, position }: Checkpoint): void {
    const epoch = position.epoch - 1;
    if (position.seen > 0 || !isImageDue(epoch)) return;
    this.#attempt(() => this.#image(epoch, firstLayerOf(this.#architecture, arrays.parameters)));
  }

  /** Logs the weights that are kept as those of the last epoch. */
  finish({ model: { architecture, parameters, training } }: TrainingResult): void {
    this.#attempt(() => this.#image(training.history.length, firstLayerOf(architecture, parameters)));
    if (!this.#failed) this.#console.info(`Logs in ${printable(this.#folder)}`);
  }

  #epoch(event: EpochEvent): void {
    const { epoch, loss, accuracy, validationLoss, validationAccuracy, seconds, samplesPerSecond } = event;
    const rate = this.#rates[epoch - 1] ?? this.#settings.lr;
    const numbers = { loss, accuracy, learning_rate: rate, images_per_second: samplesPerSecond };
    appendFileSync(this.#files.train, scalarEvent(now(), epoch, numbers));
    if (validationLoss !== null && validationAccuracy !== null) {
      const validation = { loss: validationLoss, accuracy: validationAccuracy };
      appendFileSync(this.#files.validation, scalarEvent(now(), epoch, validation));
    }
    const cells = [epoch, loss, accuracy, validationLoss ?? '', validationAccuracy ?? ''];
    appendFileSync(csvPath(this.#folder), `${[...cells, rate, seconds, samplesPerSecond].join(',')}\n`);
  }

  #image(epoch: number, layer: FirstLayer | null): void {
    if (layer === null) return;
    const { width, height, rgb } = weightGrid(layer);
    const image = { width, height, png: encodePng(rgb, width, height, 3) };
    appendFileSync(this.#files.train, imageEvent(now(), epoch, `first_layer/${layer.kind}`, image));
  }

  #attempt(write: () => void): void {
    if (this.#failed) return;
    try {
      write();
    } catch (error) {
      this.#failed = true;
      const reason = new SystemError(`${this.#folder}: cannot write the logs: ${explainSystemError(error)}`);
      this.#console.info(printable(`${reason.message}; training continues`));
    }
  }
}

/** The epochs of the training that is continued; null for a new training. */
export function epochsBefore(options: Pick<TrainingOptions, 'resume' | 'from'>): number | null {
  const isNew = options.resume === undefined && !options.from?.extend;
  return isNew ? null : historyBefore(options).length;
}

/** Each of the first ten epochs, then every tenth up to 100, and so on, which limits the size for long trainings. */
function isImageDue(epoch: number): boolean {
  return epoch % 10 ** Math.floor(Math.log10(Math.max(epoch, 1))) === 0;
}
