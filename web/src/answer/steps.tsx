/** The preprocessing of the image, in words. */

import type { ReadDigit } from '../engine/protocol.ts';
import { words } from '../i18n/index.ts';
import { digits } from '../state.ts';

export function Steps({ digit }: { readonly digit: ReadDigit }): preact.JSX.Element {
  const text = words.value;
  const steps: string[] = [];
  if (digit.sheet) steps.push(text.stepSheet);
  if (digit.inverted) steps.push(text.stepInverted);
  if (digit.linesRemoved > 0) steps.push(text.stepLines(digit.linesRemoved));
  // of several digits, the others would count
  if (digit.specksRemoved > 0 && digits.value.length === 1) steps.push(text.stepSpecks(digit.specksRemoved));
  const change = digit.strokeAdjusted;
  if (change > 0.05) steps.push(text.stepThicker(change.toFixed(1)));
  if (change < -0.05) steps.push(text.stepThinner((-change).toFixed(1)));
  steps.push(text.stepBox(Math.round(digit.box.width), Math.round(digit.box.height)));
  return (
    <ul class="steps" aria-label={text.steps}>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ul>
  );
}
