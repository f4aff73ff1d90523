/**
 * The common part of the Node library (`index.ts`) and the browser library (`browser/index.ts`): everything except
 * reading files and decoding images. On other platforms with WebAssembly, `createKernels` takes the bytes of
 * kernels.wasm and a function that starts threads.
 */

export { drawAllograph, drawAllographs } from './dataset/allographs/allographs.ts';
export { styles as allographStyles } from './dataset/allographs/styles.ts';
export type { Style as AllographStyle } from './dataset/allographs/writer.ts';
export { type CatalogEntry, type CatalogFile, catalog } from './dataset/catalog.ts';
export type { Dataset, LabelledImages } from './dataset/dataset.ts';
export { datasetHash } from './dataset/hash.ts';
export { EMBEDDED_NAME, unpackEmbedded } from './dataset/packed-digits.ts';
// Names of earlier versions, kept for compatibility.
export {
  DataError,
  DivergedError,
  type ErrorKind,
  exitCodes,
  ImageError,
  ImageError as PictureError,
  ModelError,
  NnError,
  SystemError,
  UsageError,
} from './errors.ts';
export { ablate } from './evaluation/ablation.ts';
export type { LayerActivation, LayerActivation as Firing, Strongest } from './evaluation/activations.ts';
export { type Comparison, compareModels } from './evaluation/compare.ts';
export { contamination, type MeasuredSplit } from './evaluation/contamination.ts';
export { evaluate } from './evaluation/evaluate.ts';
export type { ClassMetrics, Evaluation, Mistake, ReliabilityBin } from './evaluation/evaluation.ts';
export {
  type ExplainOptions,
  type Explanation,
  explain,
  explainDefaults,
} from './evaluation/explain.ts';
export type { Neighbour } from './evaluation/nearest.ts';
export type { Covering, Occlusion } from './evaluation/occlusion.ts';
export { type Change, measureRobustness, type RobustnessRow } from './evaluation/robustness.ts';
export {
  type Contribution,
  inspectUnit,
  meanActivations,
  type UnitInspection,
  type WeightImage,
} from './evaluation/unit.ts';
export type {
  DecodedImage,
  DecodedImage as DecodedPicture,
  ImageFormat,
  ImageFormat as PictureFormat,
} from './image/decode/decoded-image.ts';
export type { Box, ImagePixels, RasterImage, RasterImage as Picture } from './image/image.ts';
export { type PredictInput, predict } from './image/predict.ts';
export {
  type Decisions,
  type DigitForm,
  type DigitOptions,
  preprocess,
  preprocess as toMnistForm,
  type Steps,
} from './image/preprocess.ts';
export { type RecognitionObjectOptions, recognitionObject } from './image/recognition-object.ts';
export {
  digitsOf,
  numberConfidence,
  type Recognition,
  type RecognizedDigit,
  type RecognizedLine,
  recognize,
} from './image/recognize.ts';
export type { RecognizeOptions } from './image/recognize-options.ts';
export { findDigits, type Segment } from './image/segment/segment.ts';
export type { Augmentation } from './matrix/augmentation.ts';
export type { Backend, KernelOptions } from './matrix/create.ts';
export { createKernels, type KernelHost } from './matrix/create.ts';
export type { Kernels, Scope } from './matrix/kernels.ts';
export type { WasmSource } from './matrix/wasm/load.ts';
export type { Spawn, WorkerData, WorkerListener } from './matrix/wasm/worker.ts';
export { runWorker } from './matrix/wasm/worker.ts';
export type {
  ActivationKind,
  Architecture,
  LayerSpec,
  LossKind,
} from './network/architecture.ts';
export type { Models } from './network/ensemble.ts';
export { type Inspection, inspect, type LayerInspection } from './network/inspection.ts';
export type { EpochRecord, Model, Provenance } from './network/model.ts';
export { formatModel, parseModel } from './network/model-file.ts';
export { type Prediction, Predictor } from './network/predict.ts';
export { type AugmentKind, augmentDefaults } from './settings/augmentation-settings.ts';
export type { OptimizerSettings as LearningSettings } from './settings/optimizer-settings.ts';
export {
  defaultLearningRates,
  type OptimizerKind,
  type OptimizerSettings,
} from './settings/optimizer-settings.ts';
export {
  type SettingsInput,
  type TrainingSettings,
  trainingDefaults,
} from './settings/training-settings.ts';
export { type CreateSha256, loadSha256, type Sha256, sha256Of } from './sha256.ts';
export type { Checkpoint } from './training/checkpoint.ts';
export { formatCheckpoint, parseCheckpoint } from './training/checkpoint-file.ts';
export { TrainingDiverged } from './training/diverged.ts';
export type { StopReason } from './training/early-stopping.ts';
export type { EpochEvent, ProgressEvent, StartEvent, TrainingEvent } from './training/events.ts';
export type { Start } from './training/origin.ts';
export {
  allCombinations,
  type Combination,
  type Dimension,
  drawCombinations,
  ranked,
  type Score,
} from './training/search.ts';
export { type TeachOptions, type TeachResult, teach } from './training/teach.ts';
export type { Teacher } from './training/teachers.ts';
export { type Training, type TrainingResult, train } from './training/train.ts';
export type { TrainingOptions } from './training/trainer.ts';
export { version } from './version.ts';
