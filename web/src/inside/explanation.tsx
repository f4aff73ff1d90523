/** The occlusion map, and the nearest training digits in the features of the network. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { insight } from '../engine/client.ts';
import type { PageExplanation } from '../engine/protocol.ts';
import { words } from '../i18n/index.ts';
import { modelInfo, problem } from '../state.ts';
import { Grey, Signed } from '../ui/pixels.tsx';

/** Pause before the explanation starts, because it takes longer than a prediction. */
const PAUSE_MS = 250;

export function Explanation({ pixels }: { readonly pixels: Uint8Array }): preact.JSX.Element {
  const explanation = useSignal<PageExplanation | null>(null);
  const model = modelInfo.value;
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await (await insight()).explain(pixels);
        if (current) explanation.value = answer;
      } catch (error) {
        problem.value = { title: words.value.tabInside, text: (error as Error).message };
      }
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [pixels, model, explanation]);
  const shown = explanation.value;
  const text = words.value;
  if (shown === null) return <p class="soft">{text.insideLoading}</p>;
  return (
    <section class="explanation">
      <figure data-testid="occlusion">
        <Signed
          values={shown.drops}
          width={28}
          height={28}
          over={pixels}
          label={text.occlusion}
          class="large"
        />
        <figcaption>
          <b>{text.occlusion}</b> <span class="soft">{text.occlusionText}</span>
        </figcaption>
      </figure>
      <div>
        <h3>{text.nearest}</h3>
        <ul class="nearest" data-testid="nearest">
          {shown.nearest.map(({ pixels: image, label }, n) => (
            <li key={n}>
              <Grey pixels={image} label={text.nearestItem(String(label))} />
              <span>{label}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
