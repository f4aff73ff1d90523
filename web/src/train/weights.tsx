/** The weights of the first layer as images, during training. */

import type { WeightImages } from '../engine/protocol.ts';
import { words } from '../i18n/index.ts';
import { Signed } from '../ui/pixels.tsx';

export function Weights({
  weights: { height, width, values },
}: {
  readonly weights: WeightImages;
}): preact.JSX.Element {
  const text = words.value;
  return (
    <section>
      <h3>{text.weights}</h3>
      <div class="weights" data-testid="weights">
        {values.map((picture, n) => (
          <Signed key={n} values={picture} width={width} height={height} label={text.weightsOf(n + 1)} />
        ))}
      </div>
    </section>
  );
}
