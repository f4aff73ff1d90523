/** What flows from layer to layer of a net of Keras. */

import type { Shape } from '../../layers/shape.ts';
import { type Chain, Refusal } from '../chain.ts';
import type { Settings } from './config.ts';

export interface KerasValue {
  readonly chain: Chain;
  /** Whether it is a row of numbers to Keras. */
  readonly flat: boolean;
  /** Zeros around the image, for the convolution that follows. */
  readonly padding: number;
  readonly exactGelu: boolean;
}

export function mustBeImage({ flat, chain }: KerasValue): Shape {
  if (flat || chain.output.shape === null) throw new Refusal('needs an image, but gets a row of numbers');
  return chain.output.shape;
}

export function mustBeChannelsLast(settings: Settings): void {
  if (settings.text('data_format', 'channels_last') === 'channels_last') return;
  throw new Refusal('has its channels first; save the net with channels last, or as ONNX');
}
