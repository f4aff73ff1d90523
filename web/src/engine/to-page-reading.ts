/** What the library read, in the page's terms. */

import * as nn from './library.ts';
import type { PageImage, PageReading, ReadDigit } from './protocol.ts';

export function readImage(image: PageImage, predictor: nn.Predictor): PageReading {
  const begun = performance.now();
  const { width, height } = image;
  let lines: ReadDigit[][] = [];
  let reason = '';
  try {
    const recognition = nn.recognize(image, predictor, { digits: true });
    lines = recognition.lines.map(({ digits }) => digits.map(toDigit));
    reason = recognition.reason ?? '';
  } catch (error) {
    reason = (error as Error).message;
  }
  return { lines, reason, width, height, milliseconds: performance.now() - begun };
}

function toDigit({
  digit,
  name,
  confidence,
  probabilities,
  pixels,
  decisions,
}: nn.RecognizedDigit): ReadDigit {
  return {
    digit,
    name: name ?? String(digit),
    confidence,
    probabilities,
    pixels,
    box: decisions?.box ?? { x: 0, y: 0, width: 28, height: 28 },
    inverted: decisions?.inverted ?? false,
    sheet: decisions?.sheet != null,
    linesRemoved: decisions?.gridRemoved ?? 0,
    specksRemoved: decisions?.specksRemoved ?? 0,
    strokeAdjusted: decisions?.strokeAdjusted ?? 0,
  };
}
