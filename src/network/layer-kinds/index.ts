/**
 * All kinds of layers by their names in model files. To add one, add its class in `layers/`, its description in
 * `architecture.ts`, its network-level properties here next to the others, and a row in this table.
 */

import { type ActivationKind, activationKinds } from '../../layers/activation.ts';
import type { LayerSpec } from '../architecture.ts';
import { activation } from './activation.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import type { LayerKind } from './layer-kind.ts';
import { avgpool2d, maxpool2d } from './pool2d.ts';

const kinds = {
  dense,
  conv2d,
  maxpool2d,
  avgpool2d,
  ...(Object.fromEntries(activationKinds.map((kind) => [kind, activation(kind)])) as Record<
    ActivationKind,
    ReturnType<typeof activation>
  >),
  dropout,
};

export const layerKinds: readonly LayerSpec['kind'][] = Object.keys(kinds) as LayerSpec['kind'][];

/** The properties of a layer's kind. */
export function kindOf<S extends LayerSpec>({ kind }: Pick<S, 'kind'>): LayerKind<S> {
  return kinds[kind] as unknown as LayerKind<S>;
}

/** The kind with this name in `--network`, if any. */
export function kindOfWord(word: string): LayerKind<LayerSpec> | undefined {
  const kind = layerKinds.find((each) => kindOf({ kind: each }).word === word);
  return kind === undefined ? undefined : kindOf({ kind });
}
