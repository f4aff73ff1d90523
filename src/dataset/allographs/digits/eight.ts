import { arc, type Hand, type Point, type Style } from '../hand.ts';

/** An S from the upper right and back again on the other side, closed or with a gap at the top. */
function swing(hand: Hand, gap: number): number[] {
  const waist = hand.in(0.38, 0.54);
  const top: Point = [hand.in(0.16, 0.3), waist / 2];
  const bottom: Point = [hand.in(0.2, 0.34), (1 - waist) / 2];
  const x = 0.3;
  const start = hand.in(0.06, 0.2);
  return [
    ...arc([x, waist / 2], top, start, -0.4),
    ...arc([x, (1 + waist) / 2], bottom, 0.1, 0.9),
    ...arc([x, waist / 2], top, 0.4, start + gap),
  ];
}

function ring(hand: Hand, centre: Point, radii: Point): number[] {
  const from = hand.in(-0.2, 0.2);
  return arc(centre, radii, from, from - hand.in(0.94, 1.08), hand.in(0.92, 1.05));
}

export const eights: readonly Style[] = [
  { digit: 8, name: 'one stroke', strokes: (hand) => [swing(hand, hand.in(-0.04, 0.03))] },
  { digit: 8, name: 'open', strokes: (hand) => [swing(hand, hand.in(0.05, 0.14))] },
  {
    digit: 8,
    name: 'two rings',
    strokes: (hand) => {
      const waist = hand.in(0.38, 0.54);
      const apart = hand.in(-0.02, 0.04);
      return [
        ring(hand, [0.3 + hand.in(-0.06, 0.06), waist / 2 - apart / 2], [hand.in(0.15, 0.28), waist / 2]),
        ring(hand, [0.3, (1 + waist + apart) / 2], [hand.in(0.18, 0.34), (1 - waist) / 2]),
      ];
    },
  },
  {
    digit: 8,
    name: 'crossed',
    strokes: (hand) => {
      const [top, bottom] = [hand.in(0.36, 0.6), hand.in(0.4, 0.65)];
      return [
        [
          ...[top, hand.in(0, 0.12), top * 0.5, -0.02, 0.02, 0.08, 0.06, 0.3],
          ...[bottom, 0.7, bottom * 0.9, 0.98, bottom * 0.4, 1.02, 0, 0.9, 0.04, 0.68],
          ...[top * 0.85, 0.3, top + hand.in(-0.04, 0.1), hand.in(-0.04, 0.1)],
        ],
      ];
    },
  },
];
