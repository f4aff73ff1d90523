/** The text of docs/settings.md, from the table of settings. */

import { defaultText, flagOf, usedWithText, valuesText } from '../../src/settings/describe-setting.ts';
import { settingKeys, settingOf } from '../../src/settings/read-setting.ts';
import { settingGroups } from '../../src/settings/setting.ts';
import type { SettingKey } from '../../src/settings/setting-types.ts';

const head = `# Training settings

Each setting is a flag of \`nn train\` and \`nn sweep\`, a key of the file of \`--config\`, an option of \`train\` in the library,
and a key of \`training.options\` in model files. All of them take the same values. Names in kebab case or as keys are
taken by \`nn sweep --param\`; choices ignore case. Fractions are numbers such as 0.1; \`--time-budget\` takes seconds, or a
number with the unit \`s\`, \`m\` or \`h\`.

This page is made from \`src/settings/table.ts\`: change a row in \`src/settings/rows/\`, then run \`npx vitest run test/settings -u\`.
`;

const types = {
  integer: 'whole number',
  number: 'number',
  duration: 'seconds',
  choice: 'text',
  boolean: 'true or false',
  sizes: 'list of whole numbers',
  network: 'text',
} as const;

function row(key: SettingKey): string {
  const setting = settingOf(key);
  const names = [flagOf(key), ...(setting.aliases ?? [])].map((flag) => `\`${flag}\``).join(', ');
  const notes = [
    setting.text,
    usedWithText(key),
    setting.notVaried === undefined ? '' : `a sweep cannot vary it: ${setting.notVaried}`,
  ];
  const cells = [
    `\`${key}\``,
    names,
    types[setting.type],
    valuesText(key),
    defaultText(key),
    notes.filter((note) => note !== '').join('; '),
  ];
  return `| ${cells.join(' | ')} |`;
}

export function settingsDocument(): string {
  const sections = settingGroups.map((group) => {
    const keys = settingKeys.filter((key) => settingOf(key).group === group);
    return [
      `## ${group}\n`,
      '| key | flag | type | values | default | meaning |',
      '| --- | --- | --- | --- | --- | --- |',
      ...keys.map(row),
      '',
    ].join('\n');
  });
  return [head, ...sections].join('\n');
}
