// The passes over pixels declared in ../pixel-kernels.ts. WebAssembly SIMD without relaxed instructions.

export { firstFree } from './memory';
export { crop, extend, level, lower } from './background';
export { copyGrey, invert, transpose, widen } from './planes';
export { shrinkByMean, smooth, sumSquares } from './means';
export { countBrightness, countBytes, countDifferences, countLevels, countNear, countRounded, countWhole } from './histograms';
export { divideByConstant, divideByPaper } from './ink';
export { countOff, countTops, hasDarkFrame, sumAbove, sumFrame, sumLine } from './sums';
export { supportLines } from './line-support';
export { findRidges, scoreLean } from './ridges';
export { findRuns, joinRuns, labelRuns, markParts } from './runs';
export { coreLevels, stretchInk } from './digit';
export { resampleColumns, resampleRows } from './resample';
export { raiseAll, raiseNearFull } from './grow';
export { measureOutline } from './stroke';
export { dilate, isConstant } from './morphology';
export { countSheet, findSteps, scanEdge } from './edges';
export { cheapestSeam, countMaskRuns, findNotches, labelParts, maskInk, measureParts } from './seams';
export { holdsFaintInk, markBand, markOutside, measureDistances, ownPixels, rowSpans } from './shape';
export { sampledMedian } from './median';
export { strongestLine } from './strongest-line';
