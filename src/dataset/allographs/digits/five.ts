import { arc, type Hand, type Style } from '../hand.ts';

/** From the end of the neck round to the end on the left. */
function bowl(hand: Hand, neck: number): number[] {
  const high = (1 - neck) / 2;
  return arc([0.2, neck + high], [hand.in(0.24, 0.42), high], hand.in(-0.12, 0), hand.in(0.58, 0.75));
}

function body(hand: Hand, top: number, neck: number): number[] {
  const x = hand.in(0.02, 0.16);
  return [...hand.corner(x + hand.in(-0.01, 0.09), top), ...hand.corner(x, neck + 0.02), ...bowl(hand, neck)];
}

export const fives: readonly Style[] = [
  {
    digit: 5,
    name: 'joined',
    strokes: (hand) => [[hand.in(0.3, 0.7), hand.in(-0.1, 0.06), ...body(hand, 0, hand.in(0.34, 0.52))]],
  },
  {
    digit: 5,
    name: 'loose roof',
    strokes: (hand) => {
      const from = hand.in(0.08, 0.3);
      const high = hand.in(-0.1, 0.08);
      const wide = hand.in(0.2, 0.6);
      const roof = hand.bow(
        [from, high],
        [from + wide, high + wide * hand.in(-0.35, 0.1)],
        hand.in(-0.1, 0.1),
      );
      return [body(hand, 0, hand.in(0.36, 0.55)), roof];
    },
  },
  {
    digit: 5,
    name: 's',
    strokes: (hand) => {
      const neck = hand.in(0.38, 0.5);
      const wide = hand.in(0.2, 0.3);
      const top = arc([0.28, neck / 2 + 0.02], [wide, neck / 2], hand.in(0.02, 0.12), -0.42);
      const high = (1 - neck) / 2;
      return [[...top, ...arc([0.2, neck + high], [hand.in(0.25, 0.38), high], 0.1, hand.in(0.58, 0.72))]];
    },
  },
  {
    digit: 5,
    name: 'slant neck',
    strokes: (hand) => {
      const [neck, x] = [hand.in(0.35, 0.55), hand.in(0.1, 0.3)];
      return [
        [
          ...[x + hand.in(0.25, 0.6), hand.in(-0.12, 0.02), ...hand.corner(x, 0)],
          ...hand.corner(hand.in(-0.05, 0.08), neck + hand.in(0, 0.06)),
          ...bowl(hand, neck - hand.in(0, 0.05)),
        ],
      ];
    },
  },
];
