/**
 * Backpropagation by hand: a net of two inputs, two hidden neurons with sigmoid, and two outputs with softmax and
 * cross-entropy. Run it with `npx tsx examples/backpropagation.ts`: it prints every number of one forward pass, one
 * backward pass and one step of gradient descent, and checks each derivative by central differences.
 *
 * The rules are those of D. Rumelhart, G. Hinton and R. Williams, "Learning representations by back-propagating errors"
 * (1986); src/layers/ and src/losses/ implement the same ones for matrices.
 */

// Rows of weights are inputs, columns are neurons. Their values are easy to follow; training starts from random ones.
const x = [1, 0.5];
const label = 0;
const W1 = [
  [0.2, -0.4],
  [0.6, 0.8],
];
const b1 = [0.1, -0.2];
const W2 = [
  [-0.4, 0.5],
  [0.3, 0.9],
];
const b2 = [0, 0];
const LEARNING_RATE = 0.5;

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
/** x W + b. */
const affine = (x: number[], W: number[][], b: number[]): number[] =>
  b.map((bias, o) => x.reduce((sum, value, i) => sum + value * W[i][o], bias));
function softmax(z: number[]): number[] {
  const powers = z.map((logit) => Math.exp(logit));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

interface Forward {
  readonly z1: number[];
  readonly h: number[];
  readonly z2: number[];
  readonly p: number[];
  readonly loss: number;
}
function forward(): Forward {
  const z1 = affine(x, W1, b1);
  const h = z1.map(sigmoid);
  const z2 = affine(h, W2, b2);
  const p = softmax(z2);
  return { z1, h, z2, p, loss: -Math.log(p[label]) };
}

/** dW[i][o] = x[i] dz[o]: the gradient of a weight is its input times the error of its neuron. */
const outer = (x: number[], dz: number[]): number[][] => x.map((value) => dz.map((d) => value * d));

const { z1, h, z2, p, loss } = forward();
const dz2 = p.map((probability, o) => probability - (o === label ? 1 : 0)); // of softmax and cross-entropy together
const dW2 = outer(h, dz2);
const db2 = dz2; // a bias is a weight whose input is 1
const dh = W2.map((row) => row.reduce((sum, weight, o) => sum + weight * dz2[o], 0)); // backward through the same weights
const dz1 = dh.map((d, i) => d * h[i] * (1 - h[i])); // sigmoid' = sigmoid (1 - sigmoid)
const dW1 = outer(x, dz1);
const db1 = dz1;

const shown = (numbers: readonly number[]): string =>
  numbers.map((number) => number.toFixed(4).padStart(7)).join(' ');
const print = (name: string, numbers: readonly number[]): void =>
  console.log(`${name.padEnd(12)} ${shown(numbers)}`);

console.log('Forward');
print('x', x);
print('z1 = x W1+b1', z1);
print('h = sigmoid', h);
print('z2 = h W2+b2', z2);
print('p = softmax', p);
print('loss = -ln p', [loss]);

console.log('\nBackward');
print('dz2 = p - y', dz2);
print('dW2 from h0', dW2[0]);
print('    from h1', dW2[1]);
print('dh = dz2 W2T', dh);
print('dz1', dz1);
print('dW1 from x0', dW1[0]);
print('    from x1', dW1[1]);

/** The central difference of the loss with respect to one parameter: no calculus, but two passes per weight. */
function slope(row: number[], k: number): number {
  const [value, step] = [row[k], 1e-5];
  row[k] = value + step;
  const above = forward().loss;
  row[k] = value - step;
  const below = forward().loss;
  row[k] = value;
  return (above - below) / (2 * step);
}

const pairs = [
  ...W1.map((row, i) => [row, dW1[i]]),
  [b1, db1],
  ...W2.map((row, i) => [row, dW2[i]]),
  [b2, db2],
];
const errors = pairs.flatMap(([row, gradient]) => row.map((_, k) => Math.abs(slope(row, k) - gradient[k])));
if (Math.max(...errors) > 1e-9) throw new Error(`a derivative is wrong by ${Math.max(...errors)}`);
console.log(`\nAll ${errors.length} derivatives agree with differences of the loss to 1e-9`);

const before = structuredClone({ W1, b1, W2, b2 });
for (const [row, gradient] of pairs) {
  for (const [k, derivative] of gradient.entries()) row[k] -= LEARNING_RATE * derivative;
}
const after = forward();
console.log(`\nOne step with learning rate ${LEARNING_RATE}`);
print('W2 from h0', W2[0]);
print('   from h1', W2[1]);
print('p', after.p);
print('loss', [after.loss]);

/** For comparisons: the inputs, the results of each pass, and the gradients. */
export const worked = {
  ...{ x, label, before, z1, h, z2, p, loss },
  ...{ dz2, dW2, db2, dh, dz1, dW1, db1, after },
};
