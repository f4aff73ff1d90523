import type { Stroke } from '../../strokes.ts';
import type { Hand, Style } from '../hand.ts';

interface Stem {
  readonly right: number;
  readonly foot: number;
  /** Control points from the roof's right end down. */
  readonly points: readonly number[];
}

function stem(hand: Hand): Stem {
  const right = hand.in(0.38, 0.68);
  const foot = hand.chance(0.75) ? hand.in(0.05, 0.3) : hand.in(0.3, right - 0.02);
  const bow = hand.bow([right, 0], [foot, 1], hand.chance(0.4) ? hand.in(0.08, 0.22) : hand.in(-0.06, 0.08));
  return { right, foot, points: [...hand.corner(right, 0), ...bow.slice(2)] };
}

/** Across the stem, about the middle. */
function bar(hand: Hand, { right, foot }: Stem): Stroke {
  const y = hand.in(0.36, 0.62);
  const x = right + (foot - right) * y;
  const wide = hand.in(0.22, 0.6);
  const lean = wide * hand.in(-0.35, 0.2);
  const left = wide * hand.in(0.35, 0.65);
  return hand.bow([x - left, y - lean / 2], [x - left + wide, y + lean / 2], hand.in(-0.1, 0.1));
}

const roof = (hand: Hand): number[] => [0, hand.in(-0.08, 0.1)];

/** Down, up and down again, as a wave. */
const wave = (hand: Hand, right: number): number[] => {
  const high = hand.in(0.05, 0.13);
  return [0, hand.in(0.06, 0.2), right * 0.15, 0.02 - high / 2, right * 0.4, 0.0, right * 0.7, 0.04 + high];
};

/** A tick that hangs down, or stands, at the left end of the roof. */
const serif = (hand: Hand): number[] => {
  const low = hand.in(0.08, 0.2);
  return [hand.in(-0.06, 0.06), low, ...hand.corner(hand.in(-0.02, 0.03), hand.in(-0.02, 0.06))];
};

/** The style by itself and with a bar. */
function pair(name: string, strokes: (hand: Hand, stem: Stem) => number[]): Style[] {
  const draw = (hand: Hand, barred: boolean): Stroke[] => {
    const down = stem(hand);
    const first = [...strokes(hand, down), ...down.points];
    return barred ? [first, bar(hand, down)] : [first];
  };
  return [
    { digit: 7, name, strokes: (hand) => draw(hand, false) },
    { digit: 7, name: `${name}, barred`, strokes: (hand) => draw(hand, true) },
  ];
}

export const sevens: readonly Style[] = [
  ...pair('plain', roof),
  ...pair('wavy roof', (hand, { right }) => wave(hand, right)),
  ...pair('serif', serif),
];
