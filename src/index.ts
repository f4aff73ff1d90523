/**
 * The library: the same powers as the command line, typed. Importing it starts nothing and loads no decoder:
 * `createKernels` starts worker threads, and the first picture loads what decodes it.
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
export { type RecognizeFileOptions, recognize } from './node/recognize.ts';
export { loadShippedModel } from './node/shipped-model.ts';
