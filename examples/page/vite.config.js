export default {
  base: './', // for any folder of a web host
  worker: { format: 'es' },
  build: { target: 'es2022' },
  optimizeDeps: { exclude: ['nn-digits'] }, // its files find kernels.wasm beside them
};
