/** What the reports of `nn-digits/report` are made of. */

import type { LabelledImages } from '../../dataset/dataset.ts';
import type { ExplainOptions } from '../../evaluation/explain.ts';
import type { RobustnessRow } from '../../evaluation/robustness.ts';
import type { Kernels } from '../../matrix/kernels.ts';
import type { Models } from '../../network/ensemble.ts';
import type { Model } from '../../network/model.ts';
import type { Fact } from '../../report/page.ts';
import type { TrainingEvent } from '../../training/events.ts';
import type { TrainingResult } from '../../training/train.ts';

/** What is measured, and on which images. */
export interface ReportedImages {
  /** The test images, which the models have not been trained on. */
  readonly images: LabelledImages;
  /** Where they come from, such as the `name` of a data set. */
  readonly data: string;
  /** The names of the classes 0 to 9, if they are not digits. */
  readonly classNames?: readonly string[];
  readonly kernels: Kernels;
  /** How to reproduce it, beside the SHA-256 of the images: names and values, and commands. */
  readonly facts?: readonly Fact[];
}

export interface EvaluationReportOptions extends ReportedImages {
  /** Such as the path of the model. */
  readonly name: string;
  /** One network, or an ensemble, which has no occlusion maps. */
  readonly model: Models;
  /** Of `measureRobustness`, to be drawn as well. */
  readonly robustness?: readonly RobustnessRow[];
}

export interface ComparisonReportOptions extends ReportedImages {
  readonly names: readonly [first: string, second: string];
  readonly models: readonly [first: Model, second: Model];
}

export interface ExplanationReportOptions extends Pick<ExplainOptions, 'nearest' | 'window'> {
  /** Of the image, such as its path. */
  readonly image: string;
  /** Of the model, such as its path. */
  readonly name: string;
  readonly model: Model;
  /** 784 bytes in MNIST's form: 0 is paper, 255 is ink. */
  readonly pixels: Uint8Array;
  readonly kernels: Kernels;
  /** The images to search for the nearest ones. */
  readonly among?: {
    readonly name: string;
    readonly images: LabelledImages;
    /** Whether the model was trained on them. */
    readonly learntFrom: boolean;
  };
  readonly facts?: readonly Fact[];
}

export interface FinishedTraining {
  /** Such as the path of the model. */
  readonly name: string;
  /** All that `train` yielded. */
  readonly events: readonly TrainingEvent[];
  readonly result: TrainingResult;
  /** How to reproduce it, beside the SHA-256 of the images: names and values, and commands. */
  readonly facts?: readonly Fact[];
}
