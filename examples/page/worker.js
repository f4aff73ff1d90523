/** The worker: loads the model once, and reads the digits of each picture it is sent, without blocking the page. */

import {
  createKernels,
  digitsOf,
  NnError,
  numberConfidence,
  Predictor,
  parseModel,
  recognize,
} from 'nn-digits/browser';
import modelUrl from 'nn-digits/digits.json?url';

const predictor = open();
predictor.then(
  () => postMessage({ text: '' }),
  (error) => postMessage({ text: '', note: `The model cannot be loaded: ${error.message}` }),
);

async function open() {
  const [response, kernels] = await Promise.all([fetch(modelUrl), createKernels({ threads: 1 })]);
  return new Predictor(parseModel(await response.text(), 'digits.json'), kernels);
}

/** data: a File, or the ImageData of a canvas */
addEventListener('message', async ({ data }) => {
  try {
    const { reason, lines } = await recognize(data, await predictor);
    const digits = digitsOf({ lines });
    const confidence = numberConfidence(digits);
    postMessage(
      digits.length === 0
        ? { text: 'No digit', note: reason }
        : { text: digits.map(({ digit }) => digit).join(''), note: `confidence ${confidence.toFixed(3)}` },
    );
  } catch (error) {
    postMessage({ text: '', note: error instanceof NnError ? error.message : `A bug: ${error.message}` });
  }
});
