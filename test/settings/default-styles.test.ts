/** Which trainings learn from drawings in other styles without being told. */

import { expect, test } from 'vitest';
import { withDefaultStyles } from '../../src/settings/default-styles.ts';
import { completeSettings, type SettingsInput } from '../../src/settings/training-settings.ts';

test.each([
  ['mnist-10k', {}, 0.2],
  ['mnist-10k', { augment: 'affine' }, 0.2],
  ['mnist-10k', { augment: 'none' }, 0],
  ['mnist-10k', { binarize: true }, 0],
  ['mnist-10k', { styles: 0 }, 0],
  ['mnist-10k', { styles: 0.5 }, 0.5],
  ['fashion-mnist', {}, 0],
  ['my/letters', {}, 0],
  ['my/letters', { styles: 0.3 }, 0.3],
] as const)('%s, told %j: %d', (data, told: SettingsInput, styles) => {
  expect(completeSettings(withDefaultStyles(told, data)).styles).toBe(styles);
});
