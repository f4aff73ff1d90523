/** Sliders that change what the network sees, or switch parts of it off, with the answer following. */

import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { Bars } from '../answer/bars.tsx';
import { Picker } from '../answer/picker.tsx';
import { reader } from '../engine/client.ts';
import type { BrokenReading, Changes, ReadDigit } from '../engine/protocol.ts';
import { errorText } from '../i18n/error-text.ts';
import { percent, words } from '../i18n/index.ts';
import { digit, LEAST, modelInfo, pixels, problem } from '../state.ts';
import { Grey } from '../ui/pixels.tsx';

const NONE: Changes = { noise: 0, rotation: 0, shiftX: 0, shiftY: 0, thickness: 0, dropNeurons: 0 };

interface Slider {
  readonly key: keyof Changes;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly show: (value: number) => string;
}

const sliders: readonly Slider[] = [
  { key: 'noise', from: 0, to: 0.5, step: 0.01, show: (value) => percent(value, 0) },
  { key: 'rotation', from: -180, to: 180, step: 1, show: (value) => words.value.degrees(value) },
  { key: 'shiftX', from: -12, to: 12, step: 1, show: (value) => words.value.pixels(value) },
  { key: 'shiftY', from: -12, to: 12, step: 1, show: (value) => words.value.pixels(value) },
  { key: 'thickness', from: -2, to: 4, step: 0.25, show: (value) => words.value.pixels(value) },
  { key: 'dropNeurons', from: 0, to: 1, step: 0.01, show: (value) => percent(value, 0) },
];

export function BreakIt(): preact.JSX.Element {
  const changes = useSignal<Changes>(NONE);
  const broken = useSignal<BrokenReading | null>(null);
  const text = words.value;

  useSignalEffect(() => {
    const shown = pixels.value;
    modelInfo.value;
    const wanted = changes.value;
    if (shown === null) {
      broken.value = null;
      return;
    }
    let current = true;
    reader.breakImage(shown, wanted).then(
      (answer) => {
        if (current) broken.value = answer;
      },
      (error) => {
        problem.value = { title: words.value.tabBreak, text: errorText(error) };
      },
    );
    return () => {
      current = false;
    };
  });

  const before = digit.value;
  if (before === null || pixels.value === null) return <p class="soft">{text.breakEmpty}</p>;
  const after = broken.value;
  return (
    <div class="break">
      <p class="soft">{text.breakText}</p>
      <Picker />
      <div class="break-pair">
        <figure>
          <Grey pixels={pixels.value} label={text.original} class="large" />
          <figcaption>{text.original}</figcaption>
        </figure>
        <figure>
          <Grey pixels={after?.pixels ?? pixels.value} label={text.changed} class="large" />
          <figcaption>{text.changed}</figcaption>
        </figure>
        <p class="break-verdict" data-testid="broken" role="status">
          {after !== null && outcomeOf(after, before)}
          {after !== null && <span class="soft numeric"> {percent(after.confidence)}</span>}
        </p>
      </div>
      <Sliders changes={changes} />
      <Bars
        probabilities={after?.probabilities ?? before.probabilities}
        digit={after?.digit ?? before.digit}
      />
    </div>
  );
}

function Sliders({ changes }: { readonly changes: Signal<Changes> }): preact.JSX.Element {
  const text = words.value;
  return (
    <div class="sliders">
      {sliders.map(({ key, from, to, step, show }) => (
        <label key={key} class="slider">
          <span>{text[key]}</span>
          <input
            type="range"
            data-testid={`break-${key}`}
            min={from}
            max={to}
            step={step}
            value={changes.value[key]}
            aria-valuetext={show(changes.value[key])}
            onInput={(event) => {
              changes.value = { ...changes.value, [key]: Number(event.currentTarget.value) };
            }}
          />
          <output class="numeric">{show(changes.value[key])}</output>
        </label>
      ))}
      <button
        type="button"
        onClick={() => {
          changes.value = NONE;
        }}
      >
        {text.reset}
      </button>
    </div>
  );
}

/** By the same measure as the answer to the drawing. */
function outcomeOf(after: BrokenReading, before: ReadDigit): string {
  if (after.confidence < LEAST) return words.value.readsNone;
  if (after.digit === before.digit) return words.value.stillReads(after.name);
  return words.value.nowReads(after.name, before.name);
}
