import type { Stroke } from '../../strokes.ts';
import type { Style, Writer } from '../writer.ts';

interface Stem {
  readonly right: number;
  readonly foot: number;
  /** Control points from the right end of the roof down. */
  readonly points: readonly number[];
}

function stem(writer: Writer): Stem {
  const right = writer.in(0.38, 0.68);
  const foot = writer.chance(0.75) ? writer.in(0.05, 0.3) : writer.in(0.3, right - 0.02);
  const bow = writer.bow(
    [right, 0],
    [foot, 1],
    writer.chance(0.4) ? writer.in(0.08, 0.22) : writer.in(-0.06, 0.08),
  );
  return { right, foot, points: [...writer.corner(right, 0), ...bow.slice(2)] };
}

/** Across the stem, near its middle. */
function bar(writer: Writer, { right, foot }: Stem): Stroke {
  const y = writer.in(0.36, 0.62);
  const x = right + (foot - right) * y;
  const wide = writer.in(0.22, 0.6);
  const lean = wide * writer.in(-0.35, 0.2);
  const left = wide * writer.in(0.35, 0.65);
  return writer.bow([x - left, y - lean / 2], [x - left + wide, y + lean / 2], writer.in(-0.1, 0.1));
}

const roof = (writer: Writer): number[] => [0, writer.in(-0.08, 0.1)];

/** Down, up and down again. */
const wave = (writer: Writer, right: number): number[] => {
  const high = writer.in(0.05, 0.13);
  return [0, writer.in(0.06, 0.2), right * 0.15, 0.02 - high / 2, right * 0.4, 0.0, right * 0.7, 0.04 + high];
};

/** A tick at the left end of the roof, pointing down or up. */
const serif = (writer: Writer): number[] => {
  const low = writer.in(0.08, 0.2);
  return [writer.in(-0.06, 0.06), low, ...writer.corner(writer.in(-0.02, 0.03), writer.in(-0.02, 0.06))];
};

/** The style without and with a bar. */
function pair(name: string, strokes: (writer: Writer, stem: Stem) => number[]): Style[] {
  const draw = (writer: Writer, barred: boolean): Stroke[] => {
    const down = stem(writer);
    const first = [...strokes(writer, down), ...down.points];
    return barred ? [first, bar(writer, down)] : [first];
  };
  return [
    { digit: 7, name, strokes: (writer) => draw(writer, false) },
    { digit: 7, name: `${name}, barred`, strokes: (writer) => draw(writer, true) },
  ];
}

export const sevens: readonly Style[] = [
  ...pair('plain', roof),
  ...pair('wavy roof', (writer, { right }) => wave(writer, right)),
  ...pair('serif', serif),
];
