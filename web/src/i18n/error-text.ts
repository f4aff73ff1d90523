/** What an error says, for somebody who looks at the page and calls no function. */

import { locale } from './index.ts';
import { settingNames } from './settings.ts';

/**
 * The library names an option as a program writes it, in backticks: `lr: 0.01`. The page has a name for a setting, and
 * leaves out what is in parentheses of an option that it does not offer.
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
