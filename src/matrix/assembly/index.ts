// The kernels of the contract in ../kernels.ts. WebAssembly SIMD without relaxed instructions: no fused multiply-add.

export { dropout, relu, reluBackward, sigmoid, sigmoidBackward } from './activation';
export { augment } from './augment';
export { affine, columnSums, weightGradient } from './dense';
export { leaveOutZeros } from './lists';
export { softmax, softmaxCrossEntropy } from './loss';
export { compress, fillValues, sparseAffine, sparseWeightGradient } from './sparse';
export { transpose } from './transpose';
export { adam, momentum, sgd } from './update';
