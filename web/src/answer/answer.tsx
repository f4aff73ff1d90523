/** How likely each digit is, what the network saw, and what was done to the image. */

import { percent, words } from '../i18n/index.ts';
import { digit, digits, selected } from '../state.ts';
import { Grey } from '../ui/pixels.tsx';
import { Bars } from './bars.tsx';
import { Steps } from './steps.tsx';

export function Answer(): preact.JSX.Element {
  const shown = digit.value;
  return (
    <div class="answer">
      {digits.value.length > 1 && <Picker />}
      <div class="answer-details">
        <Bars probabilities={shown?.probabilities ?? null} digit={shown?.digit ?? null} />
        <Seen />
      </div>
    </div>
  );
}

/** One button for each digit found. */
function Picker(): preact.JSX.Element {
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

function Seen(): preact.JSX.Element | null {
  const shown = digit.value;
  const text = words.value;
  return (
    <figure class="seen">
      <Grey pixels={shown?.pixels ?? new Uint8Array(784)} label={text.seen} class="large" />
      <figcaption>
        <b>{text.seen}</b>
        <span>{text.seenText}</span>
        {shown !== null && <Steps digit={shown} />}
      </figcaption>
    </figure>
  );
}
