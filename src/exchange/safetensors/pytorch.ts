/** The network as a PyTorch `nn.Sequential`, and the names of its parameters. */

import type { LayerSpec } from '../../network/architecture.ts';
import type { Model } from '../../network/model.ts';
import { unsupported, weightedLayers } from '../weighted-layers.ts';

export interface TorchModule {
  /** The Python expression. */
  readonly text: string;
  /** The index of the corresponding layer; null for modules that only change the shape. */
  readonly layer: number | null;
}

/** A module per layer, and one that flattens before the first dense layer; its index is its name. */
export function torchModules(model: Model): TorchModule[] {
  const modules: TorchModule[] = [];
  for (const { spec, input, inputs, place } of weightedLayers(model)) {
    if (spec.kind === 'dense' && input !== null) modules.push({ text: 'nn.Flatten()', layer: null });
    modules.push({ text: moduleText(spec, inputs), layer: place });
  }
  return modules;
}

function moduleText(spec: LayerSpec, inputs: number): string {
  switch (spec.kind) {
    case 'dense':
      return `nn.Linear(${inputs}, ${spec.outputs})`;
    case 'conv2d': {
      const { input, filters, kernel, stride, padding } = spec;
      const size = kernel[0] === kernel[1] ? kernel[0] : `(${kernel.join(', ')})`;
      const options = [
        ...(stride === 1 ? [] : [`stride=${stride}`]),
        ...(padding === 0 ? [] : [`padding=${padding}`]),
      ];
      return `nn.Conv2d(${[input.channels, filters, size, ...options].join(', ')})`;
    }
    case 'maxpool2d':
    case 'avgpool2d': {
      const { size, stride } = spec;
      const name = spec.kind === 'maxpool2d' ? 'MaxPool2d' : 'AvgPool2d';
      return `nn.${name}(${size}${stride === size ? '' : `, stride=${stride}`})`;
    }
    case 'relu':
      return 'nn.ReLU()';
    case 'leaky-relu':
      return `nn.LeakyReLU(${spec.slope})`;
    case 'gelu':
      return 'nn.GELU(approximate="tanh")';
    case 'sigmoid':
      return 'nn.Sigmoid()';
    case 'tanh':
      return 'nn.Tanh()';
    case 'dropout':
      return `nn.Dropout(${spec.rate})`;
    default:
      throw unsupported(spec, 'PyTorch');
  }
}

const LINE = 88;

/**
 * Python code that loads the exported file and predicts digits.
 * @param file its name
 */
export function torchCode(model: Model, file: string): string {
  const { binarize, temperature } = model;
  const ink = binarize ? '(images >= 128).float()' : 'images.float() / 255';
  return [
    'import torch',
    'from torch import nn',
    'from safetensors.torch import load_file',
    '',
    'net = nn.Sequential(',
    ...wrapped(torchModules(model).map(({ text }) => text)),
    ')',
    `net.load_state_dict(load_file(${JSON.stringify(file)}))`,
    'net.eval()',
    'images = torch.zeros(1, 1, 28, 28, dtype=torch.uint8)  # N x 1 x 28 x 28, 0 is paper, 255 is ink',
    'with torch.no_grad():',
    `    probabilities = (net(${ink}) / ${temperature}).softmax(dim=1)`,
    '',
  ].join('\n');
}

function wrapped(modules: readonly string[]): string[] {
  const lines: string[] = [];
  let line = '   ';
  for (const module of modules) {
    if (line.length + module.length + 2 > LINE && line.trim() !== '') {
      lines.push(line);
      line = '   ';
    }
    line += ` ${module},`;
  }
  return [...lines, line];
}
