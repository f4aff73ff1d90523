/** Why training looks worse than validation. */

import type { EpochRecord } from '../../network/model.ts';
import type { TrainingSettings } from '../../settings/training-settings.ts';

/**
 * The reasons, such as `augmentation, dropout`, which do not apply to validation images.
 * Empty if it does not. @param teachers number of models that it learns from
 */
export function trainingGap(
  history: readonly EpochRecord[],
  settings: TrainingSettings,
  teachers: number,
): string {
  const { loss = 0, accuracy = 0, validationLoss = null, validationAccuracy = null } = history.at(-1) ?? {};
  if (validationLoss === null || validationAccuracy === null) return '';
  if (accuracy >= validationAccuracy && loss <= validationLoss) return '';
  const { augment, styles, outliers, dropout, labelSmoothing, network } = settings;
  return [
    augment === 'none' ? '' : 'augmentation',
    styles > 0 || outliers > 0 ? 'drawn images' : '',
    (dropout ?? 0) > 0 || network?.includes('dropout') ? 'dropout' : '',
    labelSmoothing > 0 ? 'label smoothing' : '',
    teachers > 0 && settings.teacherWeight > 0 ? 'the outputs of teachers as targets' : '',
  ]
    .filter((reason) => reason !== '')
    .join(', ');
}
