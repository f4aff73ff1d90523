/** The values that flow between the layers of a Keras network. */

import type { Shape } from '../../layers/shape.ts';
import { type Chain, Refusal } from '../chain.ts';
import type { Settings } from './config.ts';

export interface KerasValue {
  readonly chain: Chain;
  /** Whether Keras considers it a vector. */
  readonly flat: boolean;
  /** Pending zero padding of the image, for the next convolution. */
  readonly padding: number;
  readonly exactGelu: boolean;
}

export function mustBeImage({ flat, chain }: KerasValue): Shape {
  if (flat || chain.output.shape === null) throw new Refusal('needs an image but gets a vector');
  return chain.output.shape;
}

export function mustBeChannelsLast(settings: Settings): void {
  if (settings.text('data_format', 'channels_last') === 'channels_last') return;
  throw new Refusal('has its channels first; save the net with channels last, or as ONNX');
}
