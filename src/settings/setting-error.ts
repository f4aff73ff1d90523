import { UsageError } from '../errors.ts';
import type { SettingKey } from './setting-types.ts';

/** A setting with an invalid value. Callers that read it from a flag or a file name that in their own message. */
export class SettingError extends UsageError {
  readonly key: SettingKey;
  /** What is wrong, without the name of the setting. */
  readonly reason: string;

  constructor(key: SettingKey, reason: string, options?: ErrorOptions) {
    super(`${key}: ${reason}`, options);
    this.key = key;
    this.reason = reason;
  }
}
