import { UsageError } from '../errors.ts';
import type { SettingKey } from './setting-types.ts';

/** A setting with a value that it cannot have. Who took it from a flag or a file says so in its own message. */
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
