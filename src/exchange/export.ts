/** Exports a model to any format. */

import type { Model } from '../network/model.ts';
import { exportC } from './c/export.ts';
import type { ExportFormat, WeightType } from './export-formats.ts';
import { exportJs } from './js/export.ts';
import { exportOnnx } from './onnx/export.ts';
import { exportSafetensors } from './safetensors/export.ts';

/**
 * The file, in pieces. `type`: of the weights, only for `c`. For `html`, which requires the built page, see
 * `exportHtml`.
 */
export function* exportModel(
  model: Model,
  format: Exclude<ExportFormat, 'html'>,
  type: WeightType = 'float32',
): Generator<string | Uint8Array> {
  switch (format) {
    case 'onnx':
      yield exportOnnx(model);
      return;
    case 'safetensors':
      yield exportSafetensors(model);
      return;
    case 'c':
      yield* exportC(model, type);
      return;
    case 'js':
      yield* exportJs(model);
  }
}
