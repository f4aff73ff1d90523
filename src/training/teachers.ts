/** The networks that a training learns from besides the labels; `losses/distillation.ts` has the loss. */

import { CLASSES } from '../dataset/dataset.ts';
import { checkArgument, ModelError } from '../errors.ts';
import type { Input } from '../layers/layer.ts';
import type { SoftTargets } from '../losses/distillation.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import { checkModel, loadParameters, type Model } from '../network/model.ts';
import { Network } from '../network/network.ts';
import { SettingError } from '../settings/setting-error.ts';
import type { TrainingSettings } from '../settings/training-settings.ts';

/** A trained model whose outputs are targets. */
export interface Teacher {
  readonly model: Model;
  /** SHA-256 of its file, in hex. */
  readonly sha256: string;
  /** What errors call it, such as the path of its file; without, its number. */
  readonly name?: string;
}

/** @throws UsageError if these are no teachers */
export function checkTeachers(teachers: readonly Teacher[]): void {
  const isTeacher = (teacher?: Teacher): boolean =>
    typeof teacher?.sha256 === 'string' && ['string', 'undefined'].includes(typeof teacher.name);
  const isList = Array.isArray(teachers) && teachers.every(isTeacher);
  checkArgument(isList, 'teachers', 'a list of { model, sha256, name? }', teachers);
  for (const { model } of teachers) checkModel(model, 'the model of a teacher');
}

function namesOf(teachers: readonly Teacher[]): string[] {
  return teachers.map(({ name }, k) => {
    const numbered = `teacher ${k + 1} of ${teachers.length}`;
    return name === undefined ? numbered : `${numbered}, ${name},`;
  });
}

/**
 * @param classNames of the data
 * @throws SettingError if the training has another loss than cross-entropy; ModelError if a teacher distinguishes other
 *   classes, or sees the images otherwise
 */
export function checkTeaching(
  teachers: readonly Teacher[],
  { loss, binarize }: Pick<TrainingSettings, 'loss' | 'binarize'>,
  classNames: Model['classNames'],
): void {
  if (teachers.length === 0) return;
  if (loss !== 'cross-entropy') {
    throw new SettingError('loss', `must be cross-entropy to learn from teachers, got ${loss}`);
  }
  const names = namesOf(teachers);
  for (const [k, { model }] of teachers.entries()) {
    const name = names[k];
    if (String(model.classNames) !== String(classNames)) {
      throw new ModelError(`${name} distinguishes other classes than the data has`);
    }
    if (model.binarize !== binarize) {
      const [its, own] = model.binarize ? ['binarized', 'grey'] : ['grey', 'binarized'];
      throw new ModelError(`${name} expects ${its} pixels, and this training has ${own} ones`);
    }
  }
}

/** The mean of the probabilities of all teachers, for a batch at a time. */
export class Teachers {
  readonly targets: SoftTargets;
  readonly #kernels: Kernels;
  readonly #networks: readonly Network[];
  readonly #names: readonly string[];
  readonly #temperatures: readonly number[];
  readonly #ofOne: Matrix;

  constructor(
    teachers: readonly Teacher[],
    kernels: Kernels,
    { batchSize, teacherWeight, teacherTemperature }: TrainingSettings,
  ) {
    this.#kernels = kernels;
    this.#networks = teachers.map(({ model }) => {
      const network = new Network(kernels, model.architecture, batchSize, model.loss);
      loadParameters(network, model.parameters);
      return network;
    });
    this.#names = namesOf(teachers);
    this.#temperatures = teachers.map(({ model }) => model.temperature * teacherTemperature);
    this.#ofOne = kernels.matrix(batchSize, CLASSES);
    this.targets = {
      probabilities: kernels.matrix(batchSize, CLASSES),
      temperature: teacherTemperature,
      weight: teacherWeight,
    };
  }

  /** Computes the targets of a batch. x: N x 784. @throws ModelError if the outputs of a teacher are not finite */
  forward(x: Input): void {
    const { probabilities } = this.targets;
    probabilities.rows = x.rows;
    const sums = new Float64Array(x.rows * CLASSES);
    for (const [k, network] of this.#networks.entries()) {
      network.probabilities(this.#ofOne, x, this.#temperatures[k]);
      this.#kernels.finish(); // the N x 10 elements are averaged here for all kernels
      for (let i = 0; i < sums.length; i++) sums[i] += this.#ofOne.data[i];
      if (!sums.every(Number.isFinite)) {
        throw new ModelError(`${this.#names[k]} has outputs that are not finite: its weights are too large`);
      }
    }
    for (let i = 0; i < sums.length; i++) probabilities.data[i] = sums[i] / this.#networks.length;
  }
}
