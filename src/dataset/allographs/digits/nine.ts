import { arc, onEllipse, type Point, type Style, type Writer } from '../writer.ts';

interface Ring {
  readonly points: readonly number[];
  /** The start of the tail: the right of the ring. */
  readonly right: Point;
  readonly bottom: number;
}

/** Anticlockwise from the upper right and back. */
function ring(writer: Writer, sweep: number): Ring {
  const radii: Point = [writer.in(0.18, 0.32), writer.in(0.18, 0.3)];
  const centre: Point = [radii[0], radii[1]];
  const from = writer.in(0.08, 0.2);
  return {
    points: arc(centre, radii, from, from - sweep),
    right: onEllipse(centre, radii, writer.in(0.14, 0.24)),
    bottom: 2 * radii[1],
  };
}

const closed = (writer: Writer): number => writer.in(0.88, 1.04);

/** The stem starts at the right of the ring, or first runs up to it. */
function joined(writer: Writer, { points, right: [x, y] }: Ring, tail: readonly number[]): number[][] {
  if (writer.chance(0.5)) return [[...points, ...writer.corner(x, y - 0.02), ...tail]];
  return [[...points], [x + writer.in(-0.01, 0.03), y - writer.in(0, 0.12), ...tail]];
}

export const nines: readonly Style[] = [
  {
    digit: 9,
    name: 'straight',
    strokes: (writer) => {
      const own = ring(writer, closed(writer));
      return joined(writer, own, [own.right[0] - writer.in(-0.04, 0.25), 1]);
    },
  },
  {
    digit: 9,
    name: 'curved',
    strokes: (writer) => {
      const own = ring(writer, closed(writer));
      const [x] = own.right;
      return joined(writer, own, [
        x + 0.02,
        0.55,
        x - writer.in(0.02, 0.12),
        0.85,
        x - writer.in(0.2, 0.4),
        1,
      ]);
    },
  },
  {
    digit: 9,
    name: 'hooked',
    strokes: (writer) => {
      const own = ring(writer, closed(writer));
      const [x] = own.right;
      const low = writer.in(0.88, 1);
      return joined(writer, own, [
        ...[x, 0.7, x - 0.03, 0.98, x - writer.in(0.15, 0.28), 1.02],
        ...[x - writer.in(0.3, 0.55), low],
      ]);
    },
  },
  {
    digit: 9,
    name: 'g tail',
    strokes: (writer) => {
      const own = ring(writer, closed(writer));
      const [x] = own.right;
      const [wide, high] = [writer.in(0.2, 0.34), writer.in(0.1, 0.17)];
      const tail = arc([x - wide, 1 - high], [wide, high], 0.25, writer.in(0.65, 0.86));
      return joined(writer, own, [x, own.bottom, ...tail]);
    },
  },
  {
    digit: 9,
    name: 'open ring',
    strokes: (writer) => {
      const own = ring(writer, writer.in(0.62, 0.82));
      const [x, y] = own.right;
      const end = x - writer.in(-0.02, 0.25);
      return writer.chance(0.4)
        ? [[...own.points], [x + 0.02, y - writer.in(0.02, 0.12), end, 1]]
        : [[...own.points, ...writer.corner(x + writer.in(0, 0.05), y - writer.in(0, 0.06)), end, 1]];
    },
  },
  {
    digit: 9,
    name: 'flat foot',
    strokes: (writer) => {
      const own = ring(writer, closed(writer));
      const x = own.right[0] + writer.in(-0.03, 0.03);
      return joined(writer, own, [
        ...writer.corner(x, 1),
        x - writer.in(0.25, 0.6),
        1 + writer.in(-0.06, 0.06),
      ]);
    },
  },
];
