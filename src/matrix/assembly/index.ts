// The kernels of the contract in ../kernels.ts. WebAssembly SIMD without relaxed instructions: no fused multiply-add.

export { dropout, relu, reluBackward, sigmoid, sigmoidBackward } from './activation';
export { affine, columnSums, weightGradient } from './dense';
export { softmax, softmaxCrossEntropy } from './loss';
export { pack, packTransposed } from './panels';
export { compress, gather, reserveScratch, scratchBytes, sparseAffine, sparseWeightGradient } from './sparse';
export { adam, momentum, sgd } from './update';
