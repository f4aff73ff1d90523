/** Exported ONNX files, run by ONNX Runtime. */

import { InferenceSession, Tensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportOnnx } from '../../src/exchange/onnx/export.ts';
import { MODEL } from '../../src/exchange/onnx/messages.ts';
import { Budget, readMessage } from '../../src/exchange/onnx/wire.ts';
import { activationKinds, lossKinds } from '../../src/network/architecture.ts';
import { layerKinds } from '../../src/network/layer-kinds/index.ts';
import type { Model } from '../../src/network/model.ts';
import { loadShippedModel } from '../../src/node/shipped-model.ts';
import { modelOf, nets } from './support/architectures.ts';
import { compareAnswers, predictions, testDigits } from './support/digits.ts';

let images: Uint8Array;
beforeAll(async () => {
  images = await testDigits();
});

const BATCH = 1000;

async function runOnnx(file: Uint8Array): Promise<{ logits: Float32Array; probabilities: Float32Array }> {
  const session = await InferenceSession.create(file);
  expect(session.inputNames).toEqual(['image']);
  expect(session.outputNames).toEqual(['logits', 'probabilities']);
  const count = images.length / 784;
  const [logits, probabilities] = [new Float32Array(count * 10), new Float32Array(count * 10)];
  for (let start = 0; start < count; start += BATCH) {
    const pixels = Float32Array.from(
      images.subarray(start * 784, (start + BATCH) * 784),
      (byte) => byte / 255,
    );
    const out = await session.run({ image: new Tensor('float32', pixels, [pixels.length / 784, 1, 28, 28]) });
    logits.set(out.logits.data as Float32Array, start * 10);
    probabilities.set(out.probabilities.data as Float32Array, start * 10);
  }
  await session.release();
  return { logits, probabilities };
}

async function check(model: Model): Promise<void> {
  const { logits, probabilities } = await runOnnx(exportOnnx(model));
  const expected = await predictions(model, images);
  const { others, apart } = compareAnswers(expected, probabilities);
  expect(others).toBe(0);
  expect(apart).toBeLessThan(1e-5);
  expect(new Set(expected.map(({ digit }) => digit)).size).toBeGreaterThan(1); // a net that always says 7 tests little
  expect(logits.every(Number.isFinite)).toBe(true);
}

describe('ONNX Runtime gives the answers of nn, probabilities within 1e-5', () => {
  test.each(nets)('$network, $loss', async (net) => {
    await check(modelOf(net));
  });

  test('the model that ships with nn', async () => {
    await check(await loadShippedModel());
  });

  test('every layer, activation and loss is among them', () => {
    const kinds = new Set(nets.flatMap((net) => modelOf(net).architecture.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual([...new Set([...layerKinds, ...activationKinds])].sort());
    expect(new Set(nets.map(({ loss = 'cross-entropy' }) => loss))).toEqual(new Set(lossKinds));
  });
});

test('labels and provenance are in the metadata', async () => {
  const training = (await loadShippedModel()).training!;
  const file = exportOnnx({ ...modelOf(nets[2]), training });
  const { metadata, producerName, opsetImport } = readMessage(file, MODEL, new Budget(10_000));
  const facts = Object.fromEntries(metadata.map(({ key, value }) => [key, JSON.parse(value)]));
  expect(producerName).toBe('nn');
  expect(opsetImport).toEqual([{ domain: '', version: 17 }]);
  expect(facts['nn.labels']).toEqual(nets[2].classNames);
  expect(facts['nn.training']).toEqual(training);
});
