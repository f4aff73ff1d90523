/**
 * The importance of each hyperparameter of a search by itself: the fraction of the variance of the trials' ranks that
 * its value explains. The measure is the eta squared of the Kruskal-Wallis test, (H - k + 1) / (n - k) for n trials
 * in k groups, whose expectation is 0 if a value has no effect (M. Tomczak and E. Tomczak, "The need to report effect
 * size estimates revisited", 2014). Ranks are robust against a few failed trials.
 */

export interface SearchTrial {
  readonly varied: Readonly<Record<string, string | number>>;
  /** Higher is better; null for a trial that diverged, which ranks last. */
  readonly score: number | null;
}

export interface Importance {
  readonly name: string;
  /** From 0 to 1; null if there are too few trials. */
  readonly fraction: number | null;
}

/** With more distinct numbers than this, trials are divided into groups of equal size. */
const MOST_VALUES = 5;
const MOST_GROUPS = 4;
const LEAST_IN_GROUP = 5;

/** The most important first; unknown ones last. */
export function importances(trials: readonly SearchTrial[], names: readonly string[]): Importance[] {
  const ranks = midranks(trials.map(({ score }) => score ?? Number.NEGATIVE_INFINITY));
  return names
    .map((name) => ({ name, fraction: explained(ranks, groupsOf(trials, name)) }))
    .sort((a, b) => (b.fraction ?? -1) - (a.fraction ?? -1));
}

/** From 1; ties get the mean of their ranks. */
function midranks(values: readonly number[]): number[] {
  const order = values.map((_, n) => n).sort((a, b) => (values[a] === values[b] ? 0 : values[a] - values[b]));
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let n = from; n < to; n++) ranks[order[n]] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

/** The group of each trial: by value, or, for many numbers, by size. */
function groupsOf(trials: readonly SearchTrial[], name: string): (string | number)[] {
  const values = trials.map(({ varied }) => varied[name] ?? '');
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length || new Set(numbers).size <= MOST_VALUES) return values;
  const groups = Math.min(MOST_GROUPS, Math.max(2, Math.floor(values.length / LEAST_IN_GROUP)));
  return midranks(numbers).map((rank) =>
    Math.min(groups - 1, Math.floor(((rank - 0.5) / values.length) * groups)),
  );
}

function explained(ranks: readonly number[], groups: readonly (string | number)[]): number | null {
  const members = new Map<string | number, number[]>();
  for (const [n, group] of groups.entries()) {
    const own = members.get(group);
    if (own === undefined) members.set(group, [ranks[n]]);
    else own.push(ranks[n]);
  }
  const mean = (ranks.length + 1) / 2;
  const total = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  const free = ranks.length - members.size;
  if (members.size < 2 || free < 1 || total === 0) return null;
  let between = 0;
  for (const group of members.values()) {
    const sum = group.reduce((all, rank) => all + rank, 0);
    between += (sum - group.length * mean) ** 2 / group.length;
  }
  return Math.max(0, 1 - ((1 - between / total) * (ranks.length - 1)) / free);
}
