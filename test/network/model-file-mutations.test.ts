/** Whatever happens to a model file: it reads, and what it gives is usable, or it is refused. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { loadParameters } from '../../src/network/model.ts';
import { formatModel, parseModel } from '../../src/network/model-file.ts';
import { Network } from '../../src/network/network.ts';
import { smallModel } from '../support/small-model.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Mutations of each kind; `npm run study:mutations` sets NN_MUTATIONS for more. */
const numRuns = Number(process.env.NN_MUTATIONS ?? 600);
const seed = Number(process.env.NN_MUTATION_SEED ?? 2);

const text = [...formatModel(smallModel())].join('');

/** What was read must be usable: a net takes it. */
function readOrRefuse(text: string): void {
  let read: ReturnType<typeof parseModel>;
  try {
    read = parseModel(text, 'mutant.json');
  } catch (error) {
    if (error instanceof ModelError && error.message.startsWith('mutant.json: ')) return;
    throw error;
  }
  loadParameters(new Network(new ReferenceKernels(), read.architecture, 1), read.parameters);
  for (const numbers of read.parameters) expect(numbers.every(Number.isFinite)).toBe(true);
}

describe('any mutation either reads or is refused with a ModelError', () => {
  test('of the text', () => {
    const snippet = fc.oneof(
      fc.constantFrom(
        '',
        '1e999',
        '-',
        '{',
        '[',
        ']',
        '}',
        ',',
        '"',
        'null',
        '[[',
        '0',
        '1e9',
        '\\',
        '\u0000',
        'NaN',
      ),
      fc.string({ maxLength: 5 }),
    );
    const place = fc.oneof(
      fc.nat(text.length),
      fc.nat(700),
      fc.nat(400).map((k) => text.length - k),
    );
    fc.assert(
      fc.property(place, fc.oneof(fc.constant(0), fc.nat(3), fc.nat(5000)), snippet, (at, removed, added) => {
        readOrRefuse(text.slice(0, at) + added + text.slice(at + removed));
      }),
      { seed, numRuns },
    );
  });

  test('of the tree', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        -1,
        0,
        1,
        2,
        9,
        10,
        783,
        784,
        785,
        1e9,
        1e39,
        -1e-50,
        0.5,
        '',
        'dense',
        'relu',
        'sigmoid',
        null,
      ),
      fc.constantFrom(undefined, [], {}, [0], [[0]], { kind: 'relu' }, { kind: 'dropout', rate: 0.999999 }),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), value, (turns, replacement) => {
        const tree = JSON.parse(text) as Record<string, Json>;
        let place = tree;
        for (const [k, turn] of turns.entries()) {
          const keys = Object.keys(place);
          if (keys.length === 0) break;
          const key = keys[turn % keys.length];
          const next = place[key];
          if (k < turns.length - 1 && typeof next === 'object' && next !== null) {
            place = next as Record<string, Json>;
            continue;
          }
          if (replacement === undefined) delete place[key];
          else place[key] = replacement as Json;
          break;
        }
        readOrRefuse(JSON.stringify(tree));
      }),
      { seed: seed + 1, numRuns },
    );
  });
});
