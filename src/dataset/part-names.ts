/** Common names of splits in folders, files and arrays. */

export type Part = 'train' | 'test' | 'validation';

const PATTERNS: readonly (readonly [Part, RegExp])[] = [
  ['test', /(^|[^a-z]|[xy])t(est(ing|s|set)?|10k|st)([^a-z]|[xy]?$|images|labels|data)/i],
  ['train', /(^|[^a-z]|[xy])tr(ain(ing|set)?|n)([^a-z]|[xy]?$|images|labels|data)/i],
  ['validation', /(^|[^a-z]|[xy])(val(id(ation)?)?|dev)(set)?([^a-z]|[xy]?$|images|labels|data)/i],
];

/** The split indicated by a name such as `mnist_train`, `x_test`, `t10k-images` or `Validation`; null if none is. */
export function partOfName(name: string): Part | null {
  return PATTERNS.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
}
