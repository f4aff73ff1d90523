/** The settings of a training, as typed into the form and as understood. They outlast the form. */

import { computed, signal } from '@preact/signals';
import {
  completeSettings,
  formatSetting,
  parseSetting,
  type SettingKey,
  settingKeys,
} from '../engine/library.ts';
import type { PageSettings } from '../engine/protocol.ts';
import { errorText } from '../i18n/error-text.ts';

/** Without those that are left empty. */
export const typed = signal<Readonly<Partial<Record<SettingKey, string>>>>({});

interface Understood {
  readonly settings: PageSettings;
  /** What is wrong with those that were not understood. */
  readonly problems: Readonly<Partial<Record<SettingKey, string>>>;
}

export const understood = computed<Understood>(() => {
  const settings: Partial<Record<SettingKey, PageSettings[string]>> = {};
  const problems: Partial<Record<SettingKey, string>> = {};
  for (const key of settingKeys) {
    const text = typed.value[key];
    if (text === undefined) continue;
    try {
      settings[key] = parseSetting(key, text.trim());
    } catch (error) {
      problems[key] = errorText(error).replace(`${key}: `, ''); // the field has a label
    }
  }
  return { settings, problems };
});

export const hasProblems = computed(() => Object.keys(understood.value.problems).length > 0);

export function type(key: SettingKey, text: string): void {
  const { [key]: _, ...others } = typed.value;
  typed.value = text.trim() === '' ? others : { ...others, [key]: text };
}

/** What counts for a setting that is left empty, with the others as they are. */
export function effectiveDefault(key: SettingKey): string {
  const { [key]: _, ...others } = understood.value.settings;
  try {
    const value = completeSettings(others)[key];
    return value === undefined ? '' : formatSetting(value);
  } catch {
    return ''; // the others contradict one another, which is said where the training starts
  }
}
