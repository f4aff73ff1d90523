import { arc, type Point, type Style, type Writer } from '../writer.ts';

/** The lower bowl, from the waist to its end on the left. */
function bowl(writer: Writer, waist: number): number[] {
  const high = (1 - waist) / 2;
  return arc([0.22, waist + high], [writer.in(0.26, 0.42), high], writer.in(0, 0.08), writer.in(0.6, 0.78));
}

function upper(writer: Writer, waist: number): number[] {
  return arc(
    [0.24, waist / 2],
    [writer.in(0.2, 0.34), waist / 2],
    writer.in(-0.24, -0.1),
    writer.in(0.4, 0.48),
  );
}

const waistOf = (writer: Writer): number => writer.in(0.36, 0.54);

/** The tip between the bowls. */
const tip = (writer: Writer, waist: number): Point => [writer.in(0.1, 0.28), waist + writer.in(-0.02, 0.02)];

export const threes: readonly Style[] = [
  {
    digit: 3,
    name: 'round',
    strokes: (writer) => {
      const waist = waistOf(writer);
      return [[...upper(writer, waist), ...writer.corner(...tip(writer, waist)), ...bowl(writer, waist)]];
    },
  },
  {
    digit: 3,
    name: 'looped waist',
    strokes: (writer) => {
      const waist = waistOf(writer);
      const [wide, high] = [writer.in(0.06, 0.14), writer.in(0.04, 0.08)];
      const loop = arc([0.2, waist], [wide, high], 0.45, 1.1);
      return [[...upper(writer, waist), ...loop, ...bowl(writer, waist)]];
    },
  },
  {
    digit: 3,
    name: 'flat top',
    strokes: (writer) => {
      const [wide, waist] = [writer.in(0.4, 0.65), writer.in(0.32, 0.5)];
      return [
        [
          ...[0, writer.in(-0.03, 0.08), ...writer.corner(wide, 0)],
          ...writer.corner(writer.in(0.12, 0.3), waist),
          ...bowl(writer, waist - writer.in(0, 0.06)),
        ],
      ];
    },
  },
  {
    digit: 3,
    name: 'one swing',
    strokes: (writer) => {
      const waist = waistOf(writer);
      return [[...upper(writer, waist), writer.in(0.24, 0.34), waist, ...bowl(writer, waist)]];
    },
  },
];
