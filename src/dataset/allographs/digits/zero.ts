import { arc, type Style, type Writer } from '../writer.ts';

const oval = (writer: Writer, sweep: number, grow = 1, from = writer.in(-0.15, 0.2)): number[] =>
  arc([0.3, 0.5], [writer.in(0.2, 0.42), 0.5], from, from - sweep, grow);

export const zeros: readonly Style[] = [
  { digit: 0, name: 'plain', strokes: (writer) => [oval(writer, writer.in(0.97, 1.06))] },
  {
    digit: 0,
    name: 'open',
    strokes: (writer) => [oval(writer, writer.in(0.82, 0.94), writer.in(0.85, 1.15))],
  },
  {
    digit: 0,
    name: 'curled',
    strokes: (writer) => [oval(writer, writer.in(1.08, 1.25), writer.in(0.55, 0.85), writer.in(-0.05, 0.15))],
  },
  {
    digit: 0,
    name: 'slashed',
    strokes: (writer) => {
      const wide = writer.in(0.22, 0.42);
      const reach = writer.in(0.5, 1.25);
      const across = wide * reach * writer.in(0.35, 1.1) * (writer.chance(0.15) ? -1 : 1);
      const up = 0.42 * reach;
      return [
        arc([0.3, 0.5], [wide, 0.5], 0.05, 0.05 - writer.in(0.97, 1.05)),
        [0.3 - across, 0.5 + up, 0.3 + across, 0.5 - up],
      ];
    },
  },
  {
    digit: 0,
    name: 'boxy',
    strokes: (writer) => {
      const [wide, round] = [writer.in(0.4, 0.75), writer.in(0.1, 0.3)];
      const [right, bottom] = [wide - round, 1 - round];
      const overlap = writer.in(-0.02, 0.1);
      return [
        [
          ...[round, 0, 0, round, 0, bottom, round, 1, right, 1, wide, bottom, wide, round, right, 0],
          ...[round - overlap, writer.in(-0.04, 0.04)],
        ],
      ];
    },
  },
];
