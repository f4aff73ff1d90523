/** Confidence intervals of accuracies, and a significance test. */

/** The 97.5% quantile of the normal distribution, for two-sided 95% intervals. */
const Z = 1.959963984540054;

/**
 * The 95% confidence interval of a proportion, from `successes` of `count`. E. B. Wilson, "Probable inference, the
 * law of succession, and statistical inference" (1927).
 */
export function wilsonInterval(successes: number, count: number): [low: number, high: number] {
  const proportion = successes / count;
  const centre = proportion + (Z * Z) / (2 * count);
  const spread = Z * Math.sqrt((proportion * (1 - proportion)) / count + (Z * Z) / (4 * count * count));
  const scale = 1 + (Z * Z) / count;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

/**
 * Tests whether two networks evaluated on the same images differ: the exact form of the test of Q. McNemar, "Note on
 * the sampling error of the difference between correlated proportions or percentages" (1947). Images that both or
 * neither classify correctly carry no information. Under the null hypothesis, each of the others is equally likely to
 * be classified correctly by either network, so the counts follow a binomial distribution with probability one half.
 *
 * @param first images that only the first network classifies correctly
 * @param second images that only the second network classifies correctly
 * @returns the two-sided p-value: the probability of counts at least this uneven under the null hypothesis
 */
export function mcnemarTest(first: number, second: number): number {
  const count = first + second;
  const fewer = Math.min(first, second);
  // count! / (fewer! (count - fewer)!) / 2^count, kept near 1 to avoid overflow and underflow
  let halvings = count;
  let term = 1;
  for (let k = 1; k <= fewer; k++) {
    term *= (count - fewer + k) / k;
    for (; term > 1 && halvings > 0; halvings--) term /= 2;
  }
  term *= 2 ** -halvings;
  let tail = 0; // the probability of at most `fewer`
  for (let k = fewer; k >= 0 && term > 0; k--) {
    tail += term;
    term *= k / (count - k + 1);
  }
  return Math.min(1, 2 * tail);
}

/**
 * The 95% confidence interval of the difference between the accuracies of two networks on the same images, the first
 * minus the second. A. Agresti and Y. Min, "Simple improved confidence intervals for comparing matched proportions"
 * (2005): Wald's interval with half an image added to each of the four counts, which makes it accurate for few
 * images.
 *
 * @param first images that only the first network classifies correctly
 * @param second images that only the second network classifies correctly
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
