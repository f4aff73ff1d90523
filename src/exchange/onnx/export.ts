/**
 * Exports a model as an ONNX file: input `image`, N x 1 x 28 x 28 from 0 (paper) to 1 (ink); outputs `logits` and
 * `probabilities`, N x 10, calibrated as by `nn predict`.
 */

import type { Shape } from '../../layers/shape.ts';
import { CLASSES, PIXELS } from '../../network/layer-output.ts';
import type { Model } from '../../network/model.ts';
import { version } from '../../version.ts';
import { denseToChannelsFirst, filtersToChannelsFirst } from '../channels-first.ts';
import { factsOf } from '../facts.ts';
import { littleEndian } from '../little-endian.ts';
import { unsupported, type WeightedLayer, weightedLayers } from '../weighted-layers.ts';
import {
  type AttributeDraft,
  attributeTypes,
  dataTypes,
  MODEL,
  type NodeDraft,
  type TensorDraft,
} from './messages.ts';
import { type Draft, writeMessage } from './wire.ts';

/** The oldest operator set with all operators except GELU, supported by runtimes since 2022. */
const OPSET = 17;
/** The first with GELU. */
const GELU_OPSET = 20;
/** The IR version of files with these operator sets. */
const IR_VERSION = 8;
const GELU_IR_VERSION = 9;
/** Between the bytes 127 and 128, as in `binarize.ts`. */
const INK = Math.fround(127.5 / 255);

export function exportOnnx(model: Model): Uint8Array {
  const graph = new GraphWriter();
  let value = graph.input(model.binarize);
  let flat = false;
  for (const layer of weightedLayers(model)) {
    const { spec, input } = layer;
    if (spec.kind === 'dropout') continue; // the identity outside training
    if (spec.kind === 'dense' && !flat) {
      value = graph.node('Flatten', [value], { axis: 1 });
      flat = true;
    }
    const last = layer.place === model.architecture.length - 1;
    value = graph.layer(layer, value, flat && input !== null ? input : null, last ? 'logits' : undefined);
  }
  const temperature = graph.constant('temperature', [], Float32Array.of(model.temperature));
  const cooled = graph.node('Div', [value, temperature], {});
  graph.node('Softmax', [cooled], { axis: 1 }, 'probabilities');

  const gelu = model.architecture.some(({ kind }) => kind === 'gelu');
  const file: Draft<typeof MODEL> = {
    irVersion: gelu ? GELU_IR_VERSION : IR_VERSION,
    producerName: 'nn',
    producerVersion: version,
    graph: {
      name: 'digits',
      node: graph.nodes,
      initializer: graph.tensors,
      input: [valueInfo('image', [1, PIXELS.height, PIXELS.width])],
      output: [valueInfo('logits', [CLASSES]), valueInfo('probabilities', [CLASSES])],
    },
    opsetImport: [{ domain: '', version: gelu ? GELU_OPSET : OPSET }],
    metadata: Object.entries(factsOf(model)).map(([key, value]) => ({ key, value })),
  };
  return writeMessage(file, MODEL);
}

function valueInfo(
  name: string,
  sizes: readonly number[],
): {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elementType: number;
      readonly shape: { readonly dim: readonly { readonly value?: number; readonly parameter?: string }[] };
    };
  };
} {
  const dim = [{ parameter: 'N' }, ...sizes.map((value) => ({ value }))];
  return { name, type: { tensorType: { elementType: dataTypes.float, shape: { dim } } } };
}

/** Collects nodes and tensors with unique names. */
class GraphWriter {
  readonly nodes: NodeDraft[] = [];
  readonly tensors: TensorDraft[] = [];

  /** The image as input of the network. */
  input(binarize: boolean): string {
    if (!binarize) return 'image';
    const ink = this.node('Greater', ['image', this.constant('ink', [], Float32Array.of(INK))], {});
    return this.node('Cast', [ink], { to: dataTypes.float });
  }

  /** @param picture the shape of a dense layer's input if it is an image */
  layer(layer: WeightedLayer, value: string, picture: Shape | null, output?: string): string {
    const { spec, place, inputs, outputs, weights, bias } = layer;
    switch (spec.kind) {
      case 'dense': {
        const ordered = picture === null ? weights : denseToChannelsFirst(weights, picture);
        const w = this.constant(`weight${place}`, [inputs, outputs], ordered);
        const b = this.constant(`bias${place}`, [outputs], bias);
        return this.node('Gemm', [value, w, b], {}, output);
      }
      case 'conv2d': {
        const { filters, kernel, stride, padding, input } = spec;
        const dims = [filters, input.channels, ...kernel];
        const w = this.constant(`weight${place}`, dims, filtersToChannelsFirst(weights, spec));
        const b = this.constant(`bias${place}`, [filters], bias);
        const pads = Array<number>(4).fill(padding);
        return this.node('Conv', [value, w, b], { kernel_shape: kernel, strides: [stride, stride], pads });
      }
      case 'maxpool2d':
      case 'avgpool2d': {
        const operator = spec.kind === 'maxpool2d' ? 'MaxPool' : 'AveragePool';
        const { size, stride } = spec;
        return this.node(operator, [value], { kernel_shape: [size, size], strides: [stride, stride] });
      }
      case 'relu':
        return this.node('Relu', [value], {});
      case 'leaky-relu':
        return this.node('LeakyRelu', [value], { alpha: float(spec.slope) });
      case 'gelu':
        return this.node('Gelu', [value], { approximate: 'tanh' });
      case 'sigmoid':
        return this.node('Sigmoid', [value], {});
      case 'tanh':
        return this.node('Tanh', [value], {});
      case 'dropout':
        return value;
      default:
        throw unsupported(spec, 'ONNX');
    }
  }

  constant(name: string, dims: readonly number[], numbers: Float32Array): string {
    this.tensors.push({ name, dims, dataType: dataTypes.float, rawData: littleEndian(numbers) });
    return name;
  }

  node(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    output: string = `${opType.toLowerCase()}${this.nodes.length}`,
  ): string {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.nodes.push({ name: output, opType, input, output: [output], attribute });
    return output;
  }
}

/** An integer, string, list of integers, or, wrapped, a float. */
type Attribute = number | string | readonly number[] | { readonly float: number };

const float = (value: number): { readonly float: number } => ({ float: value });

function attributeOf(name: string, value: Attribute): AttributeDraft {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string') {
    return { name, type: attributeTypes.text, s: new TextEncoder().encode(value) };
  }
  if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
  return { name, type: attributeTypes.ints, ints: value };
}
