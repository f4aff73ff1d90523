/**
 * Metadata of exported files: the network description, labels, loss, temperature and provenance, as JSON in text
 * fields that other programs ignore.
 */

import { ModelError, show } from '../errors.ts';
import { formatNetwork } from '../network/format-network.ts';
import type { Model } from '../network/model.ts';
import { checkFacts, LABELS, type ModelFacts } from '../network/model-schema.ts';

const PREFIX = 'nn.';

export function factsOf(model: Model): Record<string, string> {
  const { architecture, classNames, loss, binarize, temperature, training } = model;
  const facts = {
    network: formatNetwork(architecture, true),
    labels: classNames ?? LABELS,
    loss,
    binarize,
    temperature,
    ...(training === undefined ? {} : { training }),
  };
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [`${PREFIX}${key}`, JSON.stringify(value)]),
  );
}

/** @throws ModelError if one of these fields is invalid */
export function readFacts(fields: Iterable<readonly [key: string, value: string]>, name: string): ModelFacts {
  const facts: Record<string, unknown> = {};
  for (const [key, value] of fields) {
    if (!key.startsWith(PREFIX)) continue;
    try {
      facts[key.slice(PREFIX.length)] = JSON.parse(value);
    } catch (error) {
      throw new ModelError(`${name}: its field ${show(key)} is not JSON`, { cause: error });
    }
  }
  return checkFacts(facts, name);
}

/** The parts of a model other than the network. */
export function aboutModel(facts: ModelFacts): Omit<Model, 'architecture' | 'parameters' | 'loss'> {
  const { labels, binarize, temperature, training } = facts;
  const names = labels.filter((label) => typeof label === 'string');
  return {
    binarize,
    temperature,
    ...(names.length === 0 ? {} : { classNames: names }),
    ...(training === undefined ? {} : { training }),
  };
}
