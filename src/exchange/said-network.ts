/** A net in words, for files that hold weights alone. */

import { ModelError, UsageError } from '../errors.ts';
import type { Architecture, LossKind } from '../network/architecture.ts';
import type { ModelFacts } from '../network/model-schema.ts';
import { architectureOf, completeNetworkSettings } from '../settings/network-settings.ts';

/** @param file whose fault it is where the net is none; null where it is the user's */
export function saidNetwork(
  network: string,
  { loss }: Partial<Pick<ModelFacts, 'loss'>>,
  file: string | null,
): { readonly architecture: Architecture; readonly loss: LossKind } {
  try {
    const settings = completeNetworkSettings({ network, ...(loss === undefined ? {} : { loss }) });
    return { architecture: architectureOf(settings), loss: settings.loss };
  } catch (error) {
    if (file === null || !(error instanceof UsageError)) throw error;
    throw new ModelError(`${file}: nn.${error.message}`, { cause: error });
  }
}
