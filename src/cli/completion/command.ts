/** `nn completion`: prints a script for shells to complete commands, flags and values. */

import { UsageError } from '../../errors.ts';
import { type Command, defineCommand } from '../shared/command.ts';
import { commonFlags, oneOf } from '../shared/flags.ts';
import type { CommandTable } from './words.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

/** @param table of all commands, including this one */
export function completionCommand(table: CommandTable): Command {
  return defineCommand({
    name: 'completion',
    about:
      'Prints a script with which a shell completes the commands of nn, their flags and values. It is made from the commands ' +
      'themselves, so make it anew after an update.',
    operands: ['<shell>', shells.join(', ')],
    flags: { ...commonFlags },
    examples: [
      ['source <(nn completion bash)', 'in ~/.bashrc'],
      ['source <(nn completion zsh)', 'in ~/.zshrc, after compinit'],
      ['nn completion fish | source', 'in ~/.config/fish/config.fish'],
    ],
    run: async ({ operands }, { console }) => {
      const [word, ...more] = operands;
      if (word === undefined) throw new UsageError(`completion: say for which shell: ${shells.join(', ')}`);
      if (more.length > 0) throw new UsageError(`completion: takes one shell, got ${operands.length}`);
      const shell = oneOf('completion', shells)(word);
      const [{ readCommands }, script, { catalog }, { EMBEDDED_NAME }] = await Promise.all([
        import('./words.ts'),
        scripts[shell](),
        import('../../dataset/catalog.ts'),
        import('../../dataset/packed-digits.ts'),
      ]);
      const fetched = catalog.map(({ name }) => name);
      const words = { completion: shells, fetch: fetched, verify: [EMBEDDED_NAME, ...fetched] };
      const text = script(await readCommands(table, words));
      console.object({ shell, script: text });
      console.result(text.trimEnd());
      return 0;
    },
  });
}

const scripts = {
  bash: async () => (await import('./bash.ts')).bashScript,
  zsh: async () => (await import('./zsh.ts')).zshScript,
  fish: async () => (await import('./fish.ts')).fishScript,
} as const;
