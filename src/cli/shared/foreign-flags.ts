/** Flags known from other tools, and their names here. */

import { kebabCase } from '../../settings/kebab-case.ts';

const names: Readonly<Record<string, string>> = {
  '--bs': '--batch-size',
  '--device': '--threads',
  '--dataset': '--data',
  '--ensemble': '--model',
  '--gpu': '--threads',
  '--hidden-layer-sizes': '--hidden',
  '--hidden-layers': '--hidden',
  '--hidden-size': '--hidden',
  '--hidden-units': '--hidden',
  '--layers': '--network',
  '--learning-rate-init': '--lr',
  '--load': '--init-from',
  '--max-epochs': '--epochs',
  '--num-epochs': '--epochs',
  '--optim': '--optimizer',
  '--output': '--out',
  '--random-state': '--seed',
  '--save': '--out',
  '--units': '--hidden',
  '--val-split': '--validation',
  '--validation-split': '--validation',
  '--warm-start': '--init-from',
  '--wd': '--weight-decay',
  '--weights': '--model',
  '--workers': '--threads',
};

/**
 * A hint for an unknown flag.
 * @param known the flags of the command, such as `--epochs`
 * @returns null if there is none
 */
export function foreignFlagHint(flag: string, known: readonly string[]): string | null {
  if (flag === '-v' || flag === '--verbose')
    return '--json prints every figure, --debug the stack of an error';
  const word = flag.replace(/^--?(?=..)/, ''); // some tools have long flags with one dash
  const kebab = word === flag ? flag : `--${kebabCase(word).replaceAll('_', '-')}`;
  const name = known.includes(kebab) ? kebab : names[kebab];
  return name !== undefined && known.includes(name) ? `use ${name}` : null;
}
