import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../src/image/candidates.ts';
import { lowestConfidence, recognizeCandidates } from '../../src/image/recognize.ts';
import type { Model } from '../../src/network/model.ts';
import { Predictor } from '../../src/network/predict.ts';
import { smallModel } from '../support/small-model.ts';

/** Reads pixel n as the logit of digit n. */
const weights = new Float32Array(7840);
for (let digit = 0; digit < 10; digit++) weights[digit * 10 + digit] = 20;
const model: Model = {
  ...smallModel(),
  architecture: [{ kind: 'dense', inputs: 784, outputs: 10 }],
  parameters: [weights, new Float32Array(10)],
};

/** What the net reads as `digit`, the surer the more `ink` there is. */
function view(digit: number, ink: number, halves?: readonly [Candidate, Candidate]): Candidate {
  const pixels = new Uint8Array(784);
  pixels[digit] = ink;
  return { pixels, decisions: null, ...(halves && { halves }) };
}

const SURE = 250;
const HARDLY = 60;

async function numbers(...pictures: readonly (readonly Candidate[])[]): Promise<string[]> {
  const read = recognizeCandidates(
    pictures.map((line) => ({ kind: 'number', lines: [line] })),
    new Predictor(model),
  );
  return read.map(({ lines }) =>
    lines.map(({ digits }) => digits.map(({ digit }) => digit).join('')).join(' '),
  );
}

describe('recognizeCandidates', () => {
  test('pictures apart, digits in their order, also of pictures without any', async () => {
    expect(await numbers([view(3, SURE), view(0, SURE)], [], [view(7, HARDLY)])).toEqual(['30', '', '7']);
    expect(await numbers([])).toEqual(['']);
  });

  test('halves where both are surer than the whole', async () => {
    const both = [view(1, SURE), view(2, SURE)] as const;
    const one = [view(1, SURE), view(2, HARDLY)] as const;
    expect(await numbers([view(5, HARDLY + 10, both)])).toEqual(['12']);
    expect(await numbers([view(5, HARDLY + 10, one)])).toEqual(['5']);
    expect(await numbers([view(5, HARDLY - 10, one)])).toEqual(['12']);
    expect(await numbers([view(5, SURE, [view(1, SURE), view(2, SURE)])])).toEqual(['5']); // as sure is not surer
  });

  test('halves of halves', async () => {
    const right = view(9, HARDLY, [view(2, SURE), view(3, SURE)]);
    expect(await numbers([view(5, SURE - 50, [view(1, SURE), right]), view(4, SURE)])).toEqual(['1234']);
    const unsure = view(9, HARDLY, [view(2, SURE), view(3, HARDLY - 20)]);
    expect(await numbers([view(5, HARDLY - 10, [view(1, SURE), unsure])])).toEqual(['19']);
  });

  test('a number is as sure as its least sure digit', async () => {
    const line = [view(1, SURE), view(2, HARDLY)];
    const [{ lines }] = recognizeCandidates([{ kind: 'number', lines: [line] }], new Predictor(model));
    expect(lowestConfidence(lines[0].digits)).toBe(lines[0].digits[1].confidence);
  });
});
