/** Reads the digits in picture files: node read.mjs photo.jpg scan.png */

import { createKernels, digitsOf, loadShippedModel, NnError, Predictor, recognize } from 'nn-digits';

const [model, kernels] = await Promise.all([loadShippedModel(), createKernels({ threads: 1 })]);
const predictor = new Predictor(model, kernels); // built once, used for all pictures

for (const path of process.argv.slice(2)) {
  try {
    const digits = digitsOf(await recognize(path, predictor));
    const number = digits.map(({ digit }) => digit).join('');
    const confidence = Math.min(...digits.map((digit) => digit.confidence));
    console.log(digits.length === 0 ? `${path}: no digit` : `${path}: ${number} (${confidence.toFixed(3)})`);
  } catch (error) {
    if (!(error instanceof NnError)) throw error; // a bug, not a bad picture
    console.error(error.message);
    process.exitCode = 1;
  }
}

predictor.close();
await kernels.close();
