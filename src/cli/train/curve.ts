/** The curves of loss and accuracy by epoch, drawn in braille dots, or in letters if these are not available. */

import type { EpochRecord } from '../../network/model.ts';
import type { Paint, Style } from '../terminal/colour.ts';
import { percent } from '../terminal/numbers.ts';

const HEIGHT = 6;
const WIDEST = 40;
/** Minimum columns of panels side by side, and of a single panel. */
const HALF = 26;
const NARROWEST = 34;
const GAP = '   ';

/** A braille character has two columns of four dots; these are their bits, from the top. */
const BRAILLE = 0x2800;
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** In the curve of training, every other group of dots is omitted, to distinguish it without colours. */
const DASH = 3;

interface Series {
  readonly values: readonly number[];
  readonly dashed: boolean;
  /** Used instead of braille. */
  readonly letter: string;
  readonly style: Style;
}

interface Panel {
  readonly title: string;
  readonly training: readonly number[];
  /** Empty without validation. */
  readonly validation: readonly number[];
  readonly format: (value: number) => string;
  /** The scale of the axis: the value, or its logarithm. */
  readonly scale: (value: number) => number;
}

/** Lower bound of losses, because 0 has no logarithm. */
const LEAST_LOSS = 1e-6;

/**
 * Loss, on a logarithmic scale, and accuracy: side by side if there is room, otherwise one below the other. Empty for
 * fewer than two epochs, or a narrow terminal.
 */
export function curveLines(
  history: readonly EpochRecord[],
  columns: number,
  paint: Paint,
  blocks: boolean,
): string[] {
  if (history.length < 2 || columns < NARROWEST) return [];
  const panels: readonly Panel[] = [
    {
      title: 'Loss (log scale)',
      training: history.map(({ loss }) => loss),
      validation: history.flatMap(({ validationLoss }) => validationLoss ?? []),
      format: (value) => (value < 1000 ? value.toFixed(4) : value.toExponential(1)),
      scale: (value) => Math.log(Math.max(value, LEAST_LOSS)),
    },
    {
      title: 'Accuracy',
      training: history.map(({ accuracy }) => accuracy),
      validation: history.flatMap(({ validationAccuracy }) => validationAccuracy ?? []),
      format: (value) => percent(value),
      scale: (value) => value,
    },
  ];
  const halfWidth = Math.floor((columns - 1 - GAP.length) / 2);
  const side = halfWidth >= HALF;
  const drawn = panels.map((panel) => panelLines(panel, side ? halfWidth : columns - 1, paint, blocks));
  const [left, right] = drawn as [Line[], Line[]];
  const lines = side
    ? left.map(({ text, width }, n) => text + ' '.repeat(halfWidth - width) + GAP + right[n].text)
    : [...left, ...right].map(({ text }) => text);
  return [...lines.map((line) => line.trimEnd()), legend(panels[0].validation.length > 0, paint, blocks)];
}

function legend(validated: boolean, paint: Paint, blocks: boolean): string {
  const [solid, dashed] = blocks ? ['⠒⠒⠒⠒', '⠒ ⠒ '] : ['oooo', '....'];
  return validated
    ? `${paint.green(solid)} validation   ${paint.cyan(dashed)} training`
    : `${paint.cyan(solid)} training`;
}

/** A line of a panel, and its width without colour codes. */
interface Line {
  readonly text: string;
  readonly width: number;
}

function panelLines(panel: Panel, columns: number, paint: Paint, blocks: boolean): Line[] {
  const { training, validation, format, scale } = panel;
  const validated = validation.length > 0;
  const series: Series[] = [
    { values: training, dashed: validated, letter: validated ? '.' : 'o', style: paint.cyan },
    ...(validated ? [{ values: validation, dashed: false, letter: 'o', style: paint.green }] : []),
  ];
  const all = [...training, ...validation];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const labels = [format(high), format(low)] as const;
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const width = Math.min(WIDEST, columns - labelWidth - 2);
  const grid = new Grid(width, HEIGHT, blocks);
  const span = scale(high) - scale(low);
  for (const one of series) {
    grid.draw(one, (value) => (span === 0 ? 0.5 : (scale(high) - scale(value)) / span));
  }
  const axis = paint.dim(blocks ? '│' : '|');
  const rows = grid.rows().map((text, row) => {
    const label = row === 0 ? labels[0] : row === HEIGHT - 1 ? labels[1] : '';
    return `${paint.dim(label.padStart(labelWidth))} ${axis}${text}`;
  });
  const last = String(training.length);
  const epochs = `${' '.repeat(labelWidth + 2)}${'epoch 1'.padEnd(width - last.length)}${last}`;
  const full = labelWidth + 2 + width;
  return [
    {
      text: `${' '.repeat(labelWidth + 2)}${paint.bold(panel.title)}`,
      width: labelWidth + 2 + panel.title.length,
    },
    ...rows.map((text) => ({ text, width: full })),
    { text: paint.dim(epochs), width: full },
  ];
}

/** A grid of characters, and the dots within each. */
class Grid {
  readonly #width: number;
  readonly #height: number;
  readonly #blocks: boolean;
  readonly #bits: Uint8Array; // of each character
  readonly #owners: (Series | null)[]; // the last series drawn in each

  constructor(width: number, height: number, blocks: boolean) {
    this.#width = width;
    this.#height = height;
    this.#blocks = blocks;
    this.#bits = new Uint8Array(width * height);
    this.#owners = new Array<Series | null>(width * height).fill(null);
  }

  /** @param place from 0 at the top to 1 at the bottom */
  draw(series: Series, place: (value: number) => number): void {
    const { values, dashed } = series;
    const across = this.#width * (this.#blocks ? 2 : 1);
    const down = this.#height * (this.#blocks ? 4 : 1);
    let before: number | null = null;
    for (let x = 0; x < across; x++) {
      const epoch = (x / (across - 1)) * (values.length - 1);
      const first = Math.min(values.length - 2, Math.floor(epoch));
      const fraction = epoch - first;
      const height = place(values[first]) * (1 - fraction) + place(values[first + 1]) * fraction;
      const y = Math.round(height * (down - 1));
      const gap = this.#blocks && dashed && Math.floor(x / DASH) % 2 === 1;
      // connects to the previous dot, so that steep parts have no gaps
      const [from, to] =
        before === null || y === before ? [y, y] : y > before ? [before + 1, y] : [y, before - 1];
      if (!gap) for (let dot = from; dot <= to; dot++) this.#dot(series, x, dot);
      before = y;
    }
  }

  #dot(series: Series, x: number, y: number): void {
    const [column, row] = this.#blocks ? [x >> 1, y >> 2] : [x, y];
    const cell = row * this.#width + column;
    this.#bits[cell] |= this.#blocks ? DOTS[x % 2][y % 4] : 1;
    this.#owners[cell] = series;
  }

  rows(): string[] {
    return Array.from({ length: this.#height }, (_, row) => {
      let text = '';
      for (let column = 0; column < this.#width; column++) {
        const cell = row * this.#width + column;
        const owner = this.#owners[cell];
        if (owner === null) text += ' ';
        else
          text += owner.style(this.#blocks ? String.fromCharCode(BRAILLE + this.#bits[cell]) : owner.letter);
      }
      return text;
    });
  }
}
