import { expect, test } from 'vitest';
import { settingsDocument } from '../support/settings-document.ts';

test('docs/settings.md has the settings as they are', async () => {
  await expect(settingsDocument()).toMatchFileSnapshot('../../docs/settings.md');
});
