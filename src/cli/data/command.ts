/** `nn data`: manages the data sets that `--data` knows by name. */

import type { Command } from '../shared/command.ts';
import { defineGroup } from '../shared/command-group.ts';
import { fetchCommand } from './fetch/command.ts';
import { listCommand } from './list/command.ts';
import { showCommand } from './show/command.ts';
import { verifyCommand } from './verify/command.ts';

export const dataCommand: Command = defineGroup({
  name: 'data',
  about:
    'Data sets known by name: lists them, downloads the larger ones, checks ' +
    'their files, and shows some of their images.',
  commands: { list: listCommand, fetch: fetchCommand, verify: verifyCommand, show: showCommand },
  fallback: 'list',
});
