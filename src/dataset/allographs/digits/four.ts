import type { Stroke } from '../../strokes.ts';
import type { Hand, Style } from '../hand.ts';

/** Down from the top to the bar, and along the bar to the right. */
function angle(hand: Hand, top: number, bar: number, right: number): number[] {
  const bend = hand.in(-0.08, 0.12);
  return [
    ...hand.bow([top, 0], [0, bar], bend).slice(0, 4),
    ...hand.corner(0, bar),
    ...[right, bar + hand.in(-0.1, 0.06)],
  ];
}

function stem(hand: Hand, x: number, from: number, to: number): Stroke {
  return hand.bow([x, from], [x - hand.in(-0.04, 0.16), to], hand.in(-0.05, 0.05));
}

export const fours: readonly Style[] = [
  {
    digit: 4,
    name: 'open',
    strokes: (hand) => {
      const x = hand.in(0.35, 0.5);
      const bar = hand.in(0.42, 0.62);
      return [
        angle(hand, hand.in(-0.02, 0.2), bar, x + hand.in(0, 0.2)),
        stem(hand, x, hand.in(-0.05, 0.25), 1),
      ];
    },
  },
  {
    digit: 4,
    name: 'closed',
    strokes: (hand) => {
      const x = hand.in(0.35, 0.52);
      return [
        angle(hand, x + hand.in(-0.05, 0.03), hand.in(0.5, 0.75), x + hand.in(0.05, 0.25)),
        stem(hand, x, hand.in(-0.03, 0.06), 1),
      ];
    },
  },
  {
    digit: 4,
    name: 'bolt',
    strokes: (hand) => {
      const [top, bar, right] = [hand.in(0.12, 0.42), hand.in(0.42, 0.65), hand.in(0.35, 0.62)];
      const start = angle(hand, top, bar, right).slice(0, -2);
      const up = hand.in(-0.22, 0.03);
      return [[...start, ...hand.corner(right, bar + up), right - hand.in(0.02, 0.3), 1]];
    },
  },
  {
    digit: 4,
    name: 'short stem',
    strokes: (hand) => {
      const [bar, x] = [hand.in(0.55, 0.8), hand.in(0.25, 0.45)];
      return [
        angle(hand, hand.in(0.2, 0.5), bar, x + hand.in(0.1, 0.3)),
        stem(hand, x + 0.06, bar - hand.in(0.12, 0.4), hand.in(0.9, 1.1)),
      ];
    },
  },
  {
    digit: 4,
    name: 'cup',
    strokes: (hand) => {
      const [deep, x] = [hand.in(0.42, 0.6), hand.in(0.36, 0.55)];
      const cup = [0, hand.in(0, 0.08), 0, deep * 0.7, 0.08, deep, x * 0.6, deep, x, deep * 0.8];
      const up = hand.in(-0.03, 0.2);
      return hand.chance(0.5)
        ? [[...cup, ...hand.corner(x + 0.02, up), x - hand.in(-0.04, 0.15), 1]]
        : [[...cup, x, deep * 0.7], stem(hand, x, up, 1)];
    },
  },
  {
    digit: 4,
    name: 'one stroke, closed',
    strokes: (hand) => {
      const [bar, x] = [hand.in(0.5, 0.7), hand.in(0.34, 0.5)];
      const right = x + hand.in(0.1, 0.25);
      return [
        [
          ...[x, 1, ...hand.corner(x + hand.in(0, 0.08), 0)],
          ...hand.corner(0, bar),
          ...[right, bar + hand.in(-0.08, 0.04)],
        ],
      ];
    },
  },
];
