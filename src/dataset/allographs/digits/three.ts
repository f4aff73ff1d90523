import { arc, type Hand, type Point, type Style } from '../hand.ts';

/** The lower bowl, from the waist round to its end on the left. */
function bowl(hand: Hand, waist: number): number[] {
  const high = (1 - waist) / 2;
  return arc([0.22, waist + high], [hand.in(0.26, 0.42), high], hand.in(0, 0.08), hand.in(0.6, 0.78));
}

function upper(hand: Hand, waist: number): number[] {
  return arc([0.24, waist / 2], [hand.in(0.2, 0.34), waist / 2], hand.in(-0.24, -0.1), hand.in(0.4, 0.48));
}

const waistOf = (hand: Hand): number => hand.in(0.36, 0.54);

/** Where the bowls meet: the tip between them. */
const tip = (hand: Hand, waist: number): Point => [hand.in(0.1, 0.28), waist + hand.in(-0.02, 0.02)];

export const threes: readonly Style[] = [
  {
    digit: 3,
    name: 'round',
    strokes: (hand) => {
      const waist = waistOf(hand);
      return [[...upper(hand, waist), ...hand.corner(...tip(hand, waist)), ...bowl(hand, waist)]];
    },
  },
  {
    digit: 3,
    name: 'looped waist',
    strokes: (hand) => {
      const waist = waistOf(hand);
      const [wide, high] = [hand.in(0.06, 0.14), hand.in(0.04, 0.08)];
      const loop = arc([0.2, waist], [wide, high], 0.45, 1.1);
      return [[...upper(hand, waist), ...loop, ...bowl(hand, waist)]];
    },
  },
  {
    digit: 3,
    name: 'flat top',
    strokes: (hand) => {
      const [wide, waist] = [hand.in(0.4, 0.65), hand.in(0.32, 0.5)];
      return [
        [
          ...[0, hand.in(-0.03, 0.08), ...hand.corner(wide, 0)],
          ...hand.corner(hand.in(0.12, 0.3), waist),
          ...bowl(hand, waist - hand.in(0, 0.06)),
        ],
      ];
    },
  },
  {
    digit: 3,
    name: 'one swing',
    strokes: (hand) => {
      const waist = waistOf(hand);
      return [[...upper(hand, waist), hand.in(0.24, 0.34), waist, ...bowl(hand, waist)]];
    },
  },
];
