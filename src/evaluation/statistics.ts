/** How much a count of right answers tells: intervals, and a test of one net against another. */

/** The 97.5% quantile of the normal distribution: 19 times of 20 lie within so many standard errors. */
const Z = 1.959963984540054;

/**
 * The 95% interval of a share: where `successes` of `count` were seen, the true share lies in it 19 times of 20.
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
 */
export function wilsonInterval(successes: number, count: number): [low: number, high: number] {
  const proportion = successes / count;
  const centre = proportion + (Z * Z) / (2 * count);
  const spread = Z * Math.sqrt((proportion * (1 - proportion)) / count + (Z * Z) / (4 * count * count));
  const scale = 1 + (Z * Z) / count;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

/**
 * Whether two nets that were shown the same images differ: the exact form of the test of Q. McNemar, "Note on the
 * sampling error of the difference between correlated proportions or percentages" (1947). Images that both read, or
 * neither, tell nothing. If the nets were equally good, each of the others would be as likely to be read by the one as
 * by the other, so that the counts follow a binomial distribution with a fraction of one half.
 *
 * @param first images that only the first net reads
 * @param second images that only the second net reads
 * @returns the p-value, two-sided: how often counts as uneven as these come by chance between equally good nets
 */
export function mcnemarTest(first: number, second: number): number {
  const count = first + second;
  const fewer = Math.min(first, second);
  // count! / (fewer! (count - fewer)!) / 2^count, kept near 1 on the way so that it neither overflows nor vanishes
  let halvings = count;
  let term = 1;
  for (let k = 1; k <= fewer; k++) {
    term *= (count - fewer + k) / k;
    for (; term > 1 && halvings > 0; halvings--) term /= 2;
  }
  term *= 2 ** -halvings;
  let tail = 0; // the probability of `fewer` or less
  for (let k = fewer; k >= 0 && term > 0; k--) {
    tail += term;
    term *= k / (count - k + 1);
  }
  return Math.min(1, 2 * tail);
}

/**
 * The 95% interval of the difference between two nets' accuracies on the same images, the first less the second.
 * A. Agresti and Y. Min, "Simple improved confidence intervals for comparing matched proportions" (2005): Wald's interval
 * with half an image added to each of the four counts, so that it holds for few images too.
 *
 * @param first images that only the first net reads
 * @param second images that only the second net reads
 * @param count all images
 */
export function differenceInterval(
  first: number,
  second: number,
  count: number,
): [low: number, high: number] {
  const total = count + 2;
  const difference = (first - second) / total;
  const discordant = (first + second + 1) / total;
  const spread = Z * Math.sqrt((discordant - difference * difference) / total);
  return [Math.max(-1, difference - spread), Math.min(1, difference + spread)];
}
