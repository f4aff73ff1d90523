/** What `nn train` can be told about the variation of images. */

import { type Augmentation, augmentationLimits } from '../../matrix/augmentation.ts';
import {
  type AugmentKind,
  augmentDefaults,
  augmentKinds,
  augmentStrengths,
  kindsWith,
} from '../../settings/augmentation-settings.ts';
import { trainingDefaults } from '../../settings/training-settings.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { type Flag, oneOf, realNumber } from '../shared/flags.ts';

const GROUP = 'How images are varied:';

export type AugmentFlags = { readonly augment: Flag<AugmentKind> } & {
  readonly [Name in keyof Augmentation]: Flag<number | undefined>;
};

/** `2 (shift), 1 (affine, elastic)` */
function defaultsText(name: keyof Augmentation): string {
  const kinds = new Map<number, string[]>();
  for (const kind of kindsWith(name)) {
    const value = augmentDefaults[kind][name];
    kinds.set(value, [...(kinds.get(value) ?? []), kind]);
  }
  return [...kinds].map(([value, names]) => `${value} (${names.join(', ')})`).join(', ');
}

function strength(
  name: keyof Augmentation,
  flag: string,
  value: string,
  text: string,
): Flag<number | undefined> {
  const [from, to] = augmentationLimits[name];
  return {
    term: `${flag} <${value}>`,
    text,
    hint: `${from} to ${to}, default ${defaultsText(name)}`,
    group: GROUP,
    fallback: undefined,
    parse: realNumber(flag, { from, to }),
  };
}

export const augmentFlags: AugmentFlags = {
  augment: {
    term: '--augment <name>',
    text: 'vary the training images anew in each epoch, so that the net sees more than there are; none is for few epochs',
    hint: `${augmentKinds.join(', ')}; default ${trainingDefaults.augment}`,
    group: GROUP,
    fallback: trainingDefaults.augment,
    parse: oneOf('--augment', augmentKinds),
  },
  shift: strength('shift', '--shift', 'pixels', 'the most that a digit moves, each way'),
  rotate: strength('rotate', '--rotate', 'degrees', 'the most that it turns, either way'),
  scale: strength('scale', '--scale', 'share', 'the most that width and height each grow or shrink'),
  shear: strength('shear', '--shear', 'share', 'the most that it slants'),
  elasticAlpha: strength(
    'elasticAlpha',
    '--elastic-alpha',
    'n',
    'how far its parts move, as by a trembling hand',
  ),
  elasticSigma: strength('elasticSigma', '--elastic-sigma', 'n', 'how far parts move together'),
  wear: strength('wear', '--wear', 'share', 'how often pen, paper and scanner leave their traces'),
};

/** @throws CommandLineError for a strength that the kind of variation does not use */
export function checkAugmentFlags(given: ReadonlySet<string>, kind: AugmentKind, command: string): void {
  for (const name of augmentStrengths) {
    if (!given.has(name) || kindsWith(name).includes(kind)) continue;
    const flag = augmentFlags[name].term.split(' ')[0];
    const message = `${flag}: needs --augment ${kindsWith(name).join(' or ')}, this run: ${kind}`;
    throw new CommandLineError(message, `See: nn help ${command}`);
  }
}
