/**
 * The Node library: everything the command line does, typed. Importing it has no side effects: `createKernels` starts
 * worker threads, and image decoders are loaded with the first image.
 */

export * from './core.ts';
export { readCheckpoint, writeCheckpoint } from './node/checkpoint-store.ts';
export { type FetchEvent, type FetchOptions, fetchDataset } from './node/dataset/fetch.ts';
export type {
  ImageFolderOptions as PictureOptions,
  ImageFolderReport as PictureReport,
} from './node/dataset/open.ts';
export {
  type BuiltInName,
  type DatasetParts,
  type DatasetWith,
  datasetNames,
  type ImageFolderOptions,
  type ImageFolderReport,
  type OpenOptions,
  openDataset,
  type WholeDataset,
} from './node/dataset/open.ts';
export {
  decodeImage,
  decodeImage as decodePicture,
  readImage,
  readImage as readPicture,
} from './node/decode.ts';
export { createKernels } from './node/kernels.ts';
export { readModel, writeModel } from './node/model-store.ts';
export { predict } from './node/predict.ts';
export { type RecognizeFileOptions, recognize } from './node/recognize.ts';
export { loadShippedModel } from './node/shipped-model.ts';
