import { arc, type Style, type Writer } from '../writer.ts';

/** The loop, anticlockwise from where the back meets it on the left, past the bottom and round again. */
function loop(writer: Writer, sweep: number): number[] {
  const high = writer.in(0.17, 0.32);
  const wide = writer.in(0.2, 0.34);
  return arc([wide, 1 - high], [wide, high], 0.78, 0.78 - sweep, writer.in(0.75, 1.05));
}

const closed = (writer: Writer): number => writer.in(0.92, 1.15);

export const sixes: readonly Style[] = [
  {
    digit: 6,
    name: 'curved',
    strokes: (writer) => [
      [
        writer.in(0.3, 0.6),
        writer.in(-0.02, 0.06),
        writer.in(0.1, 0.3),
        0.12,
        writer.in(-0.02, 0.06),
        0.45,
        ...loop(writer, closed(writer)),
      ],
    ],
  },
  {
    digit: 6,
    name: 'straight back',
    strokes: (writer) => [[writer.in(0.1, 0.5), 0, ...loop(writer, closed(writer))]],
  },
  {
    digit: 6,
    name: 'upright back',
    strokes: (writer) => [
      [writer.in(-0.06, 0.1), 0, writer.in(-0.04, 0.02), 0.4, ...loop(writer, closed(writer))],
    ],
  },
  {
    digit: 6,
    name: 'hooked top',
    strokes: (writer) => {
      const x = writer.in(0.45, 0.6);
      return [
        [
          x,
          writer.in(0.08, 0.2),
          x - 0.08,
          0,
          writer.in(0.15, 0.25),
          0.02,
          0,
          0.35,
          ...loop(writer, closed(writer)),
        ],
      ];
    },
  },
  {
    digit: 6,
    name: 'open loop',
    strokes: (writer) => [
      [writer.in(0.2, 0.55), 0, writer.in(0.02, 0.2), 0.25, ...loop(writer, writer.in(0.72, 0.88))],
    ],
  },
];
