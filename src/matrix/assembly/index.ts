// The kernels of the contract in ../kernels.ts. WebAssembly SIMD without relaxed instructions: no fused multiply-add.

export { dropout, relu, reluBackward, sigmoid, sigmoidBackward } from './activation';
export { affine, columnSums, weightGradient } from './dense';
export { softmax, softmaxCrossEntropy } from './loss';
export { leaveOutZeros } from './activations-sparse';
export { compress, fillValues, sparseAffine, sparseWeightGradient } from './sparse';
export { transpose } from './transpose';
export { adam, momentum, sgd } from './update';
