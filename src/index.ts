/**
 * The library: the same powers as the command line, typed. Importing it starts nothing and loads no decoder:
 * `createKernels` starts worker threads, and the first picture loads what decodes it.
 */

export { type CatalogEntry, type CatalogFile, catalog } from './dataset/catalog.ts';
export type { Dataset, LabelledImages } from './dataset/dataset.ts';
export { type FetchEvent, type FetchOptions, fetchDataset } from './dataset/fetch.ts';
export {
  type DatasetParts,
  datasetNames,
  type OpenOptions,
  openDataset,
  type PictureOptions,
  type PictureReport,
} from './dataset/open.ts';
export {
  DataError,
  DivergedError,
  type ErrorKind,
  exitCodes,
  ModelError,
  NnError,
  PictureError,
  SystemError,
  UsageError,
} from './errors.ts';
export { type DecodedPicture, decodePicture, type PictureFormat, readPicture } from './image/decode.ts';
export { type Decisions, type DigitForm, type DigitOptions, type Steps, toMnistForm } from './image/digit.ts';
export type { Box, Picture } from './image/picture.ts';
export { findDigits, type Segment } from './image/segment.ts';
export type { Augmentation } from './matrix/augmentation.ts';
export { type Backend, createKernels, type KernelOptions } from './matrix/create.ts';
export type { Kernels, Scope } from './matrix/kernels.ts';
export type {
  ActivationKind,
  Architecture,
  LayerSpec,
  LossKind,
} from './network/architecture.ts';
export type { Models } from './network/committee.ts';
export type { Firing, Strongest } from './network/firing.ts';
export { type Inspection, inspect, type LayerInspection } from './network/inspection.ts';
export type { EpochRecord, Model, Provenance } from './network/model.ts';
export { readModel, writeModel } from './network/model-store.ts';
export { type Prediction, Predictor, predict } from './network/predict.ts';
export { type AugmentKind, augmentDefaults } from './training/augmentation.ts';
export type { Checkpoint } from './training/checkpoint.ts';
export { readCheckpoint, writeCheckpoint } from './training/checkpoint-file.ts';
export { type Comparison, compareModels } from './training/compare.ts';
export { TrainingDiverged } from './training/diverged.ts';
export { evaluate } from './training/evaluate.ts';
export type { ClassMetrics, Evaluation, Mistake, ReliabilityBin } from './training/evaluation.ts';
export type { EpochEvent, ProgressEvent, StartEvent, TrainingEvent } from './training/events.ts';
export {
  type ExplainOptions,
  type Explanation,
  explain,
  explainDefaults,
} from './training/explain.ts';
export {
  defaultLearningRates,
  type LearningSettings,
  type OptimizerKind,
} from './training/learning-settings.ts';
export type { Neighbour } from './training/nearest.ts';
export type { Covering, Occlusion } from './training/occlusion.ts';
export {
  type SettingsInput,
  type TrainingSettings,
  trainingDefaults,
} from './training/options.ts';
export { type Change, measureRobustness, type RobustnessRow } from './training/robustness.ts';
export {
  allCombinations,
  type Combination,
  type Dimension,
  drawCombinations,
  ranked,
  type Score,
} from './training/search.ts';
export type { Start, TrainingOptions } from './training/session.ts';
export type { StopReason } from './training/stopping.ts';
export { type TrainingResult, train } from './training/train.ts';
export { version } from './version.ts';
