/** The activations of every layer, and the weights of a selected neuron. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { Picker } from '../answer/picker.tsx';
import { reader } from '../engine/client.ts';
import type { LayerView } from '../engine/protocol.ts';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { modelInfo, pixels, problem } from '../state.ts';
import { Grey } from '../ui/pixels.tsx';
import { Explanation } from './explanation.tsx';
import { Layer } from './layer.tsx';
import { type ChosenUnit, Unit } from './unit.tsx';

export function Inside(): preact.JSX.Element {
  const layers = useSignal<readonly LayerView[]>([]);
  const chosen = useSignal<ChosenUnit | null>(null);
  const text = words.value;

  useSignalEffect(() => {
    const shown = pixels.value;
    modelInfo.value;
    if (shown === null) {
      layers.value = [];
      return;
    }
    let current = true;
    reader.layers(shown).then(
      (answer) => {
        if (current) layers.value = answer;
      },
      (error) => {
        problem.value = { title: words.value.tabInside, text: errorText(error) };
      },
    );
    return () => {
      current = false;
    };
  });
  useSignalEffect(() => {
    modelInfo.value; // units of another network are other units
    chosen.value = null;
  });

  const shown = pixels.value;
  if (shown === null) return <p class="soft">{text.insideEmpty}</p>;
  return (
    <div class="inside">
      <p class="soft">{text.insideText}</p>
      <Picker />
      <section class="layer">
        <h2>{text.layerInput}</h2>
        <Grey pixels={shown} label={text.layerInput} class="input" />
      </section>
      {layers.value.map((layer, n) => (
        <Layer
          key={`${n} ${layer.text}`}
          layer={layer}
          number={n}
          last={n === layers.value.length - 1}
          chosen={chosen.value?.layer === n ? chosen.value.unit : null}
          onChoose={(unit) => {
            const same = chosen.value?.layer === n && chosen.value.unit === unit;
            chosen.value = same ? null : { layer: n, unit };
          }}
        >
          {chosen.value?.layer === n && <Unit chosen={chosen.value} pixels={shown} />}
        </Layer>
      ))}
      <Explanation pixels={shown} />
    </div>
  );
}
