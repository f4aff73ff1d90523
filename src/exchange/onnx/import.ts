/**
 * Imports an ONNX file, as written by PyTorch, Keras (tf2onnx) and scikit-learn (skl2onnx): a sequential network from
 * 28x28 pixels to ten outputs. Errors name the unsupported operator, its node and the reason.
 */

import { ModelError, show, UsageError } from '../../errors.ts';
import type { Model } from '../../network/model.ts';
import { checkFacts } from '../../network/model-schema.ts';
import { type Chain, Refusal } from '../chain.ts';
import { aboutModel, readFacts } from '../facts.ts';
import { SUPPORTED } from '../import-formats.ts';
import { EXACT_GELU, fromPixels, type Imported, type ImportOptions } from '../import-options.ts';
import type { Activation, Axis } from './activation.ts';
import { constantOperators, isConstantOperator } from './constant-operators.ts';
import { dataTypes, MODEL, type OnnxModel, type OnnxNode } from './messages.ts';
import { isMlOperator, mlOperators } from './ml-operators.ts';
import { NodeReader, type Value } from './node.ts';
import { operators } from './operators.ts';
import { type ExternalFiles, readTensor } from './tensor.ts';
import { Budget, readMessage, TooManyParts } from './wire.ts';

/** Real networks of this size have a few hundred. */
const MAX_PARTS = 200_000;
const MAX_NODES = 2000;

type Graph = NonNullable<OnnxModel['graph']>;

/**
 * @param name the source of the bytes, for messages
 * @param files external data by file name; see `externalFilesOf`
 * @throws ModelError that names what is not supported; UsageError if a network is described besides
 */
export function importOnnx(
  bytes: Uint8Array,
  name: string,
  options: ImportOptions = {},
  files: ExternalFiles = new Map(),
): Imported {
  if (options.network !== undefined)
    throw new UsageError(`network: is for files with weights only, and ${name} describes its network itself`);
  const file = parse(bytes, name);
  const { graph } = file;
  if (graph === null) throw new ModelError(`${name}: has no graph; it may be another file than ONNX`);
  const facts = readFacts(
    file.metadata.map(({ key, value }) => [key, value] as const),
    name,
  );
  const notes: string[] = [];
  const answers = fromPixels(options, (pixels) => follow(graph, pixels, files, name), notes);
  if (answers.exactGelu) notes.push(`${EXACT_GELU[0].toUpperCase()}${EXACT_GELU.slice(1)}`);
  const net = answers.chain.finish(name);
  const own = facts.loss !== undefined;
  const { labels } = answers;
  const names = labels === undefined ? {} : { classNames: checkFacts({ labels }, name).labels.map(String) };
  const model: Model = {
    ...aboutModel(facts),
    ...names,
    ...net,
    ...(own ? { loss: facts.loss ?? net.loss } : {}),
  };
  return { model, notes };
}

/** The names of the files with external data. */
export function externalFilesOf(bytes: Uint8Array, name: string): string[] {
  const tensors = parse(bytes, name).graph?.initializer ?? [];
  const names = tensors.flatMap(({ externalData }) =>
    externalData.filter(({ key }) => key === 'location').map(({ value }) => value),
  );
  return [...new Set(names)];
}

function parse(bytes: Uint8Array, name: string): OnnxModel {
  try {
    return readMessage(bytes, MODEL, new Budget(MAX_PARTS));
  } catch (error) {
    const problem =
      error instanceof TooManyParts
        ? `not an ONNX file: ${error.message}`
        : `damaged, or not a model of a known format; ${SUPPORTED}`;
    throw new ModelError(`${name}: ${problem}`, { cause: error });
  }
}

interface Answers {
  readonly chain: Chain;
  /** Names of the ten classes, if they are not digits. */
  readonly labels?: readonly string[];
  readonly exactGelu: boolean;
}

function follow(graph: Graph, pixels: Chain, files: ExternalFiles, name: string): Answers {
  if (graph.node.length > MAX_NODES)
    throw new ModelError(`${name}: has ${graph.node.length} nodes, too many for a network of layers`);
  const values = new Map<string, Value>();
  const refuse = (error: unknown, prefix: string): Value => {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'refused', reason: `${prefix}: ${error.message}` };
  };
  for (const tensor of graph.initializer) {
    try {
      values.set(tensor.name, readTensor(tensor, files));
    } catch (error) {
      values.set(tensor.name, refuse(error, `tensor ${show(tensor.name)}`));
    }
  }
  const inputs = graph.input.filter((input) => !values.has(input.name));
  const [image] = inputs;
  if (image === undefined || inputs.length > 1) {
    throw new ModelError(`${name}: has ${inputs.length} inputs instead of one, the image`);
  }
  values.set(image.name, inputOf(image, pixels, name));
  let exactGelu = false;
  for (const node of graph.node) {
    const value = evaluated(node, values, files, refuse);
    if (node.opType === 'Erf' && value.kind === 'erf') exactGelu = true;
    if (node.opType === 'Gelu' && value.kind === 'activation') {
      exactGelu ||= new NodeReader(node, [], files).text('approximate', 'none') === 'none';
    }
    const answers = isMlOperator(node) && node.opType === 'LinearClassifier' ? 1 : 0; // its first output is the labels
    for (const [place, output] of node.output.entries()) {
      const more = { kind: 'refused', reason: `${nodeName(node)}: its output ${place + 1} is used` } as const;
      values.set(output, place === answers || value.kind === 'refused' ? value : more);
    }
  }
  const { chain, labels } = outputOf(graph, values, name);
  return { chain, exactGelu, ...(labels === undefined ? {} : { labels }) };
}

const nodeName = (node: OnnxNode): string =>
  `${/^\w{1,40}$/.test(node.opType) ? node.opType : show(node.opType)} (node ${show(node.name === '' ? (node.output[0] ?? '') : node.name)})`;

function evaluated(
  node: OnnxNode,
  values: ReadonlyMap<string, Value>,
  files: ExternalFiles,
  refuse: (error: unknown, prefix: string) => Value,
): Value {
  const inputs = node.input.map((input) => (input === '' ? null : (values.get(input) ?? null)));
  const refused = inputs.find((value) => value?.kind === 'refused');
  if (refused != null) return refused; // its consumers are unsupported for the same reason
  try {
    const reader = new NodeReader(node, inputs, files);
    if (node.domain !== '' && node.domain !== 'ai.onnx') {
      const other = isMlOperator(node) ? mlOperators[node.opType] : undefined;
      if (other === undefined) {
        throw new Refusal(`is an operator of ${show(node.domain)} that nn does not support`);
      }
      return other(reader);
    }
    if (isConstantOperator(node.opType)) return constantOperators[node.opType](reader);
    const operator = Object.hasOwn(operators, node.opType) ? operators[node.opType] : undefined;
    if (operator === undefined) throw new Refusal('is an operator that nn does not support');
    return operator(reader);
  } catch (error) {
    return refuse(error, nodeName(node));
  }
}

function inputOf(image: Graph['input'][number], pixels: Chain, name: string): Activation {
  const type = image.type?.tensorType ?? null;
  if (type === null) throw new ModelError(`${name}: input ${show(image.name)} is no tensor`);
  const { float, double } = dataTypes;
  if (![float, double, dataTypes.float16, dataTypes.uint8].some((known) => known === type.elementType)) {
    throw new ModelError(`${name}: input ${show(image.name)} takes numbers of type ${type.elementType}`);
  }
  const dims = type.shape?.dim.map(({ value }) => value) ?? [];
  const layouts: readonly (readonly [sizes: string, axes: readonly Axis[], flat: boolean])[] = [
    ['1,28,28', ['C', 'H', 'W'], false],
    ['28,28,1', ['H', 'W', 'C'], false],
    ['28,28', ['H', 'W'], false],
    ['784', ['H', 'W', 'C'], true],
  ];
  const found = layouts.find(([sizes]) => sizes === dims.slice(1).join());
  if (found === undefined) {
    const sizes = dims.map((dim) => dim || 'N').join('x');
    throw new ModelError(
      `${name}: input ${show(image.name)} is ${sizes || 'of no shape'}, not N x 1 x 28 x 28 or N x 784`,
    );
  }
  const [, axes, flat] = found;
  return { kind: 'activation', chain: pixels, axes, flat };
}

/** The output with ten values, logits preferred over probabilities; otherwise throws the reason that there is none. */
function outputOf(graph: Graph, values: ReadonlyMap<string, Value>, name: string): Activation {
  const found = graph.output.map(({ name: output }) => ({ output, value: values.get(output) }));
  const answers = found.filter(({ value }) => value?.kind === 'activation');
  const best = answers.find(({ output }) => output === 'logits') ?? answers.at(-1);
  if (best?.value?.kind === 'activation') return best.value;
  const refused = found.map(({ value }) => value).find((value) => value?.kind === 'refused');
  const reason = refused?.kind === 'refused' ? refused.reason : 'no output depends on the image';
  throw new ModelError(`${name}: cannot be imported: ${reason}`);
}
