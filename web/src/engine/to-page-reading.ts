/** What the library read, in the page's terms. */

import * as nn from './library.ts';
import type { PageImage, PageReading, ReadDigit } from './protocol.ts';

export function readImage(image: PageImage, predictor: nn.Predictor): PageReading {
  const begun = performance.now();
  const { width, height } = image;
  let lines: ReadDigit[][] = [];
  let reason = '';
  try {
    const decoded = { picture: image, format: 'PNG', scale: 1 } as const;
    const candidates = nn.findCandidates(decoded, 'the drawing', {
      digits: true,
      preprocess: true,
      invert: 'auto',
    });
    lines = [candidates.map((candidate) => toDigit(candidate, predictor))];
  } catch (error) {
    reason = (error as Error).message;
  }
  return { lines, reason, width, height, milliseconds: performance.now() - begun };
}

function toDigit(
  { pixels, decisions }: ReturnType<typeof nn.findCandidates>[number],
  predictor: nn.Predictor,
): ReadDigit {
  const [{ digit, name, confidence, probabilities }] = predictor.predict(pixels);
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
