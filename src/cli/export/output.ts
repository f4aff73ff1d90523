/** The output of `nn export` for people: the file, and how to use it. */

import type { ExportFormat } from '../../exchange/export-formats.ts';
import { torchCode } from '../../exchange/safetensors/pytorch.ts';
import type { Model } from '../../network/model.ts';
import type { Paint } from '../terminal/colour.ts';
import { count, counted, percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

export interface Exported {
  readonly format: ExportFormat;
  readonly file: string;
  readonly bytes: number;
  readonly quantization: {
    readonly data: string;
    readonly count: number;
    readonly accuracy: number;
    readonly quantizedAccuracy: number;
  } | null;
}

export function exportText(exported: Exported, model: Model, paint: Paint): string {
  const { file, bytes, quantization } = exported;
  return [
    `${paint.bold(printable(file))}  ${count(Math.ceil(bytes / 1000))} kB`,
    ...(quantization === null ? [] : [costText(quantization)]),
    '',
    ...usage(exported, model).split('\n'),
  ]
    .join('\n')
    .trimEnd();
}

function costText(cost: NonNullable<Exported['quantization']>): string {
  const { data, count: images, accuracy, quantizedAccuracy } = cost;
  return (
    `Accuracy ${percent(quantizedAccuracy)} with 8 bits, ${percent(accuracy)} with 32, on ` +
    `${counted(images, 'test image')} of ${printable(data)}`
  );
}

const isHeader = (name: string): boolean => /\.h"$/i.test(name);

function usage({ format, file }: Exported, model: Model): string {
  const name = JSON.stringify(file.split(/[\\/]/).at(-1) ?? file);
  switch (format) {
    case 'onnx':
      return (
        'Input "image": N x 1 x 28 x 28 float32, from 0 (paper) to 1 (ink), in MNIST\'s form.\n' +
        'Outputs "logits" and "probabilities": N x 10 float32; probabilities are calibrated.'
      );
    case 'safetensors':
      return torchCode(model, name.slice(1, -1));
    case 'c':
      return [
        ...(isHeader(name) ? [] : ['This is a header to include, not a source file: rename it to .h.']),
        `#include ${isHeader(name) ? name : name.replace(/(\.\w+)?"$/, '.h"')}`,
        '',
        'uint8_t pixels[784];      /* 28 rows of 28, 0 is paper, 255 is ink */',
        'float probabilities[10];',
        'int digit = nn_predict(pixels, probabilities);',
        '',
        'Compile with -ffp-contract=off for bit-identical results.',
      ].join('\n');
    case 'html':
      return 'Open it with a double click; it works without a network. It can train too, on one thread.';
    case 'js':
      return [
        `import { predict } from ${name.includes("'") ? `"./${name.slice(1)}` : `'./${name.slice(1, -1)}'`};`,
        '',
        'const pixels = new Uint8Array(784); // 28 rows of 28, 0 is paper, 255 is ink',
        'const { digit, confidence, probabilities } = predict(pixels);',
      ].join('\n');
  }
}
