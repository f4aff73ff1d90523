/** The network description given for files that contain only weights. */

import { ModelError, UsageError } from '../errors.ts';
import type { Architecture, LossKind } from '../network/architecture.ts';
import type { ModelFacts } from '../network/model-schema.ts';
import { architectureOf, completeNetworkSettings } from '../settings/network-settings.ts';

/** @param file the file that contains the description; null if the user gave it */
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
