// The kernels declared in ../../kernels.ts. WebAssembly SIMD without relaxed instructions: no fused multiply-add.

export * from './activation';
export { useThread } from './arguments';
export { augment } from './augment';
export { conv2d } from './conv2d';
export { conv2dGradients, conv2dPartialGradients } from './conv2d-filter-gradients';
export { conv2dInputGradient } from './conv2d-input-gradient';
export { affine, columnSums, weightGradient } from './dense';
export { dropout } from './dropout';
export { compressRows } from './lists';
export { sigmoidCrossEntropy, sigmoidSquaredError, softmax, softmaxCrossEntropy } from './loss';
export { crop, expand, pad } from './images';
export { averagePool2d, averagePool2dBackward, maxPool2d, maxPool2dBackward } from './pool';
export { compress, fillTables } from './records';
export { sparseAffine, sparseWeightGradient } from './sparse';
export { transpose } from './transpose';
export * from './adaptive';
export * from './update';
export { addL1Gradient, lerp, columnSquares, scale } from './weights';
