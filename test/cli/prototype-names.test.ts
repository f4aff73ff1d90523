/** Names that every object of JavaScript has are names like others: nothing is found under them. */

import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../src/cli/read-command-line.ts';
import { readParam } from '../../src/cli/sweep/param.ts';
import { openConsole } from '../../src/cli/terminal/console.ts';
import { NnError } from '../../src/errors.ts';
import { formatOfName } from '../../src/exchange/export-formats.ts';
import { parseNetwork } from '../../src/network/parse-network.ts';
import { openDataset } from '../../src/node/dataset/open.ts';
import { parseSetting } from '../../src/settings/parse-setting.ts';
import { settingKeys } from '../../src/settings/read-setting.ts';

const names = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];

async function errorOf(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    return error;
  }
}

describe.each(names)('%s', (name) => {
  test('is no command, help page, setting, value, layer, data set or format', async () => {
    const { out } = await openConsole({ colour: false, quiet: true, json: false });
    const doors: Readonly<Record<string, () => unknown>> = {
      command: async () => readCommandLine([name], out),
      'help page': async () => readCommandLine(['help', name], out),
      'verb of data': async () => readCommandLine(['data', name], out),
      parameter: () => readParam(`${name}=1`),
      layer: () => parseNetwork(`${name} 10, dense 10`),
      activation: () => parseNetwork(`dense 30, ${name}, dense 10`),
      'data set': () => openDataset(name),
      ...Object.fromEntries(
        settingKeys
          .filter((key) => key !== 'network')
          .map((key) => [`--${key}`, () => parseSetting(key, name)]),
      ),
    };
    for (const [door, act] of Object.entries(doors)) {
      const error = await errorOf(act);
      expect(error, door).toBeInstanceOf(NnError);
      expect((error as Error).message, door).not.toMatch(/native code|object Object/);
    }
    expect(formatOfName(`it.${name}`)).toBe(null);
  });
});
