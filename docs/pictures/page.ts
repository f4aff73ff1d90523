/**
 * Part of `npm run docs:pictures`: screenshots of the page of `nn serve` in Chromium: on a desktop and on a phone,
 * light and dark.
 */

import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { startServer } from '../../test/cli/support/serve.ts';
import {
  browsers,
  draw,
  launch,
  openPage,
  phone,
  untilLoaded,
  type View,
  waitForAnswer,
  wide,
} from '../../test/web/browser.ts';

type Stroke = readonly (readonly [x: number, y: number])[];

const two: Stroke = [
  [0.4, 0.32],
  [0.43, 0.23],
  [0.5, 0.19],
  [0.57, 0.22],
  [0.6, 0.31],
  [0.57, 0.42],
  [0.49, 0.57],
  [0.4, 0.74],
  [0.48, 0.73],
  [0.62, 0.76],
];
const seven = (left: number): Stroke => [
  [left, 0.27],
  [left + 0.16, 0.25],
  [left + 0.06, 0.78],
];
const four: readonly Stroke[] = [
  [
    [0.48, 0.22],
    [0.41, 0.56],
    [0.57, 0.54],
  ],
  [
    [0.54, 0.36],
    [0.52, 0.8],
  ],
];

const pictures: readonly {
  readonly name: string;
  readonly view: View;
  readonly strokes: readonly Stroke[];
  readonly number: string;
}[] = [
  { name: 'page', view: { ...wide, height: 680 }, strokes: [two], number: '2' },
  {
    name: 'page-dark',
    view: { ...wide, height: 720, dark: true },
    strokes: [seven(0.14), ...four, seven(0.7)],
    number: '747',
  },
  { name: 'page-phone', view: { ...phone, dark: false }, strokes: [two], number: '2' },
];

const [chromium] = browsers;
const server = await startServer('--model', 'shipped');
const browser = await launch(chromium);
try {
  for (const { name, view, strokes, number } of pictures) {
    const opened = await openPage(browser, server.url, view);
    await untilLoaded(opened.page);
    await draw(opened, ...strokes);
    await waitForAnswer(opened, number);
    await opened.page.evaluate('scrollTo(0, 0)');
    const shot = await opened.page.screenshot();
    const path = fileURLToPath(new URL(`../${name}.png`, import.meta.url));
    await sharp(shot).png({ palette: true, effort: 10 }).toFile(path);
    await opened.close();
  }
} finally {
  await browser.close();
  await server.stop();
}
