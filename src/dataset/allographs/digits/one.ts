import { cos, sin } from '../../../matrix/float32.ts';
import type { Stroke } from '../../strokes.ts';
import type { Hand, Point, Style } from '../hand.ts';

/** From the top down to (0, 1) or so. */
function stem(hand: Hand): number[] {
  return hand.bow([0, 0], [hand.in(-0.05, 0.05), 1], hand.in(-0.06, 0.06));
}

/** Its lower end: `length` below the top of the stem, at an angle to the horizontal. */
function flagEnd(length: number, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  return [-length * cos(angle), length * sin(angle)];
}

/** Up to the top and down in one stroke; or a flag that meets the stem a little below its top. */
function flagged(hand: Hand, end: Point, bend: number, down: readonly number[] = stem(hand)): Stroke[] {
  const up = hand.bow(end, [0, 0], bend);
  if (hand.chance(0.75)) return [[...up.slice(0, 4), ...hand.corner(0, 0), ...down.slice(2)]];
  return [up, [hand.in(-0.02, 0.03), -hand.in(0, 0.12), ...down.slice(2)]];
}

/** A flag may be level where it is short; the longer, the steeper, or it would be the roof of a 7. */
const shortFlag = (hand: Hand): Stroke[] => {
  const length = hand.in(0.12, 0.3);
  return flagged(hand, flagEnd(length, hand.in(12 + 200 * (length - 0.12), 75)), hand.in(-0.12, 0.15));
};

/** @param length as fractions of the stem's, from least to most */
const upstroke = (hand: Hand, length: readonly [number, number], bend: number): Stroke[] =>
  flagged(hand, flagEnd(hand.in(...length), hand.in(43, 74)), bend);

const straight = (hand: Hand): Stroke[] => upstroke(hand, [0.28, 0.5], hand.in(-0.04, 0.04));

/** As the pen swings up from the line. */
const hollow = (hand: Hand): Stroke[] => upstroke(hand, [0.3, 0.75], hand.in(0.08, 0.3));

/** As the handle of a stick: steep, for it would be a roof else. */
const arched = (hand: Hand): Stroke[] =>
  flagged(hand, flagEnd(hand.in(0.2, 0.45), hand.in(50, 78)), -hand.in(0.05, 0.14));

/** A line below, or through the end of the stem; seldom in its middle. */
function foot(hand: Hand): Stroke {
  const wide = hand.chance(0.2) ? hand.in(0.8, 1.7) : hand.in(0.25, 0.8);
  const left = -wide * (hand.chance(0.3) ? hand.in(0.07, 0.3) : hand.in(0.35, 0.6));
  const low = 1 + hand.in(-0.05, 0.06);
  const lean = wide * hand.in(-0.12, 0.12);
  return hand.bow([left, low + lean], [left + wide, low - lean], hand.in(-0.06, 0.06));
}

export const ones: readonly Style[] = [
  { digit: 1, name: 'plain', strokes: (hand) => [stem(hand)] },
  { digit: 1, name: 'short flag', strokes: shortFlag },
  { digit: 1, name: 'upstroke', strokes: straight },
  {
    digit: 1,
    name: 'long upstroke',
    strokes: (hand) => upstroke(hand, [0.5, 0.85], hand.in(-0.04, 0.04)),
  },
  { digit: 1, name: 'hollow upstroke', strokes: hollow },
  { digit: 1, name: 'arched upstroke', strokes: arched },
  {
    digit: 1,
    name: 'upstroke from the line',
    strokes: (hand) => flagged(hand, [-hand.in(0.25, 0.7), hand.in(0.7, 1.02)], hand.in(-0.1, 0.15)),
  },
  { digit: 1, name: 'foot', strokes: (hand) => [stem(hand), foot(hand)] },
  { digit: 1, name: 'flag and foot', strokes: (hand) => [...shortFlag(hand), foot(hand)] },
  {
    digit: 1,
    name: 'upstroke and foot',
    strokes: (hand) => [...(hand.chance(0.6) ? straight(hand) : hollow(hand)), foot(hand)],
  },
  {
    digit: 1,
    name: 'flag and hook',
    strokes: (hand) => {
      const hook = [hand.in(-0.04, 0.04), 0.96, hand.in(0.06, 0.2), hand.in(0.88, 1)];
      const down = [0, 0, 0, hand.in(0.4, 0.6), ...hook];
      return flagged(hand, flagEnd(hand.in(0.12, 0.45), hand.in(42, 70)), hand.in(-0.15, 0.2), down);
    },
  },
];
