/** What programs see of the library beside what it computes: its types, and how it prints. */

import { inspect } from 'node:util';
import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import * as library from '../src/index.ts';
import {
  createKernels,
  type Dataset,
  formatModel,
  type LabelledImages,
  type Model,
  openDataset,
  parseModel,
  preprocess,
  type Training,
  type TrainingEvent,
  type TrainingResult,
  train,
} from '../src/index.ts';
import { loadEmbedded } from '../src/node/dataset/embedded.ts';
import { modelOf } from './exchange/support/architectures.ts';

const quick = {
  epochs: 2,
  hidden: [],
  augment: 'none',
  styles: 0,
  kernels: await createKernels({ backend: 'reference' }),
} as const;

describe('openDataset', () => {
  test('has the parts that a name has, or that are asked for, in its type', async () => {
    const whole = await openDataset('mnist-10k');
    expectTypeOf(whole.test).toEqualTypeOf<LabelledImages>();
    const { test: images, train: others } = await openDataset('mnist-10k', { test: true });
    expectTypeOf(images).toEqualTypeOf<LabelledImages>();
    expectTypeOf(others).toEqualTypeOf<LabelledImages | null>();
    expect([whole.train.count, images.count, others]).toEqual([9000, 1000, null]);
    const ofPath = (path: string) => openDataset(path);
    expectTypeOf(ofPath).returns.resolves.toEqualTypeOf<Dataset>();
  });
});

describe('train', () => {
  let dataset: Dataset;

  beforeAll(async () => {
    const { train: all, ...rest } = await openDataset('mnist-10k');
    dataset = {
      ...rest,
      train: { count: 100, images: all.images.slice(0, 78400), labels: all.labels.slice(0, 100) },
    };
  });

  test('for await keeps the result', async () => {
    const training = train({ ...quick, dataset });
    const events: TrainingEvent['event'][] = [];
    for await (const { event } of training) events.push(event);
    expect(events.filter((event) => event === 'epoch')).toHaveLength(2);
    const result = await training.result;
    expectTypeOf(result).toEqualTypeOf<TrainingResult>();
    expect(result).toMatchObject({ epochs: 2, interrupted: false });
    const again = train({ ...quick, dataset });
    let step = await again.next();
    while (!step.done) step = await again.next();
    expect(step.value.model.parameters).toEqual(result.model.parameters);
  });

  test('there is none where it is left, or throws', async () => {
    const left = train({ ...quick, dataset });
    for await (const _ of left) break;
    await expect(left.result).rejects.toThrow('ended early');
    const wrong = train({ ...quick, dataset: { ...dataset, train: null } });
    await expect(wrong.next()).rejects.toThrow(/train/);
    await expect(wrong.result).rejects.toThrow(/train/);
  });

  test('kernels and models print in a line', async () => {
    const training = train({ ...quick, dataset });
    for await (const _ of training);
    const { model } = await training.result;
    const line = 'Model { 784-10, 7,850 parameters }';
    expect(inspect(model)).toBe(line);
    expect(inspect(parseModel([...formatModel(model)].join(''), 'a.json'))).toBe(line);
    expect(inspect(quick.kernels)).toBe('Kernels { reference }');
    const kernels = await createKernels({ backend: 'simd', threads: 1 });
    expect(inspect(kernels)).toBe('Kernels { simd, 1 thread }');
    await kernels.close();
    expect(JSON.parse(JSON.stringify({ ...model, parameters: [] })).loss).toBe('cross-entropy');
  });
});

test('an image like those of a canvas needs no channels', () => {
  const data = new Uint8ClampedArray(40 * 40 * 4).fill(255);
  for (let y = 8; y < 32; y++) data.fill(0, (y * 40 + 18) * 4, (y * 40 + 22) * 4);
  for (let p = 3; p < data.length; p += 4) data[p] = 255;
  const image = { width: 40, height: 40, data };
  expect(preprocess(image)).toEqual(preprocess({ ...image, channels: 4 }));
  expect(() => preprocess({ width: 41, height: 40, data })).toThrow(
    'an image of 41x40 pixels cannot have 6400 bytes: give 1 to 4 a pixel',
  );
});

/** What a program in JavaScript may pass, where types would have said no. */
describe('what is no argument at all', () => {
  const { test: digits } = loadEmbedded();
  const model = modelOf({ network: 'dense 10' });
  const refused: Record<string, readonly unknown[][]> = {
    Predictor: [[], [null], [{}], ['a.json'], [Promise.resolve(model)], [[undefined]]],
    ablate: [[undefined, 0.5, 1]],
    allCombinations: [[]],
    compareModels: [[], [model], [model, model]],
    contamination: [[], [model]],
    datasetHash: [[], [{}]],
    decodeImage: [[], ['a.png']],
    digitsOf: [[]],
    drawAllograph: [[]],
    drawCombinations: [[]],
    evaluate: [[], [model], [model, digits], [model, 'mnist-10k'], ['a.json', digits, quick.kernels]],
    explain: [[], [model], [model, digits?.images.subarray(0, 784)]],
    findDigits: [[], [{}]],
    formatCheckpoint: [[]],
    formatModel: [[]],
    inspect: [[], ['a.json']],
    inspectUnit: [[]],
    meanActivations: [[], [model], [model, digits]],
    measureRobustness: [[], [model], [model, digits]],
    numberConfidence: [[], [{}]],
    openDataset: [[], [5]],
    parseCheckpoint: [[]],
    parseModel: [[]],
    predict: [[], [null, new Uint8Array(784)], ['a.json', new Uint8Array(784)]],
    preprocess: [[], [{}]],
    ranked: [[]],
    readCheckpoint: [[]],
    readImage: [[]],
    readModel: [[], [model]],
    recognitionObject: [['a.png']],
    recognize: [[], [{}], ['docs/five.jpg'], ['docs/five.jpg', 'a.json'], [new Uint8Array(9)]],
    teach: [[], [{}], [{ model }]],
    train: [[], [{}]],
    unpackEmbedded: [[]],
    writeCheckpoint: [[], ['a']],
    writeModel: [[], ['a.json']],
  };

  test.each(Object.keys(refused))('%s: an error of ours that names it', async (name) => {
    const call = Reflect.get(library, name) as (...args: unknown[]) => unknown;
    for (const args of refused[name]) {
      const run = async (): Promise<void> => {
        const value = name === 'Predictor' ? Reflect.construct(call, args) : call(...args);
        if (Symbol.iterator in Object(value)) Array.from(value as Iterable<unknown>);
        else if (Symbol.asyncIterator in Object(value)) for await (const _ of value as Training);
        else await value;
      };
      const error = await run().then(
        () => 'none',
        (reason: unknown) => reason,
      );
      expect(error, args.map(String).join()).toBeInstanceOf(library.UsageError);
    }
  });

  test('of a model: it says which functions give one, and what came instead', () => {
    const message = (got: string): string =>
      `model must be what \`await loadShippedModel()\` or \`await readModel(path)\` returns, got ${got}`;
    const read = (reader: unknown) => library.recognize('docs/five.jpg', reader as Model);
    return Promise.all([
      expect(read(undefined)).rejects.toThrow(message('nothing')),
      expect(read('a.json')).rejects.toThrow(message('"a.json"')),
      expect(read(library.loadShippedModel())).rejects.toThrow(message('a promise, which has to be awaited')),
    ]);
  });

  test('every function is here, but for those without arguments and the error classes', () => {
    const without =
      /^(createKernels|drawAllographs|fetchDataset|loadS|runWorker|sha256Of|decodePicture|readPicture|toMnistForm)/;
    const functions = Object.entries(library).filter(([, value]) => typeof value === 'function');
    const names = functions.map(([name]) => name).filter((name) => !/Error$|Diverged$/.test(name));
    expect(names.filter((name) => !without.test(name)).sort()).toEqual(Object.keys(refused).sort());
  });
});
