/**
 * The C99 functions called by exported networks. They perform the same operations in the same order as the kernels,
 * each rounded to float32, and give the same bits unless the compiler contracts products and sums.
 */

/** All functions, in the order required by C. */
export const cFunctions = [
  'exp',
  'tanh',
  'dense',
  'dense_int8',
  'conv2d',
  'conv2d_int8',
  'maxpool2d',
  'avgpool2d',
  'relu',
  'leaky_relu',
  'gelu',
  'sigmoid',
  'tanh_layer',
  'softmax',
] as const;
export type CFunction = (typeof cFunctions)[number];

/** The functions called by each function. */
export const cNeeds: Readonly<Partial<Record<CFunction, readonly CFunction[]>>> = {
  tanh: ['exp'],
  gelu: ['exp'],
  sigmoid: ['exp'],
  tanh_layer: ['tanh'],
  softmax: ['exp'],
};

/** Dense layers and convolutions differ only by the type of the weights. */
const dense = (name: string, type: string, scales: boolean): string => `
/* out[o] = bias[o] + sum of x[i] w[i][o], i ascending */
static inline void nn_${name}(float *out, const float *x, int inputs, int outputs, const ${type} *w,${scales ? ' const float *scale,' : ''} const float *bias)
{
    int i, o;
    for (o = 0; o < outputs; o++) out[o] = ${scales ? '0.0f' : 'bias[o]'};
    for (i = 0; i < inputs; i++) {
        const ${type} *row = w + (int32_t)i * outputs;
        if (x[i] == 0.0f) continue;
        for (o = 0; o < outputs; o++) out[o] += x[i] * ${scales ? '(float)' : ''}row[o];
    }
${scales ? '    for (o = 0; o < outputs; o++) out[o] = out[o] * scale[o] + bias[o];\n' : ''}}
`;

const conv2d = (name: string, type: string, scales: boolean): string => `
/* out[y][x][f] = bias[f] + sum over the window of w[row][column][channel][f]; outside of the image there are zeros */
static inline void nn_${name}(float *out, const float *image, int height, int width, int channels, int filters,
    int kernel_height, int kernel_width, int stride, int padding, const ${type} *w,${scales ? ' const float *scale,' : ''} const float *bias)
{
    int y, x, ky, kx, c, f;
    for (y = -padding; y + kernel_height <= height + padding; y += stride) {
        for (x = -padding; x + kernel_width <= width + padding; x += stride) {
            const ${type} *row = w;
            for (f = 0; f < filters; f++) out[f] = ${scales ? '0.0f' : 'bias[f]'};
            for (ky = y; ky < y + kernel_height; ky++) {
                for (kx = x; kx < x + kernel_width; kx++) {
                    if (ky < 0 || ky >= height || kx < 0 || kx >= width) {
                        row += channels * filters;
                        continue;
                    }
                    for (c = 0; c < channels; c++) {
                        const float value = image[((int32_t)ky * width + kx) * channels + c];
                        if (value != 0.0f) {
                            for (f = 0; f < filters; f++) out[f] += value * ${scales ? '(float)' : ''}row[f];
                        }
                        row += filters;
                    }
                }
            }
${scales ? '            for (f = 0; f < filters; f++) out[f] = out[f] * scale[f] + bias[f];\n' : ''}            out += filters;
        }
    }
}
`;

const pool = (name: string, comment: string, first: string, each: string, last: string): string => `
/* ${comment} */
static inline void nn_${name}(float *out, const float *image, int height, int width, int channels, int size, int stride)
{
    int y, x, ky, kx, c;
    for (y = 0; y + size <= height; y += stride) {
        for (x = 0; x + size <= width; x += stride) {
            for (c = 0; c < channels; c++) {
                float result = ${first};
                for (ky = y; ky < y + size; ky++) {
                    for (kx = x; kx < x + size; kx++) {
                        const float value = image[((int32_t)ky * width + kx) * channels + c];
                        ${each}
                    }
                }
                *out++ = ${last};
            }
        }
    }
}
`;

const elementwise = (name: string, comment: string, body: string, parameters = ''): string => `
/* ${comment} */
static inline void nn_${name}(float *x, int32_t count${parameters})
{
    int32_t k;
    for (k = 0; k < count; k++) ${body}
}
`;

export const cSource: Readonly<Record<CFunction, string>> = {
  exp: `
/* e^x; polynomial: S. Moshier, Cephes Mathematical Library, single precision */
static inline float nn_exp(float x)
{
    union { int32_t bits; float value; } power;
    float y, r, p;
    int32_t n;
    if (x != x) return x;
    if (x < -87.33654785f) return 0.0f;
    if (x > 88.02f) x = 88.02f;
    y = x * 1.44269502f;
    y = y + 0.5f;
    n = (int32_t)y;
    if ((float)n > y) n--;
    r = (float)n * 0.693359375f;
    r = x - r;
    y = (float)n * -2.1219444e-4f;
    r = r - y;
    p = 1.98756915e-4f * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    y = r * r;
    p = p * y + r;
    p = p + 1.0f;
    power.bits = (n + 127) * 8388608;
    return p * power.value;
}
`,
  tanh: `
/* the hyperbolic tangent; polynomial: S. Moshier, Cephes Mathematical Library, single precision */
static inline float nn_tanh(float x)
{
    const float size = x < 0.0f ? -x : x;
    float s, p;
    if (size < 0.625f) {
        s = x * x;
        p = -5.70498872745e-3f * s + 2.06390887954e-2f;
        p = p * s + -5.37397155531e-2f;
        p = p * s + 1.33314422036e-1f;
        p = p * s + -3.33332819422e-1f;
        p = p * s;
        p = p * x;
        return p + x;
    }
    p = nn_exp(size + size) + 1.0f;
    p = 1.0f - 2.0f / p;
    return x < 0.0f ? -p : p;
}
`,
  dense: dense('dense', 'float', false),
  dense_int8: dense('dense_int8', 'int8_t', true),
  conv2d: conv2d('conv2d', 'float', false),
  conv2d_int8: conv2d('conv2d_int8', 'int8_t', true),
  maxpool2d: pool(
    'maxpool2d',
    'the largest number of each window',
    'image[((int32_t)y * width + x) * channels + c]',
    'if (value > result) result = value;',
    'result',
  ),
  avgpool2d: pool(
    'avgpool2d',
    'the mean of each window',
    '0.0f',
    'result += value;',
    'result / (float)(size * size)',
  ),
  relu: elementwise('relu', 'max(x, 0)', 'x[k] = x[k] > 0.0f ? x[k] : 0.0f;'),
  leaky_relu: elementwise(
    'leaky_relu',
    'x where x is above 0, else slope x',
    'x[k] = x[k] > 0.0f ? x[k] : slope * x[k];',
    ', float slope',
  ),
  gelu: elementwise(
    'gelu',
    'x / (1 + e^-v) with v = sqrt(8 / pi) (x + 0.044715 x^3)',
    `{
        float z = x[k] < -9.875f ? -9.875f : x[k] > 9.875f ? 9.875f : x[k];
        float v = z * z;
        v = v * 0.0713548139f + 1.59576917f;
        v = z * v;
        v = 1.0f + nn_exp(-v);
        v = 1.0f / v;
        x[k] = x[k] * v;
    }`,
  ),
  sigmoid: elementwise('sigmoid', '1 / (1 + e^-x)', 'x[k] = 1.0f / (1.0f + nn_exp(-x[k]));'),
  tanh_layer: elementwise('tanh_layer', 'the hyperbolic tangent of each', 'x[k] = nn_tanh(x[k]);'),
  softmax: `
/* probabilities, calibrated by the temperature; returns the place of the largest */
static inline int nn_softmax(float *probabilities, const float *logits, int classes, float temperature)
{
    int c, best = 0;
    float sum = 0.0f;
    for (c = 1; c < classes; c++) {
        if (logits[c] > logits[best]) best = c;
    }
    for (c = 0; c < classes; c++) {
        probabilities[c] = nn_exp((logits[c] - logits[best]) / temperature);
        sum += probabilities[c];
    }
    for (c = 0; c < classes; c++) probabilities[c] /= sum;
    return best;
}
`,
};
