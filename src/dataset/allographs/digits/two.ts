import { arc, type Style, type Writer } from '../writer.ts';

/** Over the top, from the left to the start of the slanted stroke. */
function head(writer: Writer): number[] {
  const [wide, high] = [writer.in(0.2, 0.32), writer.in(0.18, 0.3)];
  return arc([0.3, high], [wide, high], writer.in(-0.32, -0.15), writer.in(0.28, 0.36));
}

/** The line at the bottom, from (0, 1) to the right. */
function base(writer: Writer): number[] {
  const wide = writer.in(0.4, 0.8);
  const wave = writer.chance(0.5) ? writer.in(-0.03, 0.03) : writer.in(0.03, 0.1);
  return [wide / 3, 1 - wave, (2 * wide) / 3, 1 + wave * 0.5, wide, 1 + writer.in(-0.1, 0.05)];
}

export const twos: readonly Style[] = [
  {
    digit: 2,
    name: 'plain',
    strokes: (writer) => [[...head(writer), ...writer.corner(writer.in(-0.05, 0.08), 1), ...base(writer)]],
  },
  {
    digit: 2,
    name: 'looped',
    strokes: (writer) => {
      const [wide, high] = [writer.in(0.1, 0.22), writer.in(0.06, 0.16)];
      const loop = arc([0.08, 1 - high], [wide, high], 0.35, 1.15);
      return [[...head(writer), ...loop, ...base(writer).slice(2)]];
    },
  },
  {
    digit: 2,
    name: 'curled head',
    strokes: (writer) => {
      const curl = arc([0.17, 0.26], [0.1, 0.09], 0.3, writer.in(0.55, 0.75));
      const over = arc([0.3, 0.25], [0.28, 0.25], -0.2, 0.3);
      return [[...curl, ...over, ...writer.corner(0, 1), ...base(writer)]];
    },
  },
  {
    digit: 2,
    name: 'round',
    strokes: (writer) => [
      [
        ...head(writer),
        writer.in(0.1, 0.25),
        0.75,
        writer.in(-0.08, 0.02),
        0.92,
        0.08,
        1.03,
        ...base(writer),
      ],
    ],
  },
  {
    digit: 2,
    name: 'z',
    strokes: (writer) => {
      const [top, bottom] = [writer.in(0.4, 0.65), writer.in(0.4, 0.75)];
      return [
        [
          ...writer.bow([0, writer.in(-0.05, 0.12)], [top, 0], writer.in(-0.2, 0.08)).slice(0, 4),
          ...writer.corner(top, writer.in(0, 0.08)),
          ...writer.corner(writer.in(-0.05, 0.08), 1),
          ...writer.bow([0, 1], [bottom, 1 + writer.in(-0.1, 0.06)], writer.in(-0.1, 0.1)).slice(2),
        ],
      ];
    },
  },
];
