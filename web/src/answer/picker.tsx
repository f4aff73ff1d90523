/** Which of several digits is looked at. */

import { percent, words } from '../i18n/index.ts';
import { digits, selected } from '../state.ts';
import { Grey } from '../ui/pixels.tsx';

/** One button for each digit; nothing where there is one or none. */
export function Picker(): preact.JSX.Element | null {
  if (digits.value.length < 2) return null;
  return (
    <fieldset class="picker" aria-label={words.value.pickDigit}>
      {digits.value.map(({ name, confidence, pixels }, n) => (
        <button
          key={n}
          type="button"
          aria-pressed={n === selected.value}
          onClick={() => {
            selected.value = n;
          }}
        >
          <Grey pixels={pixels} label={words.value.probabilityOf(name, percent(confidence))} />
          <span>{name}</span>
        </button>
      ))}
    </fieldset>
  );
}
