/** One layer: the maps of a convolution or pooling, or a cell for each neuron. */

import type { LayerView } from '../engine/protocol.ts';
import { count, words } from '../i18n/index.ts';
import { Bright } from '../ui/pixels.tsx';

interface LayerProps {
  readonly layer: LayerView;
  readonly number: number;
  /** Whether it is the output layer, whose logits are neither active nor inactive. */
  readonly last: boolean;
  readonly chosen: number | null;
  readonly onChoose: (unit: number) => void;
  readonly children?: preact.ComponentChildren;
}

/** More would only make the page slow. */
const MOST_UNITS = 1024;

export function Layer({ layer, number, last, chosen, onChoose, children }: LayerProps): preact.JSX.Element {
  const text = words.value;
  return (
    <section class="layer" data-testid={`layer-${number}`}>
      <h2>
        {last ? text.layerOutput(layer.text) : text.layer(number + 1, layer.text)}{' '}
        {!last && (
          <small class="layer-note soft numeric">
            {text.layerActive(count(layer.active), count(layer.values.length))}
          </small>
        )}
      </h2>
      {layer.shape === null ? (
        <Cells layer={layer} chosen={chosen} onChoose={onChoose} />
      ) : (
        <Maps layer={layer} shape={layer.shape} chosen={chosen} onChoose={onChoose} />
      )}
      {children}
    </section>
  );
}

/** Brighter cells need light numerals. */
const STRONG = 0.55;

type Choosable = Pick<LayerProps, 'layer' | 'chosen' | 'onChoose'>;

function Maps({
  layer: { values },
  shape: { height, width, channels },
  chosen,
  onChoose,
}: Choosable & { readonly shape: NonNullable<LayerView['shape']> }): preact.JSX.Element {
  const most = largest(values);
  return (
    <div class="maps">
      {Array.from({ length: Math.min(channels, MOST_UNITS) }, (_, channel) => (
        <button
          key={channel}
          type="button"
          class="map"
          aria-pressed={chosen === channel}
          onClick={() => onChoose(channel)}
          title={words.value.map(channel + 1)}
        >
          <Bright
            values={Float32Array.from(
              { length: height * width },
              (_, place) => values[place * channels + channel],
            )}
            width={width}
            height={height}
            scale={most}
            label={words.value.map(channel + 1)}
          />
        </button>
      ))}
    </div>
  );
}

function Cells({ layer: { values }, chosen, onChoose }: Choosable): preact.JSX.Element {
  const most = largest(values);
  return (
    <div class={values.length <= 10 ? 'cells few' : 'cells'}>
      {Array.from(values.subarray(0, MOST_UNITS), (value, unit) => (
        <button
          key={unit}
          type="button"
          class={value > STRONG * most ? 'cell strong' : 'cell'}
          aria-pressed={chosen === unit}
          aria-label={words.value.neuron(unit, value.toFixed(2))}
          title={words.value.neuron(unit, value.toFixed(2))}
          style={{ '--level': most === 0 ? 0 : Math.max(value, 0) / most }}
          onClick={() => onChoose(unit)}
        >
          {values.length <= 10 ? unit : ''}
        </button>
      ))}
    </div>
  );
}

function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}
