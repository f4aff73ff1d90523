/** The parts of the browser library, and of the portable modules behind it, that the page uses. */

export * from '../../../dist/browser/index.js';
export { readDataFiles } from '../../../dist/dataset/data-files.js';
export { type Distortion, shifted, speckled, thickened, turned } from '../../../dist/dataset/perturb.js';
export { readActivations } from '../../../dist/evaluation/activations.js';
export type { Layout } from '../../../dist/image/segment/candidates.js';
export { formatNetwork } from '../../../dist/network/format-network.js';
export { countParameters } from '../../../dist/network/model-size.js';
export { flagOf } from '../../../dist/settings/describe-setting.js';
export { architectureOf } from '../../../dist/settings/network-settings.js';
export { formatSetting, parseSetting } from '../../../dist/settings/parse-setting.js';
export { settingKeys, settingOf } from '../../../dist/settings/read-setting.js';
export { reproduceTraining } from '../../../dist/settings/reproduce-arguments.js';
export { type Setting, settingGroups } from '../../../dist/settings/setting.js';
export type { SettingKey } from '../../../dist/settings/setting-types.js';
export { completeSettings } from '../../../dist/settings/training-settings.js';
