/** The probability of each digit, the input of the network, and the steps of preprocessing. */

import { words } from '../i18n/index.ts';
import { digit } from '../state.ts';
import { Grey } from '../ui/pixels.tsx';
import { Bars } from './bars.tsx';
import { Picker } from './picker.tsx';
import { Steps } from './steps.tsx';

export function Answer(): preact.JSX.Element {
  const shown = digit.value;
  return (
    <div class="answer">
      <Picker />
      <div class="answer-details">
        <Bars probabilities={shown?.probabilities ?? null} digit={shown?.digit ?? null} />
        <Seen />
      </div>
    </div>
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
