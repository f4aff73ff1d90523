import { cos, sin } from '../../../matrix/float32.ts';
import type { Stroke } from '../../strokes.ts';
import type { Point, Style, Writer } from '../writer.ts';

/** From the top down to approximately (0, 1). */
function stem(writer: Writer): number[] {
  return writer.bow([0, 0], [writer.in(-0.05, 0.05), 1], writer.in(-0.06, 0.06));
}

/** The lower end of the flag: `length` from the top of the stem, at an angle to the horizontal. */
function flagEnd(length: number, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  return [-length * cos(angle), length * sin(angle)];
}

/** Up to the top and down in one stroke, or a flag that meets the stem slightly below its top. */
function flagged(writer: Writer, end: Point, bend: number, down: readonly number[] = stem(writer)): Stroke[] {
  const up = writer.bow(end, [0, 0], bend);
  if (writer.chance(0.75)) return [[...up.slice(0, 4), ...writer.corner(0, 0), ...down.slice(2)]];
  return [up, [writer.in(-0.02, 0.03), -writer.in(0, 0.12), ...down.slice(2)]];
}

/** A short flag may be level; a longer one must be steeper, or it would be the roof of a 7. */
const shortFlag = (writer: Writer): Stroke[] => {
  const length = writer.in(0.12, 0.3);
  return flagged(writer, flagEnd(length, writer.in(12 + 200 * (length - 0.12), 75)), writer.in(-0.12, 0.15));
};

/**
 * An upstroke of less than half the stem may be flatter than a longer one.
 *
 * @param range of the length, as fractions of the stem
 */
const upstroke = (writer: Writer, range: readonly [number, number], bend: number): Stroke[] => {
  const length = writer.in(...range);
  return flagged(writer, flagEnd(length, writer.in(34 + 14 * length, 74)), bend);
};

const straight = (writer: Writer): Stroke[] => upstroke(writer, [0.28, 0.5], writer.in(-0.04, 0.04));

/** A hollow upstroke, as of a pen that swings up from the line. */
const hollow = (writer: Writer): Stroke[] => upstroke(writer, [0.3, 0.75], writer.in(0.08, 0.3));

/** An arched upstroke, like the handle of a stick: steep, or it would be a roof. */
const arched = (writer: Writer): Stroke[] =>
  flagged(writer, flagEnd(writer.in(0.2, 0.45), writer.in(50, 78)), -writer.in(0.05, 0.14));

/** A line below or through the end of the stem, rarely at its middle. */
function foot(writer: Writer): Stroke {
  const wide = writer.chance(0.2) ? writer.in(0.8, 1.7) : writer.in(0.25, 0.8);
  const left = -wide * (writer.chance(0.3) ? writer.in(0.07, 0.3) : writer.in(0.35, 0.6));
  const low = 1 + writer.in(-0.05, 0.06);
  const lean = wide * writer.in(-0.12, 0.12);
  return writer.bow([left, low + lean], [left + wide, low - lean], writer.in(-0.06, 0.06));
}

export const ones: readonly Style[] = [
  { digit: 1, name: 'plain', strokes: (writer) => [stem(writer)] },
  { digit: 1, name: 'short flag', strokes: shortFlag },
  { digit: 1, name: 'upstroke', strokes: straight },
  {
    digit: 1,
    name: 'long upstroke',
    strokes: (writer) => upstroke(writer, [0.5, 0.85], writer.in(-0.04, 0.04)),
  },
  { digit: 1, name: 'hollow upstroke', strokes: hollow },
  { digit: 1, name: 'arched upstroke', strokes: arched },
  {
    digit: 1,
    name: 'upstroke from the line',
    strokes: (writer) =>
      flagged(writer, [-writer.in(0.25, 0.7), writer.in(0.7, 1.02)], writer.in(-0.1, 0.15)),
  },
  { digit: 1, name: 'foot', strokes: (writer) => [stem(writer), foot(writer)] },
  { digit: 1, name: 'flag and foot', strokes: (writer) => [...shortFlag(writer), foot(writer)] },
  {
    digit: 1,
    name: 'upstroke and foot',
    strokes: (writer) => [...(writer.chance(0.6) ? straight(writer) : hollow(writer)), foot(writer)],
  },
  {
    digit: 1,
    name: 'flag and hook',
    strokes: (writer) => {
      const hook = [writer.in(-0.04, 0.04), 0.96, writer.in(0.06, 0.2), writer.in(0.88, 1)];
      const down = [0, 0, 0, writer.in(0.4, 0.6), ...hook];
      return flagged(writer, flagEnd(writer.in(0.12, 0.45), writer.in(42, 70)), writer.in(-0.15, 0.2), down);
    },
  },
];
