import { arc, type Style, type Writer } from '../writer.ts';

/** From the end of the neck to the end on the left. */
function bowl(writer: Writer, neck: number): number[] {
  const high = (1 - neck) / 2;
  return arc([0.2, neck + high], [writer.in(0.24, 0.42), high], writer.in(-0.12, 0), writer.in(0.58, 0.75));
}

function body(writer: Writer, top: number, neck: number): number[] {
  const x = writer.in(0.02, 0.16);
  return [
    ...writer.corner(x + writer.in(-0.01, 0.09), top),
    ...writer.corner(x, neck + 0.02),
    ...bowl(writer, neck),
  ];
}

export const fives: readonly Style[] = [
  {
    digit: 5,
    name: 'joined',
    strokes: (writer) => [
      [writer.in(0.3, 0.7), writer.in(-0.1, 0.06), ...body(writer, 0, writer.in(0.34, 0.52))],
    ],
  },
  {
    digit: 5,
    name: 'loose roof',
    strokes: (writer) => {
      const from = writer.in(0.08, 0.3);
      const high = writer.in(-0.1, 0.08);
      const wide = writer.in(0.2, 0.6);
      const roof = writer.bow(
        [from, high],
        [from + wide, high + wide * writer.in(-0.35, 0.1)],
        writer.in(-0.1, 0.1),
      );
      return [body(writer, 0, writer.in(0.36, 0.55)), roof];
    },
  },
  {
    digit: 5,
    name: 's',
    strokes: (writer) => {
      const neck = writer.in(0.38, 0.5);
      const wide = writer.in(0.2, 0.3);
      const top = arc([0.28, neck / 2 + 0.02], [wide, neck / 2], writer.in(0.02, 0.12), -0.42);
      const high = (1 - neck) / 2;
      return [
        [...top, ...arc([0.2, neck + high], [writer.in(0.25, 0.38), high], 0.1, writer.in(0.58, 0.72))],
      ];
    },
  },
  {
    digit: 5,
    name: 'slant neck',
    strokes: (writer) => {
      const [neck, x] = [writer.in(0.35, 0.55), writer.in(0.1, 0.3)];
      return [
        [
          ...[x + writer.in(0.25, 0.6), writer.in(-0.12, 0.02), ...writer.corner(x, 0)],
          ...writer.corner(writer.in(-0.05, 0.08), neck + writer.in(0, 0.06)),
          ...bowl(writer, neck - writer.in(0, 0.05)),
        ],
      ];
    },
  },
];
