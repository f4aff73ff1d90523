/** The answer to the drawing, and how sure the network is; or why there is none. */

import { percent, words } from '../i18n/index.ts';
import { digits, engineError, engineInfo, isEmpty, LEAST, reading, SURE } from '../state.ts';

/** The number in large, or the state that there is no answer in. */
export function Verdict(): preact.JSX.Element {
  const text = words.value;
  const found = digits.value;
  const state = stateOfAnswer();
  const number = (reading.value?.lines ?? []).map((line) => line.map(({ name }) => name).join('')).join('\n');
  const confidence = reading.value?.confidence ?? 0;
  return (
    <div
      class={`verdict ${state}`}
      data-testid="answer"
      data-state={state}
      data-number={number}
      role="status"
      aria-live="polite"
    >
      {state === 'loading' && <p class="verdict-note">{text.loading}</p>}
      {state === 'failed' && <p class="verdict-note">{text.errorEngine}</p>}
      {state === 'empty' && <p class="verdict-note">{text.empty}</p>}
      {state === 'none' && (
        <>
          <strong class="verdict-word">{text.noDigit}</strong>
          <p class="verdict-note">{text.noDigitText}</p>
        </>
      )}
      {(state === 'sure' || state === 'unsure') && (
        <>
          <strong class={`verdict-number length-${Math.min(number.length, 9)}`}>{number}</strong>
          <p class="verdict-note">
            <span class={`tag ${state}`}>{state === 'sure' ? text.sure : text.unsure}</span>{' '}
            {percent(confidence)}
            {found.length > 1 && <> · {text.digitsFound(found.length)}</>}
          </p>
        </>
      )}
    </div>
  );
}

export type AnswerState = 'failed' | 'loading' | 'empty' | 'none' | 'sure' | 'unsure';

function stateOfAnswer(): AnswerState {
  if (engineInfo.value === null) return engineError.value === null ? 'loading' : 'failed';
  if (isEmpty.value || reading.value === null) return 'empty';
  const found = digits.value;
  if (found.length === 0 || (found.length === 1 && found[0].confidence < LEAST)) return 'none';
  return reading.value.confidence >= SURE ? 'sure' : 'unsure';
}
