/** The kinds of data augmentation and their default strengths; `matrix/augmentation.ts` draws those of each image. */

import { type Augmentation, augmentationLimits } from '../matrix/augmentation.ts';
import { dependenceOf } from './read-setting.ts';
import { settings } from './table.ts';

export type AugmentKind = (typeof settings.augment.choices)[number];
export const augmentKinds: readonly AugmentKind[] = settings.augment.choices;

export const augmentStrengths = Object.keys(augmentationLimits) as readonly (keyof Augmentation)[];

/** The default strengths of each kind; 0 means that the kind does not use the parameter. */
export const augmentDefaults: Readonly<Record<AugmentKind, Augmentation>> = Object.fromEntries(
  augmentKinds.map((kind) => [kind, strengthsOf(kind)]),
) as Record<AugmentKind, Augmentation>;

function strengthsOf(kind: AugmentKind): Augmentation {
  const values = augmentStrengths.map((key) => [key, dependenceOf(key)?.values[kind] ?? 0]);
  return Object.fromEntries(values) as Augmentation;
}
