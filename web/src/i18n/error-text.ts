/** The text of an error for users of the page. */

import { locale } from './index.ts';
import { settingNames } from './settings.ts';

/**
 * Messages of the library name options as in code, in backticks: `lr: 0.01`. They are replaced with the names of
 * settings in the page; parentheses about options that it does not offer are removed.
 */
export function errorText(error: unknown): string {
  const names: Readonly<Record<string, string | undefined>> = settingNames[locale.value];
  return (error as Error).message
    .replace(/ \(`(\w+): [^)]*\)/g, (text, key: string) => (names[key] === undefined ? '' : text))
    .replace(/`(\w+): ([^`]+)`/g, (_, key: string, value: string) => {
      const name = names[key];
      return name === undefined ? `${key} ${value}` : `“${name}” ${value}`;
    });
}
