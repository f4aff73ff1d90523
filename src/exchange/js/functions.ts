/**
 * The JavaScript functions called by exported networks: the same operations in the same order as the kernels, each
 * rounded to float32 (by storing to a Float32Array), which gives the same bits.
 */

export const jsFunctions = [
  'exp',
  'tanhOf',
  'dense',
  'conv2d',
  'pool2d',
  'relu',
  'leakyRelu',
  'gelu',
  'sigmoid',
  'tanh',
  'softmax',
] as const;
export type JsFunction = (typeof jsFunctions)[number];

/** The functions called by each function. */
export const jsNeeds: Readonly<Partial<Record<JsFunction, readonly JsFunction[]>>> = {
  tanhOf: ['exp'],
  gelu: ['exp'],
  sigmoid: ['exp'],
  tanh: ['tanhOf'],
  softmax: ['exp'],
};

export const jsSource: Readonly<Record<JsFunction, string>> = {
  exp: `
const bits = new DataView(new ArrayBuffer(4));

/** e^x; polynomial: S. Moshier, Cephes Mathematical Library, single precision. */
function exp(x) {
  if (Number.isNaN(x)) return x;
  if (x < f(-87.33654785)) return 0;
  x = Math.min(x, f(88.02));
  const n = Math.floor(f(f(x * f(Math.LOG2E)) + 0.5));
  const r = f(f(x - f(n * f(0.693359375))) - f(n * f(-2.1219444e-4)));
  let p = f(1.98756915e-4);
  for (const c of [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1]) {
    p = f(f(p * r) + f(c));
  }
  bits.setInt32(0, (n + 127) << 23);
  return f(f(f(f(p * f(r * r)) + r) + 1) * bits.getFloat32(0));
}
`,
  tanhOf: `
/** The hyperbolic tangent; polynomial: S. Moshier, Cephes Mathematical Library, single precision. */
function tanhOf(x) {
  const size = Math.abs(x);
  if (size < 0.625) {
    const s = f(x * x);
    let p = f(-5.70498872745e-3);
    for (const c of [2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1]) {
      p = f(f(p * s) + f(c));
    }
    return f(f(f(p * s) * x) + x);
  }
  const y = f(1 - f(2 / f(exp(f(size + size)) + 1)));
  return x < 0 ? -y : y;
}
`,
  dense: `
/** out[o] = bias[o] + sum of x[i] w[i][o], i ascending. */
function dense(x, w, bias) {
  const out = Float32Array.from(bias);
  for (let i = 0; i < x.length; i++) {
    if (x[i] === 0) continue;
    const row = i * out.length;
    for (let o = 0; o < out.length; o++) out[o] += f(x[i] * w[row + o]);
  }
  return out;
}
`,
  conv2d: `
/** out[y][x][n] = bias[n] + sum over the window of w[row][column][channel][n]; outside of the image there are zeros. */
function conv2d(image, [height, width, channels], [kernelHeight, kernelWidth], stride, padding, w, bias) {
  const filters = bias.length;
  const rows = Math.floor((height + 2 * padding - kernelHeight) / stride) + 1;
  const cols = Math.floor((width + 2 * padding - kernelWidth) / stride) + 1;
  const out = new Float32Array(rows * cols * filters);
  for (let place = 0; place < rows * cols; place++) {
    const top = Math.floor(place / cols) * stride - padding;
    const left = (place % cols) * stride - padding;
    const to = place * filters;
    out.set(bias, to);
    for (let k = 0; k < kernelHeight * kernelWidth; k++) {
      const y = top + Math.floor(k / kernelWidth);
      const x = left + (k % kernelWidth);
      if (y < 0 || y >= height || x < 0 || x >= width) continue;
      for (let c = 0; c < channels; c++) {
        const value = image[(y * width + x) * channels + c];
        if (value === 0) continue;
        const row = (k * channels + c) * filters;
        for (let n = 0; n < filters; n++) out[to + n] += f(value * w[row + n]);
      }
    }
  }
  return out;
}
`,
  pool2d: `
/** The largest number, or the mean, of each window and channel. */
function pool2d(image, [height, width, channels], size, stride, largest) {
  const rows = Math.floor((height - size) / stride) + 1;
  const cols = Math.floor((width - size) / stride) + 1;
  const out = new Float32Array(rows * cols * channels);
  for (let place = 0; place < rows * cols; place++) {
    const first = Math.floor(place / cols) * stride * width + (place % cols) * stride;
    for (let c = 0; c < channels; c++) {
      let result = largest ? image[first * channels + c] : 0;
      for (let k = 0; k < size * size; k++) {
        const value = image[(first + Math.floor(k / size) * width + (k % size)) * channels + c];
        if (!largest) result = f(result + value);
        else if (value > result) result = value;
      }
      out[place * channels + c] = largest ? result : result / (size * size);
    }
  }
  return out;
}
`,
  relu: `
function relu(x) {
  return x.map((value) => (value > 0 ? value : 0));
}
`,
  leakyRelu: `
function leakyRelu(x, slope) {
  return x.map((value) => (value > 0 ? value : f(slope) * value));
}
`,
  gelu: `
/** x / (1 + e^-v) with v = sqrt(8 / pi) (x + 0.044715 x^3). */
function gelu(x) {
  const linear = f(Math.sqrt(8 / Math.PI));
  const cubic = f(0.044715 * Math.sqrt(8 / Math.PI));
  return x.map((value) => {
    const z = Math.min(Math.max(value, -9.875), 9.875);
    const v = f(z * f(f(f(z * z) * cubic) + linear));
    return value * f(1 / f(1 + exp(-v)));
  });
}
`,
  sigmoid: `
function sigmoid(x) {
  return x.map((value) => 1 / f(1 + exp(-value)));
}
`,
  tanh: `
function tanh(x) {
  return x.map(tanhOf);
}
`,
  softmax: `
/** Probabilities, calibrated by the temperature. */
function softmax(logits, temperature) {
  const most = Math.max(...logits);
  const e = logits.map((logit) => exp(f(f(logit - most) / f(temperature))));
  const sum = e.reduce((before, value) => f(before + value), 0);
  return e.map((value) => value / sum);
}
`,
};
