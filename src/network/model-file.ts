/**
 * The model file: human-readable JSON that preserves float32 weights exactly. `docs/model-format.md` describes its
 * fields. When reading, everything is validated, and errors name the invalid field.
 */

import { checkArgument, ModelError, show, UsageError } from '../errors.ts';
import { jsonProblem } from '../limits/json-problem.ts';
import type { Architecture } from './architecture.ts';
import { described } from './describe-model.ts';
import { formatNetwork } from './format-network.ts';
import { ShapeMismatchError, type UnresolvedLayer } from './layer-output.ts';
import { formatLayer, readLayerWeights } from './layer-weights.ts';
import { checkModel, type Model } from './model.ts';
import { checkFields, INPUT, LABELS, MODEL_FORMAT, MODEL_VERSION } from './model-schema.ts';
import { checkSize } from './model-size.ts';
import { resolveLayers } from './shape-inference.ts';

/** The text of a model file, in pieces: one line per row of weights. */
export function* formatModel(model: Model): Generator<string> {
  checkModel(model);
  yield `{\n"format": ${JSON.stringify(MODEL_FORMAT)},\n"version": ${MODEL_VERSION},\n`;
  const { architecture, training } = model;
  const inWords = typeof training?.options.network === 'string'; // in the form in which it was given
  yield `"network": ${JSON.stringify(formatNetwork(architecture, inWords))},\n`;
  yield `"input": ${JSON.stringify({ ...INPUT, binarize: model.binarize })},\n`;
  yield `"labels": ${JSON.stringify(model.classNames ?? LABELS)},\n"loss": ${JSON.stringify(model.loss)},\n`;
  yield `"temperature": ${JSON.stringify(model.temperature)},\n`;
  if (training !== undefined) yield `"training": ${JSON.stringify(training)},\n`;
  yield '"layers": [\n';
  let place = 0;
  const take = (): Float32Array => model.parameters[place++];
  for (const [k, layer] of architecture.entries()) {
    if (k > 0) yield ',\n';
    yield* formatLayer(layer, take);
  }
  yield '\n]\n}\n';
}

/**
 * Parses the text of a model file.
 * @param name the source of the text, for messages
 * @throws ModelError that names the invalid field
 */
export function parseModel(text: string, name = 'the text'): Model {
  checkArgument(typeof text === 'string', 'text', 'the text of a model file', text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelError(`${name}: not a model file: ${jsonProblem(text, error)}`, { cause: error });
  }
  checkKind(json, name);
  const { layers, input, labels, loss, temperature, training } = checkFields(upgraded(json), name);
  const architecture = checkLayers(layers, name);
  const parameters = architecture.flatMap((layer, k) =>
    readLayerWeights(layer, layers[k], `${name}: layers[${k}]`),
  );
  const classNames = labels.filter((label) => typeof label === 'string');
  return described({
    architecture,
    loss,
    binarize: input.binarize,
    parameters,
    temperature,
    ...(classNames.length === 0 ? {} : { classNames }),
    ...(training === undefined ? {} : { training }),
  });
}

/** JSON of other programs, and later versions, get a clearer error than the first field that fails. */
function checkKind(json: unknown, name: string): asserts json is { readonly version: number } {
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format !== MODEL_FORMAT) {
    throw new ModelError(`${name}: not a model file of nn: "format" is not ${JSON.stringify(MODEL_FORMAT)}`);
  }
  if (version !== 1 && version !== MODEL_VERSION) {
    throw new ModelError(
      `${name}: version ${show(version)} of the model format; this nn reads versions 1 to ${MODEL_VERSION}`,
    );
  }
}

/** Version 1 had a single loss and no binarization. */
function upgraded(json: { readonly version: number; readonly input?: unknown }): unknown {
  if (json.version !== 1) return json;
  const { input } = json;
  const greys = typeof input === 'object' && input !== null ? { ...input, binarize: false } : input;
  return { ...json, loss: 'cross-entropy', input: greys };
}

/** The sizes must be consistent from 784 pixels to 10 classes, before memory is allocated. */
function checkLayers(layers: readonly UnresolvedLayer[], name: string): Architecture {
  try {
    const architecture = resolveLayers(layers);
    checkSize(architecture, 'the net');
    return architecture;
  } catch (error) {
    if (error instanceof ShapeMismatchError) {
      throw new ModelError(`${name}: layers[${error.layer}].${error.field}: ${error.reason}`, {
        cause: error,
      });
    }
    if (error instanceof UsageError)
      throw new ModelError(`${name}: layers: ${error.message}`, { cause: error });
    throw error;
  }
}
