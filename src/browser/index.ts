/**
 * The browser library: networks are trained, evaluated and used in the browser, with the same bits as under Node.
 * Importing it has no side effects. Train and recognize in a dedicated worker, so as not to block the page; there, in
 * a cross-origin isolated page, `createKernels` also uses several threads.
 */

export * from '../core.ts';
export { type BlobLike, decodeImage } from './decode.ts';
export { type Address, type BrowserKernelOptions, createKernels } from './kernels.ts';
export { type RecognizeFileOptions, recognize } from './recognize.ts';
