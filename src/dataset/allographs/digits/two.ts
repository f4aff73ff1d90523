import { arc, type Hand, type Style } from '../hand.ts';

/** Over the top, from the left to where the slant begins. */
function head(hand: Hand): number[] {
  const [wide, high] = [hand.in(0.2, 0.32), hand.in(0.18, 0.3)];
  return arc([0.3, high], [wide, high], hand.in(-0.32, -0.15), hand.in(0.28, 0.36));
}

/** The line at the bottom, from (0, 1) to the right. */
function base(hand: Hand): number[] {
  const wide = hand.in(0.4, 0.8);
  const wave = hand.chance(0.5) ? hand.in(-0.03, 0.03) : hand.in(0.03, 0.1);
  return [wide / 3, 1 - wave, (2 * wide) / 3, 1 + wave * 0.5, wide, 1 + hand.in(-0.1, 0.05)];
}

export const twos: readonly Style[] = [
  {
    digit: 2,
    name: 'plain',
    strokes: (hand) => [[...head(hand), ...hand.corner(hand.in(-0.05, 0.08), 1), ...base(hand)]],
  },
  {
    digit: 2,
    name: 'looped',
    strokes: (hand) => {
      const [wide, high] = [hand.in(0.1, 0.22), hand.in(0.06, 0.16)];
      const loop = arc([0.08, 1 - high], [wide, high], 0.35, 1.15);
      return [[...head(hand), ...loop, ...base(hand).slice(2)]];
    },
  },
  {
    digit: 2,
    name: 'curled head',
    strokes: (hand) => {
      const curl = arc([0.17, 0.26], [0.1, 0.09], 0.3, hand.in(0.55, 0.75));
      const over = arc([0.3, 0.25], [0.28, 0.25], -0.2, 0.3);
      return [[...curl, ...over, ...hand.corner(0, 1), ...base(hand)]];
    },
  },
  {
    digit: 2,
    name: 'round',
    strokes: (hand) => [
      [...head(hand), hand.in(0.1, 0.25), 0.75, hand.in(-0.08, 0.02), 0.92, 0.08, 1.03, ...base(hand)],
    ],
  },
  {
    digit: 2,
    name: 'z',
    strokes: (hand) => {
      const [top, bottom] = [hand.in(0.4, 0.65), hand.in(0.4, 0.75)];
      return [
        [
          ...hand.bow([0, hand.in(-0.05, 0.12)], [top, 0], hand.in(-0.2, 0.08)).slice(0, 4),
          ...hand.corner(top, hand.in(0, 0.08)),
          ...hand.corner(hand.in(-0.05, 0.08), 1),
          ...hand.bow([0, 1], [bottom, 1 + hand.in(-0.1, 0.06)], hand.in(-0.1, 0.1)).slice(2),
        ],
      ];
    },
  },
];
