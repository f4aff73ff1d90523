import type { Stroke } from '../../strokes.ts';
import type { Style, Writer } from '../writer.ts';

/** Down from the top to the bar, and along the bar to the right. */
function angle(writer: Writer, top: number, bar: number, right: number): number[] {
  const bend = writer.in(-0.08, 0.12);
  return [
    ...writer.bow([top, 0], [0, bar], bend).slice(0, 4),
    ...writer.corner(0, bar),
    ...[right, bar + writer.in(-0.1, 0.06)],
  ];
}

function stem(writer: Writer, x: number, from: number, to: number): Stroke {
  return writer.bow([x, from], [x - writer.in(-0.04, 0.16), to], writer.in(-0.05, 0.05));
}

export const fours: readonly Style[] = [
  {
    digit: 4,
    name: 'open',
    strokes: (writer) => {
      const x = writer.in(0.35, 0.5);
      const bar = writer.in(0.42, 0.62);
      return [
        angle(writer, writer.in(-0.02, 0.2), bar, x + writer.in(0, 0.2)),
        stem(writer, x, writer.in(-0.05, 0.25), 1),
      ];
    },
  },
  {
    digit: 4,
    name: 'closed',
    strokes: (writer) => {
      const x = writer.in(0.35, 0.52);
      return [
        angle(writer, x + writer.in(-0.05, 0.03), writer.in(0.5, 0.75), x + writer.in(0.05, 0.25)),
        stem(writer, x, writer.in(-0.03, 0.06), 1),
      ];
    },
  },
  {
    digit: 4,
    name: 'bolt',
    strokes: (writer) => {
      const [top, bar, right] = [writer.in(0.12, 0.42), writer.in(0.42, 0.65), writer.in(0.35, 0.62)];
      const start = angle(writer, top, bar, right).slice(0, -2);
      const up = writer.in(-0.22, 0.03);
      return [[...start, ...writer.corner(right, bar + up), right - writer.in(0.02, 0.3), 1]];
    },
  },
  {
    digit: 4,
    name: 'short stem',
    strokes: (writer) => {
      const [bar, x] = [writer.in(0.55, 0.8), writer.in(0.25, 0.45)];
      return [
        angle(writer, writer.in(0.2, 0.5), bar, x + writer.in(0.1, 0.3)),
        stem(writer, x + 0.06, bar - writer.in(0.12, 0.4), writer.in(0.9, 1.1)),
      ];
    },
  },
  {
    digit: 4,
    name: 'cup',
    strokes: (writer) => {
      const [deep, x] = [writer.in(0.42, 0.6), writer.in(0.36, 0.55)];
      const cup = [0, writer.in(0, 0.08), 0, deep * 0.7, 0.08, deep, x * 0.6, deep, x, deep * 0.8];
      const up = writer.in(-0.03, 0.2);
      return writer.chance(0.5)
        ? [[...cup, ...writer.corner(x + 0.02, up), x - writer.in(-0.04, 0.15), 1]]
        : [[...cup, x, deep * 0.7], stem(writer, x, up, 1)];
    },
  },
  {
    digit: 4,
    name: 'one stroke, closed',
    strokes: (writer) => {
      const [bar, x] = [writer.in(0.5, 0.7), writer.in(0.34, 0.5)];
      const right = x + writer.in(0.1, 0.25);
      return [
        [
          ...[x, 1, ...writer.corner(x + writer.in(0, 0.08), 0)],
          ...writer.corner(0, bar),
          ...[right, bar + writer.in(-0.08, 0.04)],
        ],
      ];
    },
  },
];
