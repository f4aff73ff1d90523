/** The weights of one neuron or feature map, and its mean activation for each digit. */

import { useEffect, useState } from 'preact/hooks';
import { insight } from '../engine/client.ts';
import type { UnitView } from '../engine/protocol.ts';
import { words } from '../i18n/index.ts';
import { problem } from '../state.ts';
import { Signed } from '../ui/pixels.tsx';

export interface ChosenUnit {
  readonly layer: number;
  readonly unit: number;
}

interface UnitProps {
  readonly chosen: ChosenUnit;
  readonly pixels: Uint8Array;
}

export function Unit({ chosen, pixels }: UnitProps): preact.JSX.Element {
  const [view, setView] = useState<UnitView | null>(null);
  useEffect(() => {
    let current = true;
    void insight()
      .then((worker) => worker.unit(chosen.layer, chosen.unit, pixels))
      .then((answer) => {
        if (current) setView(answer);
      })
      .catch((error: Error) => {
        problem.value = { title: words.value.tabInside, text: error.message };
      });
    return () => {
      current = false;
    };
  }, [chosen.layer, chosen.unit, pixels]);
  const text = words.value;
  if (view === null) return <p class="soft">{text.insideLoading}</p>;
  return (
    <div class="unit" data-testid="unit">
      {view.weights !== null && (
        <figure>
          <Signed {...view.weights} label={text.neuronWeights} class="large" />
          <figcaption>
            <b>{text.neuronWeights}</b> <span class="soft">{text.neuronWeightsText}</span>
          </figcaption>
        </figure>
      )}
      <Means means={view.meanByDigit} />
      {view.strongest.length > 0 && (
        <div>
          <h3>{text.neuronStrongest}</h3>
          <ul class="strongest numeric">
            {view.strongest.map(({ unit, contribution }) => (
              <li key={unit}>
                #{unit} <b class={contribution < 0 ? 'below' : 'above'}>{contribution.toFixed(2)}</b>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Means({ means }: { readonly means: readonly number[] }): preact.JSX.Element {
  const most = Math.max(...means.map(Math.abs), 1e-9);
  return (
    <div>
      <h3>{words.value.neuronFires}</h3>
      <ol class="means">
        {means.map((mean, digit) => (
          <li key={digit} aria-label={words.value.probabilityOf(String(digit), mean.toFixed(2))}>
            <span class="mean-bar" style={{ height: `${Math.max((100 * Math.max(mean, 0)) / most, 1)}%` }} />
            <span>{digit}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
