/** The confusion matrix as a heat map: correct answers in one colour, mistakes in another. */

import { cell, type Markish, type ScaleOptions, text } from '@observablehq/plot';
import { type Figure, shortName, textWidth } from '../figure.ts';
import { counted, shortCount } from '../numbers.ts';
import type { Theme } from '../theme.ts';

const SIDE = 380;
/** Opacity of the darkest cells, on which text must be readable in both themes. */
const DARKEST = 0.5;
const FAINTEST = 0.12;

interface Cell {
  readonly label: number;
  readonly answer: number;
  readonly images: number;
  /** Fraction of the images with this label. */
  readonly fraction: number;
}

/** @param links whether each cell with images links to `#cell-LABEL-ANSWER` */
export function confusionFigure(
  confusion: readonly (readonly number[])[],
  nameOf: (label: number) => string,
  links: boolean,
): Figure {
  const cells = confusion.flatMap((row, label): Cell[] => {
    const total = row.reduce((sum, images) => sum + images, 0) || 1;
    return row.map((images, answer) => ({ label, answer, images, fraction: images / total }));
  });
  const filled = cells.filter(({ images }) => images > 0);
  const names = confusion.map((_, label) => shortName(nameOf(label)));
  const long = names.some((name) => name.length > 3);
  const room = Math.max(...names.map(textWidth));
  const mistakes = cells.filter(isWrong).reduce((sum, { images }) => sum + images, 0);
  const hits = cells.reduce((sum, { images }) => sum + images, 0) - mistakes;
  return {
    name: 'confusion-matrix',
    title: 'Confusion matrix',
    description: `Confusion matrix: ${counted(hits, 'image')} on its diagonal, ${counted(mistakes, 'image')} off it`,
    ...(links ? { links: filled.map((one) => cellName(one, nameOf)) } : {}),
    plot: (theme) => ({
      width: SIDE + (long ? room : 0),
      height: SIDE + (long ? room : 0),
      marginTop: 4,
      marginRight: 4,
      marginLeft: long ? room + 34 : 44,
      marginBottom: long ? room + 34 : 44,
      x: { ...axis('answer', names), ...(long ? { tickRotate: -90 } : {}) },
      y: axis('label', names),
      marks: marksOf(cells, links, theme),
      opacity: { type: 'identity' },
    }),
  };
}

const axis = (label: string, names: readonly string[]): ScaleOptions => ({
  domain: [...names.keys()],
  tickFormat: (index: number) => names[index],
  tickSize: 0,
  label,
  labelAnchor: 'center',
  labelArrow: 'none',
});

function marksOf(cells: readonly Cell[], links: boolean, theme: Theme): Markish[] {
  const worst = Math.max(...cells.filter(isWrong).map(({ fraction }) => fraction)) || 1;
  const level = (one: Cell): number => {
    const part = isWrong(one) ? Math.sqrt(one.fraction / worst) : one.fraction;
    return FAINTEST + (DARKEST - FAINTEST) * part;
  };
  const place = { x: 'answer', y: 'label' };
  const box = { ...place, inset: 1, rx: 3 };
  const filled = cells.filter(({ images }) => images > 0);
  return [
    cell(
      cells.filter(({ images }) => images === 0),
      { ...box, fill: theme.line, fillOpacity: 0.25 },
    ),
    cell(filled, {
      ...box,
      fill: (one: Cell) => (isWrong(one) ? theme.bad : theme.accent),
      fillOpacity: level,
      ...(links ? { href: ({ label, answer }: Cell) => `#${cellId(label, answer)}` } : {}),
    }),
    text(filled, {
      ...place,
      text: ({ images }: Cell) => shortCount(images),
      fill: theme.ink,
      fontSize: ({ images }: Cell) => (images < 1000 ? 12.5 : 10),
      pointerEvents: 'none',
    }),
  ];
}

const isWrong = ({ label, answer }: Cell): boolean => label !== answer;

export const cellId = (label: number, answer: number): string => `cell-${label}-${answer}`;

function cellName({ label, answer, images }: Cell, nameOf: (label: number) => string): string {
  return `${nameOf(label)} read as ${nameOf(answer)}: ${counted(images, 'image')}`;
}
