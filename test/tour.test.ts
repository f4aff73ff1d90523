/** The tour can be followed: in an empty folder every command prints what its chapter shows, in both languages. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { worked } from '../examples/backpropagation.ts';
import { Activation } from '../src/layers/activation.ts';
import { Dense } from '../src/layers/dense.ts';
import { SoftmaxCrossEntropy } from '../src/losses/softmax-cross-entropy.ts';
import { ReferenceKernels } from '../src/matrix/reference/reference-kernels.ts';
import { skippedSlow } from './support/exhaustive.ts';
import { codeBlocks, readDocument, root } from './support/markdown.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { chapters, commandsOf, run, timeless, tourFolder } from './support/tour.ts';

/** Whether the output is that: its parts between `...` in their order, and nothing else where there is no `...`. */
function expectShown(printed: string, shown: string): void {
  const output = timeless(printed);
  const parts = timeless(shown).split(/^\.\.\.\n/m);
  let end = 0;
  for (const [n, part] of parts.entries()) {
    const start = n === parts.length - 1 ? output.lastIndexOf(part) : output.indexOf(part, end);
    if (start < end || (n === 0 && start !== 0)) expect(output).toBe(timeless(shown)); // shows both
    end = start + part.length;
  }
  if (end !== output.length) expect(output).toBe(timeless(shown));
}

test('every command prints what its chapter shows, in their order, in an empty folder', ({ skip }) => {
  if (skippedSlow !== null) skip(skippedSlow);
  const tour = tourFolder(temporaryFolder());
  const all = chapters.flatMap((name) => commandsOf(`docs/tour/${name}`));
  expect(chapters).toHaveLength(10);
  expect(all.length).toBeGreaterThanOrEqual(chapters.length);
  for (const { command, output } of all) expectShown(run(command, tour), output);
});

test('the parts that are shown must be there, in their order, to the end', () => {
  expectShown('a\nb 1.5 s\nc\n', 'a\nb 7 s\nc\n');
  expectShown('a\nb  1:05\nc\n', 'a\nb 7.1 s\nc\n');
  expectShown('a\nb\nc\n', '...\nb\n...\n');
  for (const wrong of ['b\nc\n', 'a\n', 'a\nb\nd\n', '...\nc\n...\nb\n...\n', 'a\nb\nc\nd\n']) {
    expect(() => expectShown('a\nb\nc\n', wrong), wrong).toThrow();
  }
});

test('the worked example has the gradients of the layers of nn', () => {
  const kernels = new ReferenceKernels();
  const layerOf = (weights: number[][], bias: number[]): Dense => {
    const layer = new Dense(kernels, 2, 2);
    layer.weights.value.copyIn(weights.flat());
    layer.bias.value.copyIn(bias);
    layer.parametersChanged();
    return layer;
  };
  const { before, x, label, h, loss, dW1, db1, dW2, db2, dh, dz2 } = worked;
  const pass = { training: true, randomKey: 0 };
  const hidden = layerOf(before.W1, before.b1);
  const sigmoid = new Activation(kernels, 'sigmoid', 2);
  const output = layerOf(before.W2, before.b2);
  const [input, z1, a, z2, gradient2, gradientH, gradient1] = Array.from({ length: 7 }, () =>
    kernels.matrix(1, 2),
  );
  input.data.set(x);
  hidden.forward(z1, input);
  sigmoid.forward(a, z1, pass);
  output.forward(z2, a);
  const losses = kernels.matrix(1, 1);
  new SoftmaxCrossEntropy(kernels).forwardBackward(gradient2, losses, z2, Uint8Array.of(label), true);
  output.parameterGradients(a, gradient2);
  output.backward(gradientH, gradient2);
  sigmoid.backward(gradient1, gradientH, a);
  hidden.parameterGradients(input, gradient1);
  const pairs: [string, ArrayLike<number>, number[]][] = [
    ['h', a.data, h],
    ['loss', losses.data, [loss]],
    ['dz2', gradient2.data, dz2],
    ['dh', gradientH.data, dh],
    ['dW2', output.weights.gradient.copyOut(), dW2.flat()],
    ['db2', output.bias.gradient.copyOut(), db2],
    ['dW1', hidden.weights.gradient.copyOut(), dW1.flat()],
    ['db1', hidden.bias.gradient.copyOut(), db1],
  ];
  for (const [name, ours, theirs] of pairs) {
    expect(ours.length, name).toBe(theirs.length);
    for (const [n, value] of theirs.entries()) expect(Math.abs(ours[n] - value), name).toBeLessThan(1e-6);
  }
});

describe.each(['README.md', ...chapters])('%s in both languages', (name) => {
  const paths = [`docs/tour/${name}`, `docs/tour/zh-CN/${name}`];
  const [english, chinese] = paths.map(readDocument);
  const linksOf = (text: string): string[] =>
    Array.from(text.matchAll(/\]\(([^)]+)\)/g), (match) => match[1]).filter((link) => !link.includes(':'));

  test('has the same commands, outputs and formulas', () => {
    for (const language of ['', 'text'])
      expect(codeBlocks(chinese, language)).toEqual(codeBlocks(english, language));
  });

  test('has the same headings, pictures and numbers', () => {
    const outline = (text: string) => ({
      headings: text.match(/^#+ (?:\d+)?/gm),
      pictures: Array.from(text.matchAll(/!\[[^\]]*\]\((?:\.\.\/)?([^)]+)\)/g), (match) => match[1]),
      steps: text.match(/^(?:\d+\.|-|\[\d+\]) /gm),
      bold: text.match(/\*\*/g)?.length,
      paragraphs: text.replace(/^```.*?^```$/gms, '```').split(/\n{2,}/).length,
    });
    expect(outline(chinese)).toEqual(outline(english));
  });

  test('links to what is there', () => {
    for (const [n, text] of [english, chinese].entries()) {
      for (const link of linksOf(text)) expect(existsSync(join(root, paths[n], '..', link)), link).toBe(true);
    }
  });
});
