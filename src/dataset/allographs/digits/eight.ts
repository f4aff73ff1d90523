import { arc, type Point, type Style, type Writer } from '../writer.ts';

/** An S from the upper right, and back on the other side, closed or with a gap at the top. */
function swing(writer: Writer, gap: number): number[] {
  const waist = writer.in(0.38, 0.54);
  const top: Point = [writer.in(0.16, 0.3), waist / 2];
  const bottom: Point = [writer.in(0.2, 0.34), (1 - waist) / 2];
  const x = 0.3;
  const start = writer.in(0.06, 0.2);
  return [
    ...arc([x, waist / 2], top, start, -0.4),
    ...arc([x, (1 + waist) / 2], bottom, 0.1, 0.9),
    ...arc([x, waist / 2], top, 0.4, start + gap),
  ];
}

function ring(writer: Writer, centre: Point, radii: Point): number[] {
  const from = writer.in(-0.2, 0.2);
  return arc(centre, radii, from, from - writer.in(0.94, 1.08), writer.in(0.92, 1.05));
}

export const eights: readonly Style[] = [
  { digit: 8, name: 'one stroke', strokes: (writer) => [swing(writer, writer.in(-0.04, 0.03))] },
  { digit: 8, name: 'open', strokes: (writer) => [swing(writer, writer.in(0.05, 0.14))] },
  {
    digit: 8,
    name: 'two rings',
    strokes: (writer) => {
      const waist = writer.in(0.38, 0.54);
      const apart = writer.in(-0.02, 0.04);
      return [
        ring(
          writer,
          [0.3 + writer.in(-0.06, 0.06), waist / 2 - apart / 2],
          [writer.in(0.15, 0.28), waist / 2],
        ),
        ring(writer, [0.3, (1 + waist + apart) / 2], [writer.in(0.18, 0.34), (1 - waist) / 2]),
      ];
    },
  },
  {
    digit: 8,
    name: 'crossed',
    strokes: (writer) => {
      const [top, bottom] = [writer.in(0.36, 0.6), writer.in(0.4, 0.65)];
      return [
        [
          ...[top, writer.in(0, 0.12), top * 0.5, -0.02, 0.02, 0.08, 0.06, 0.3],
          ...[bottom, 0.7, bottom * 0.9, 0.98, bottom * 0.4, 1.02, 0, 0.9, 0.04, 0.68],
          ...[top * 0.85, 0.3, top + writer.in(-0.04, 0.1), writer.in(-0.04, 0.1)],
        ],
      ];
    },
  },
];
