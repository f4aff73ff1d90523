import { ModelError, UsageError } from '../errors.ts';
import type { Architecture, LayerSpec } from '../network/architecture.ts';
import { checkSize } from '../network/model-size.ts';
import { resolveLayers } from '../network/shape-inference.ts';

/** @throws ModelError for a network that `nn train` would refuse as well */
export function checkedArchitecture(specs: readonly LayerSpec[], name: string): Architecture {
  try {
    const architecture = resolveLayers(specs);
    checkSize(architecture, 'the net');
    return architecture;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new ModelError(`${name}: ${error.message}`, { cause: error });
  }
}
