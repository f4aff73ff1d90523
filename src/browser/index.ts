/**
 * The library for pages: nets that are trained, evaluated and used in the browser, with the same bits as under Node.
 * Importing it starts nothing. Train and recognize in a dedicated worker, which leaves the page free; there, and in a page
 * that is cross-origin isolated, `createKernels` also works with several threads.
 */

export * from '../core.ts';
export { type BlobLike, decodeImage } from './decode.ts';
export { type Address, type BrowserKernelOptions, createKernels } from './kernels.ts';
export { type RecognizeFileOptions, recognize } from './recognize.ts';
