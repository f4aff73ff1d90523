/** How training images are varied: the kinds of augmentation, and the strengths that each has by itself. */

import { type Augmentation, augmentationLimits } from '../matrix/augmentation.ts';
import { dependenceOf } from './read-setting.ts';
import { settings } from './table.ts';

export type AugmentKind = (typeof settings.augment.choices)[number];
export const augmentKinds: readonly AugmentKind[] = settings.augment.choices;

export const augmentStrengths = Object.keys(augmentationLimits) as readonly (keyof Augmentation)[];

/** The strengths of each kind, unless others are given; a strength of 0 is of no use to that kind. */
export const augmentDefaults: Readonly<Record<AugmentKind, Augmentation>> = Object.fromEntries(
  augmentKinds.map((kind) => [kind, strengthsOf(kind)]),
) as Record<AugmentKind, Augmentation>;

function strengthsOf(kind: AugmentKind): Augmentation {
  const values = augmentStrengths.map((key) => [key, dependenceOf(key)?.values[kind] ?? 0]);
  return Object.fromEntries(values) as Augmentation;
}
