/** Converts a recognition of the library to the page's protocol. */

import * as nn from './library.ts';
import type { PageImage, PageReading, ReadDigit } from './protocol.ts';

export function readImage(
  image: PageImage,
  predictor: nn.Predictor,
  options: nn.RecognizeOptions,
): PageReading {
  const begun = performance.now();
  const recognition = nn.recognize(image, predictor, options);
  const { lines, reason = '' } = recognition;
  return {
    lines: lines.map(({ digits }) => digits.map(toDigit)),
    confidence: nn.numberConfidence(nn.digitsOf(recognition)),
    reason,
    width: image.width,
    height: image.height,
    milliseconds: performance.now() - begun,
  };
}

function toDigit(read: nn.RecognizedDigit): ReadDigit {
  const { digit, name, confidence, probabilities, pixels, decisions } = read;
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
