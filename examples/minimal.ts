/**
 * A neural network in plain code: 784 pixels, 32 hidden neurons with ReLU, 10 outputs with softmax, trained by SGD on
 * cross-entropy. Run it with `npx tsx examples/minimal.ts`. Its weights are, bit for bit, those of
 *
 *     nn train --hidden 32 --optimizer sgd --lr 0.1 --schedule constant --epochs 3 --batch-size 64 --validation 0 \
 *       --augment none --styles 0 --label-smoothing 0
 */
import { readFileSync } from 'node:fs';

const [INPUTS, HIDDEN, OUTPUTS, BATCH, EPOCHS, SEED] = [784, 32, 10, 64, 3, 1];
const f = Math.fround; // rounds to float32, like each operation of the kernels
const LEARNING_RATE = f(0.1);

// ---- Digits: data/mnist-10k.bin, sorted by class; every tenth is a test image. Pixels become numbers from 0 to 1.
type Digit = { pixels: Float32Array; label: number };
const file = readFileSync(new URL('../data/mnist-10k.bin', import.meta.url));
const count = file.readUInt32LE(44);
const [train, test]: Digit[][] = [[], []];
let group = 92 + 28 * count; // the position of the next four pixels that are not all zero
for (let n = 0, label = 0, ofClass = 0; n < count; n++, ofClass++) {
  while (ofClass === file.readUInt32LE(52 + 4 * label)) [label, ofClass] = [label + 1, 0];
  const pixels = new Float32Array(INPUTS);
  for (let i = 0; i < INPUTS; i += 4) {
    const row = file[92 + 28 * n + Math.floor(i / 28)];
    if (((row >> ((i % 28) / 4)) & 1) === 0) continue;
    for (let k = 0; k < 4; k++) pixels[i + k] = file[group++] / 255;
  }
  (n % 10 === 9 ? test : train).push({ pixels, label });
}

// ---- Random numbers: xoshiro128** (Blackman and Vigna, 2018), its state drawn from a seed and a purpose.
const GOLDEN = 0x9e3779b9;
function mix(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}
function randomBits(purpose: string, number: number): () => number {
  let key = mix(SEED ^ mix(0));
  for (const letter of purpose) key = mix(key ^ Math.imul(letter.charCodeAt(0) + 1, GOLDEN));
  key = mix(key + Math.imul(number + 1, GOLDEN));
  let [a, b, c, d] = [0, 1, 2, 3].map(() => (key = mix(key + GOLDEN)));
  d |= 1; // the state must not be all zeros
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}
function shuffle<T>(items: T[], bits: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const mask = 0xffffffff >>> Math.clz32(i);
    let j = i + 1;
    while (j > i) j = (bits() & mask) >>> 0;
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

// ---- The net: a matrix of weights (a row an input, a column an output) and a bias for each output, twice.
type Layer = { weights: Float32Array; bias: Float32Array };
const zeros = (inputs: number, outputs: number): Layer => ({
  weights: new Float32Array(inputs * outputs),
  bias: new Float32Array(outputs),
});
/** Weights uniform in [-a, a] with a = sqrt(6 / inputs), which keeps the variance through ReLU (He et al., 2015). */
function initialized(inputs: number, outputs: number, place: number): Layer {
  const bits = randomBits('weights', place);
  const uniform = (): number => (2 * ((bits() >>> 8) / 2 ** 24) - 1) * f(Math.sqrt(6 / inputs));
  const { weights, bias } = zeros(inputs, outputs);
  return { weights: weights.map(uniform), bias };
}
const hidden = initialized(INPUTS, HIDDEN, 0);
const output = initialized(HIDDEN, OUTPUTS, 2); // ReLU is number 1

/** x w + b. */
function forward({ weights, bias }: Layer, x: Float32Array): Float32Array {
  const out = Float32Array.from(bias);
  for (let i = 0; i < x.length; i++) {
    if (x[i] === 0) continue; // like most pixels
    for (let o = 0; o < out.length; o++) out[o] += f(x[i] * weights[i * out.length + o]);
  }
  return out;
}
const relu = (z: Float32Array): Float32Array => z.map((value) => Math.max(value, 0));

/** Adds the gradient of one image to that of its batch: dw += x dz, db += dz. */
function addGradient({ weights, bias }: Layer, x: Float32Array, dz: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    if (x[i] !== 0) for (let o = 0; o < dz.length; o++) weights[i * dz.length + o] += f(x[i] * dz[o]);
  }
  for (let o = 0; o < dz.length; o++) bias[o] += dz[o];
}

/** A step of stochastic gradient descent: w -= learning rate x gradient. */
function descend(layer: Layer, gradient: Layer): void {
  for (const part of ['weights', 'bias'] as const) {
    for (const [k, slope] of gradient[part].entries()) layer[part][k] -= f(LEARNING_RATE * slope);
  }
}

const EXP = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 0.50000001201,
];
/** e^x, from + and * alone (after Cephes): Math.exp may differ between engines in its last bit. */
function exp(x: number): number {
  if (x < -87.33654785) return 0;
  const n = Math.floor(f(f(x * f(Math.LOG2E)) + 0.5));
  const r = f(f(x - f(n * 0.693359375)) - f(n * f(-2.1219444e-4)));
  const p = EXP.reduce((sum, coefficient) => f(f(sum * r) + f(coefficient)), 0);
  return f(f(f(f(p * f(r * r)) + r) + 1) * 2 ** n);
}

for (let epoch = 1; epoch <= EPOCHS; epoch++) {
  const order = shuffle([...train], randomBits('shuffle', epoch));
  for (let start = 0; start < order.length; start += BATCH) {
    const batch = order.slice(start, start + BATCH);
    const [dHidden, dOutput] = [zeros(INPUTS, HIDDEN), zeros(HIDDEN, OUTPUTS)];
    for (const { pixels, label } of batch) {
      const h = relu(forward(hidden, pixels)); // forward
      const z = forward(output, h);
      const max = Math.max(...z);
      const e = z.map((logit) => exp(f(logit - max)));
      const sum = e.reduce((a, b) => f(a + b));
      // backward: of cross-entropy behind softmax, dz = probability - target, over the size of the batch
      const dz = e.map((power, o) => f(f(power / sum) - (o === label ? 1 : 0)) / batch.length);
      const dh = h.map((value, i) => {
        let d = 0;
        for (let o = 0; o < OUTPUTS; o++) d = f(d + f(dz[o] * output.weights[i * OUTPUTS + o]));
        return value > 0 ? d : 0; // through ReLU
      });
      addGradient(dOutput, h, dz);
      addGradient(dHidden, pixels, dh);
    }
    descend(hidden, dHidden);
    descend(output, dOutput);
  }
  const logits = test.map(({ pixels }) => forward(output, relu(forward(hidden, pixels))));
  const right = test.filter(({ label }, n) => logits[n].indexOf(Math.max(...logits[n])) === label).length;
  console.log(`epoch ${epoch}: ${right} of ${test.length} test digits are read`);
}

export const parameters: readonly Float32Array[] = [hidden.weights, hidden.bias, output.weights, output.bias];
