/** What a program in JavaScript passes to the library under a name that no option has. */

import { beforeAll, expect, test } from 'vitest';
import { catalog } from '../src/dataset/catalog.ts';
import {
  createKernels,
  explain,
  fetchDataset,
  findDigits,
  type Kernels,
  loadShippedModel,
  type Model,
  openDataset,
  preprocess,
  recognize,
  teach,
  train,
  UsageError,
} from '../src/index.ts';
import { madeDataset } from './support/made-digits.ts';

const dataset = madeDataset(20);
const inPage: string = '../src/browser/recognize.ts'; // whose types are those of a page
let kernels: Kernels;
let model: Model;
let recognizeInPage: (...args: unknown[]) => unknown;

beforeAll(async () => {
  kernels = await createKernels({ backend: 'reference' });
  model = await loadShippedModel();
  ({ recognize: recognizeInPage } = await import(inPage));
});

type Call = (options: object) => Promise<unknown>;

const image = { width: 40, height: 40, data: new Uint8Array(1600) };
const bytes = new Uint8Array(9); // of no image: options are checked before they are decoded

const calls: Readonly<Record<string, Call>> = {
  train: (options) => train({ dataset, kernels, ...options }).result,
  teach: (options) => teach(options as Parameters<typeof teach>[0]),
  explain: (options) => explain(model, new Uint8Array(784), kernels, options),
  recognize: async (options) => recognize(image, model, options),
  'recognize of a path': (options) => recognize('none.png', model, options),
  'recognize of bytes in a page': async (options) => recognizeInPage(bytes, model, options),
  preprocess: async (options) => preprocess(image, options),
  'the steps of preprocess': async (steps) => preprocess(image, { steps }),
  findDigits: async (options) => findDigits(image, options),
  createKernels: (options) => createKernels(options),
  'the parts of openDataset': (options) => openDataset('mnist-10k', options),
  'the options of openDataset': (options) => openDataset('mnist-10k', {}, options),
  fetchDataset: (options) => fetchDataset(catalog[0], options),
};

test.each([
  ['train', { epoch: 1, hiden: [16] }, 'epoch: unknown option (did you mean epochs?)'],
  ['train', { epochs: 1, hiden: [16] }, 'hiden: unknown option (did you mean hidden?)'],
  ['train', { batchsize: 8 }, 'batchsize: unknown option (did you mean batchSize?)'],
  ['train', { onCheckPoint: null }, 'onCheckPoint: unknown option (did you mean onCheckpoint?)'],
  ['train', { flavour: 'strange' }, 'flavour: unknown option'],
  ['teach', { model: null, rehersal: null }, 'rehersal: unknown option (did you mean rehearsal?)'],
  ['explain', { neares: 3 }, 'neares: unknown option (did you mean nearest?)'],
  ['recognize', { digit: true }, 'digit: unknown option (did you mean digits?)'],
  ['recognize', { layout: 'one', steps: {} }, 'steps: unknown option'],
  ['recognize of a path', { preproces: false }, 'preproces: unknown option (did you mean preprocess?)'],
  ['recognize of a path', { scale: 0.5 }, 'scale: unknown option'],
  ['recognize of bytes in a page', { inverted: 'yes' }, 'inverted: unknown option (did you mean invert?)'],
  ['preprocess', { step: {} }, 'step: unknown option (did you mean steps?)'],
  ['the steps of preprocess', { line: false }, 'line: unknown option (did you mean lines?)'],
  ['findDigits', { inverts: 'no' }, 'inverts: unknown option (did you mean invert?)'],
  ['createKernels', { thread: 1 }, 'thread: unknown option (did you mean threads?)'],
  ['the parts of openDataset', { tests: true }, 'tests: unknown option (did you mean test?)'],
  ['the options of openDataset', { datadir: 'a' }, 'datadir: unknown option (did you mean dataDir?)'],
  ['fetchDataset', { mirror: 'a' }, 'mirror: unknown option (did you mean mirrors?)'],
  ['train', { from: 5 }, 'from must be { model, sha256, extend }, got 5'],
  [
    'train',
    { resume: {} },
    'resume must be a checkpoint, such as onCheckpoint is called with, got an object',
  ],
  ['train', { signal: 5 }, 'signal must be the signal of an AbortController, got 5'],
  ['train', { onCheckpoint: 5 }, 'onCheckpoint must be a function, got 5'],
  [
    'recognize',
    { layout: 'digit' },
    'layout: must be one of auto, one, digits, got "digit" (did you mean digits?)',
  ],
  ['recognize', { scale: 0 }, 'scale must be a number above 0, got 0'],
  ['recognize of a path', { invert: true }, 'invert: must be one of auto, yes, no, got true'],
  ['recognize of bytes in a page', { layout: 1 }, 'layout: must be one of auto, one, digits, got 1'],
  ['preprocess', { invert: 'maybe' }, 'invert: must be one of auto, yes, no, got "maybe"'],
  ['createKernels', { backend: 'x' }, 'backend: must be one of auto, reference, simd, got "x"'],
])('%s of %j', async (name, options, message) => {
  const error = await calls[name](options).then(null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toMatchObject({ message });
});

test.each(['__proto__', 'constructor', 'toString', '0', ''])('%j is the name of no option', async (name) => {
  const options = JSON.parse(`{${JSON.stringify(name)}: 1}`);
  for (const call of Object.values(calls)) {
    // a spread sets no prototype, but defines it as a key
    await expect(call(options)).rejects.toThrow(`${name}: unknown option`);
  }
});

test('options that are no object', async () => {
  await expect(teach(undefined as never)).rejects.toThrow('options must be an object, got nothing');
  await expect(createKernels('simd' as never)).rejects.toThrow('options must be an object, got "simd"');
  expect(() => preprocess(image, null as never)).toThrow('options must be an object, got null');
  await expect(openDataset('mnist-10k', null as never)).rejects.toThrow(
    'options must be an object, got null',
  );
});
