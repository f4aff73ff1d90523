/** What a page does with the library: trains, resumes from a checkpoint, and reads images. */
import * as nn from '../../../dist/browser/index.js';

export async function work({ without, kernels: options, settings, images }) {
  try {
    if (without === 'simd') WebAssembly.validate = () => false; // as an engine answers that has none
    const remarks = [];
    const onRemark = (remark) => remarks.push(remark);
    const kernels = await nn.createKernels({ ...options, onRemark });
    const { backend, threads } = kernels;
    const trained = settings === undefined ? {} : await train(kernels, settings);
    const readings = [];
    for (const image of images ?? []) readings.push(await read(kernels, image));
    await kernels.close();
    return { isolated: crossOriginIsolated, backend, threads, remarks, ...trained, readings };
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

async function fetched(address) {
  return new Uint8Array(await (await fetch(address)).arrayBuffer());
}

/** SHA-256 of the model's file as a page would save it; and of the one that a run resumed from a checkpoint gives. */
async function train(kernels, settings) {
  const createSha256 = await nn.loadSha256();
  const dataset = nn.unpackEmbedded(await fetched('/mnist-10k.bin'), 'mnist-10k.bin', createSha256);
  let file;
  const onCheckpoint = (checkpoint) => {
    file ??= new Blob([...nn.formatCheckpoint(checkpoint, createSha256)]);
  };
  const sha256 = await finish(nn.train({ ...settings, dataset, kernels, onCheckpoint }));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const resume = nn.parseCheckpoint(bytes, 'a checkpoint', createSha256);
  return { sha256, resumed: await finish(nn.train({ dataset, kernels, resume })) };
}

async function finish(run) {
  let step = await run.next();
  while (!step.done) step = await run.next();
  const file = new Blob([...nn.formatModel(step.value.model)]);
  return nn.sha256Of(new Uint8Array(await file.arrayBuffer()));
}

async function read(kernels, image) {
  const model = nn.parseModel(await (await fetch('/digits.json')).text(), 'digits.json');
  try {
    const file = await (await fetch(image)).blob();
    const { picture, format, scale } = await nn.decodeImage(file, image);
    const { pixels } = nn.preprocess(picture);
    const [{ digit }] = await nn.predict(model, pixels, kernels);
    const { width, height } = picture;
    const recognized = [];
    for (const source of [file, new Uint8Array(await file.arrayBuffer()), picture]) {
      recognized.push(nn.digitsOf(await nn.recognize(source, model)).map(({ digit }) => digit));
    }
    return { image, digit, recognized, format, scale, width, height, pixels: await nn.sha256Of(pixels) };
  } catch (error) {
    return { image, error: `${error.name}: ${error.message}` };
  }
}
