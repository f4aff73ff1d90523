/** docs/model-format.md names every field of a model file, and its Python reads digits as nn does. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatModel } from '../src/network/model-file.ts';
import { predict } from '../src/network/predict.ts';
import { madeImages } from './support/made-digits.ts';
import { codeBlocks, inlineCode, readDocument } from './support/markdown.ts';
import { everyLayerModel, smallModel } from './support/small-model.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const document = readDocument('docs/model-format.md');

/** `a.b.c` for every field; elements of lists are of one kind. */
function fieldPaths(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((element) => fieldPaths(element, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...path, key].join('.'),
    ...fieldPaths(inner, [...path, key]),
  ]);
}

test('every field of a model file is described', () => {
  const described = new Set(inlineCode(document).flatMap((code) => code.split('.')));
  for (const model of [smallModel(), everyLayerModel()]) {
    for (const path of new Set(fieldPaths(JSON.parse([...formatModel(model)].join('')), []))) {
      expect(described, path).toContain(path.split('.').pop());
    }
  }
});

function pythonVersion(): string | null {
  try {
    return execFileSync('python3', ['--version'], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return null;
  }
}

describe.skipIf(pythonVersion() === null)('its Python reads as nn does (skipped where there is none)', () => {
  test.each([
    ['dense layers', smallModel()],
    ['every kind of layer', everyLayerModel()],
  ])('%s', async (_, model) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'models'));
    writeFileSync(join(cwd, 'models', 'mnist.json'), [...formatModel(model)].join(''));
    const count = 40;
    const { images } = madeImages(count);
    const each = Array.from({ length: count }, (_, n) => [...images.subarray(n * 784, (n + 1) * 784)]);
    const program = `${codeBlocks(document, 'python')[0]}\nimport sys\nprint([read(image) for image in json.load(sys.stdin)])`;
    const answers = execFileSync('python3', ['-c', program], {
      cwd,
      encoding: 'utf8',
      input: JSON.stringify(each),
    });
    const digits = (await predict(model, images)).map(({ digit }) => digit);
    expect(JSON.parse(answers)).toEqual(digits);
    expect(new Set(digits).size).toBeGreaterThan(1); // a net that always says the same would agree with anything
  });
});
