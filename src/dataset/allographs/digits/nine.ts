import { arc, type Hand, onEllipse, type Point, type Style } from '../hand.ts';

interface Ring {
  readonly points: readonly number[];
  /** Where the tail starts: the right of the ring. */
  readonly right: Point;
  readonly bottom: number;
}

/** Anticlockwise from the upper right, round to it again. */
function ring(hand: Hand, sweep: number): Ring {
  const radii: Point = [hand.in(0.18, 0.32), hand.in(0.18, 0.3)];
  const centre: Point = [radii[0], radii[1]];
  const from = hand.in(0.08, 0.2);
  return {
    points: arc(centre, radii, from, from - sweep),
    right: onEllipse(centre, radii, hand.in(0.14, 0.24)),
    bottom: 2 * radii[1],
  };
}

const closed = (hand: Hand): number => hand.in(0.88, 1.04);

/** The stem starts at the ring's right, or runs up to it first. */
function joined(hand: Hand, { points, right: [x, y] }: Ring, tail: readonly number[]): number[][] {
  if (hand.chance(0.5)) return [[...points, ...hand.corner(x, y - 0.02), ...tail]];
  return [[...points], [x + hand.in(-0.01, 0.03), y - hand.in(0, 0.12), ...tail]];
}

export const nines: readonly Style[] = [
  {
    digit: 9,
    name: 'straight',
    strokes: (hand) => {
      const own = ring(hand, closed(hand));
      return joined(hand, own, [own.right[0] - hand.in(-0.04, 0.25), 1]);
    },
  },
  {
    digit: 9,
    name: 'curved',
    strokes: (hand) => {
      const own = ring(hand, closed(hand));
      const [x] = own.right;
      return joined(hand, own, [x + 0.02, 0.55, x - hand.in(0.02, 0.12), 0.85, x - hand.in(0.2, 0.4), 1]);
    },
  },
  {
    digit: 9,
    name: 'hooked',
    strokes: (hand) => {
      const own = ring(hand, closed(hand));
      const [x] = own.right;
      const low = hand.in(0.88, 1);
      return joined(hand, own, [
        ...[x, 0.7, x - 0.03, 0.98, x - hand.in(0.15, 0.28), 1.02],
        ...[x - hand.in(0.3, 0.55), low],
      ]);
    },
  },
  {
    digit: 9,
    name: 'g tail',
    strokes: (hand) => {
      const own = ring(hand, closed(hand));
      const [x] = own.right;
      const [wide, high] = [hand.in(0.2, 0.34), hand.in(0.1, 0.17)];
      const tail = arc([x - wide, 1 - high], [wide, high], 0.25, hand.in(0.65, 0.86));
      return joined(hand, own, [x, own.bottom, ...tail]);
    },
  },
  {
    digit: 9,
    name: 'open ring',
    strokes: (hand) => {
      const own = ring(hand, hand.in(0.62, 0.82));
      const [x, y] = own.right;
      const end = x - hand.in(-0.02, 0.25);
      return hand.chance(0.4)
        ? [[...own.points], [x + 0.02, y - hand.in(0.02, 0.12), end, 1]]
        : [[...own.points, ...hand.corner(x + hand.in(0, 0.05), y - hand.in(0, 0.06)), end, 1]];
    },
  },
  {
    digit: 9,
    name: 'flat foot',
    strokes: (hand) => {
      const own = ring(hand, closed(hand));
      const x = own.right[0] + hand.in(-0.03, 0.03);
      return joined(hand, own, [...hand.corner(x, 1), x - hand.in(0.25, 0.6), 1 + hand.in(-0.06, 0.06)]);
    },
  },
];
