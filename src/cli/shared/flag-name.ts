import { flagOf } from '../../settings/describe-setting.ts';
import { kebabCase } from '../../settings/kebab-case.ts';
import { isSettingKey } from '../../settings/read-setting.ts';

/** `--batch-size` for `batchSize`. */
export function flagName(key: string): string {
  return isSettingKey(key) ? flagOf(key) : `--${kebabCase(key)}`;
}
