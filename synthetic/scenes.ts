/** Kinds of pictures, as random combinations of effects. */

import type { Random } from '../src/random.ts';

/** The effects that can be applied to a digit. */
export const effects = [
  'shadow',
  'squares',
  'rules',
  'colour',
  'blur',
  'noise',
  'jpeg',
  'turn',
  'size',
  'position',
  'thick',
  'thin',
  'inverted',
  'alpha',
  'pencil',
  'specks',
  'neighbours',
  'cut',
  'table',
] as const;

export type Effect = (typeof effects)[number];

/** Effects of a scene, chosen at random. */
export const chooseEffects = ({ chances }: Scene, random: Random): Effect[] =>
  effects.filter((effect) => random.uniform() < (chances[effect] ?? 0));

/** Kinds of pictures: the effects, their probabilities, and the size of the image. */
export const scenes: Record<string, Scene> = {
  photo: {
    sides: [260, 700],
    digit: [0.2, 0.6],
    chances: {
      shadow: 1,
      squares: 1,
      blur: 0.7,
      noise: 1,
      jpeg: 1,
      turn: 1,
      size: 1,
      position: 1,
      thin: 0.3,
      specks: 0.3,
    },
  },
  table: {
    sides: [220, 600],
    digit: [0.2, 0.6],
    chances: {
      squares: 0.5,
      rules: 0.15,
      colour: 0.2,
      blur: 0.7,
      noise: 1,
      jpeg: 1,
      turn: 1,
      size: 1,
      position: 1,
      thin: 0.3,
      specks: 0.2,
      table: 1,
    },
  },
  colourCrop: {
    sides: [50, 200],
    digit: [0.5, 0.85],
    chances: {
      shadow: 0.6,
      colour: 1,
      blur: 0.5,
      noise: 0.7,
      jpeg: 0.8,
      turn: 1,
      size: 1,
      position: 1,
      thin: 0.2,
      thick: 0.3,
    },
  },
  sheetCrop: {
    sides: [32, 150],
    digit: [0.55, 0.95],
    chances: {
      shadow: 0.8,
      rules: 0.2,
      blur: 0.7,
      noise: 1,
      jpeg: 0.8,
      turn: 1,
      size: 1,
      position: 1,
      thin: 0.4,
      thick: 0.4,
      neighbours: 0.3,
      specks: 0.2,
      pencil: 0.15,
    },
  },
  everything: {
    sides: [64, 420],
    digit: [0.3, 0.8],
    chances: {
      shadow: 0.7,
      squares: 0.3,
      rules: 0.15,
      colour: 0.4,
      blur: 0.5,
      noise: 0.7,
      jpeg: 0.6,
      turn: 0.9,
      size: 1,
      position: 1,
      thick: 0.2,
      thin: 0.25,
      inverted: 0.15,
      alpha: 0.08,
      pencil: 0.12,
      specks: 0.3,
      neighbours: 0.1,
      cut: 0.05,
    },
  },
};

export interface Scene {
  /** Shortest and longest side of the picture. */
  readonly sides: readonly [number, number];
  /** The digit's longer side as a fraction of the image's shorter one. */
  readonly digit: readonly [number, number];
  readonly chances: Partial<Record<Effect, number>>;
}
