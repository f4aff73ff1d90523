import { arc, type Hand, type Style } from '../hand.ts';

/** The loop, anticlockwise from where the back meets it on the left, past the bottom and round again. */
function loop(hand: Hand, sweep: number): number[] {
  const high = hand.in(0.17, 0.32);
  const wide = hand.in(0.2, 0.34);
  return arc([wide, 1 - high], [wide, high], 0.78, 0.78 - sweep, hand.in(0.75, 1.05));
}

const closed = (hand: Hand): number => hand.in(0.92, 1.15);

export const sixes: readonly Style[] = [
  {
    digit: 6,
    name: 'curved',
    strokes: (hand) => [
      [
        hand.in(0.3, 0.6),
        hand.in(-0.02, 0.06),
        hand.in(0.1, 0.3),
        0.12,
        hand.in(-0.02, 0.06),
        0.45,
        ...loop(hand, closed(hand)),
      ],
    ],
  },
  {
    digit: 6,
    name: 'straight back',
    strokes: (hand) => [[hand.in(0.1, 0.5), 0, ...loop(hand, closed(hand))]],
  },
  {
    digit: 6,
    name: 'upright back',
    strokes: (hand) => [[hand.in(-0.06, 0.1), 0, hand.in(-0.04, 0.02), 0.4, ...loop(hand, closed(hand))]],
  },
  {
    digit: 6,
    name: 'hooked top',
    strokes: (hand) => {
      const x = hand.in(0.45, 0.6);
      return [
        [x, hand.in(0.08, 0.2), x - 0.08, 0, hand.in(0.15, 0.25), 0.02, 0, 0.35, ...loop(hand, closed(hand))],
      ];
    },
  },
  {
    digit: 6,
    name: 'open loop',
    strokes: (hand) => [
      [hand.in(0.2, 0.55), 0, hand.in(0.02, 0.2), 0.25, ...loop(hand, hand.in(0.72, 0.88))],
    ],
  },
];
