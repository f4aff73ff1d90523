/** `relu` and the other activations in `layers/activation.ts`. */

import * as v from 'valibot';
import { Activation, type ActivationKind, activationOf } from '../../layers/activation.ts';
import type { ActivationSpec } from '../architecture.ts';
import { cannotComeFirst, isPooled, type LayerKind, option } from './layer-kind.ts';

/** With the default slope, if it has one. */
export function activationSpec(kind: ActivationKind): ActivationSpec {
  const { slope } = activationOf(kind);
  return specOf(kind, slope);
}

/** The spec of a kind with or without a slope. */
function specOf(kind: ActivationKind, slope: number | undefined): ActivationSpec {
  return (slope === undefined ? { kind } : { kind, slope }) as ActivationSpec;
}

/** Null for an activation without a slope. */
const slopeOf = (spec: ActivationSpec): number | null => ('slope' in spec ? spec.slope : null);

export function activation(kind: ActivationKind): LayerKind<ActivationSpec> {
  const { slope: usual, initialisation } = activationOf(kind);
  const slope = v.pipe(v.number(), v.gtValue(0), v.ltValue(1));
  return {
    word: kind,
    parse: (reader) =>
      usual !== undefined && reader.more
        ? specOf(kind, reader.fraction('the slope', false))
        : activationSpec(kind),
    format: (spec) => (usual === undefined ? kind : `${kind}${option('', slopeOf(spec) ?? usual, usual)}`),
    schema:
      usual === undefined ? v.object({ kind: v.literal(kind) }) : v.object({ kind: v.literal(kind), slope }),
    resolve(layer, _, index) {
      if (index === 0) throw cannotComeFirst(kind);
      return layer;
    },
    output: (_, input) => input,
    build: (kernels, spec, { architecture, index, width }) =>
      new Activation(kernels, kind, width, slopeOf(spec) ?? 0, isPooled(architecture, index)),
    initialisation: () => initialisation,
  };
}
