/** The recognition worker: recognizes drawings, and shows the inside of the network. */

import { transfer } from 'comlink';
import { modelBytes, openPackageDigits } from './assets.ts';
import type { Kernels, Model } from './library.ts';
import * as nn from './library.ts';
import { PageError } from './page-error.ts';
import type {
  BrokenReading,
  Changes,
  EngineInfo,
  Invert,
  LayerView,
  ModelInfo,
  ModelSource,
  OpenedImage,
  PageExplanation,
  PageImage,
  PageReading,
  UnitView,
} from './protocol.ts';
import { toImageData } from './to-image-data.ts';
import { readImage } from './to-page-reading.ts';

/** The seed for disabling neurons, so that a slider position always gives the same network. */
const SEED = 1;
const NEAREST = 8;

export class ReadingEngine {
  #kernels: Kernels | null = null;
  #model: Model | null = null;
  #predictor: nn.Predictor | null = null;
  /** With some neurons disabled; kept while the fraction is unchanged. */
  #ablated: { readonly fraction: number; readonly predictor: nn.Predictor } | null = null;
  #means: Promise<Float32Array[]> | null = null;
  #digits: Promise<nn.Dataset> | null = null;

  /** @param model fetched while the kernels start */
  async open(model: ModelSource): Promise<EngineInfo> {
    modelBytes(model).catch(() => {}); // where it fails, loadModel says so
    const warnings: string[] = [];
    this.#kernels = await nn.createKernels({ threads: 1, onRemark: (warning) => warnings.push(warning) });
    const { backend, threads } = this.#kernels;
    return { backend, threads, warning: warnings.join(' ') };
  }

  /** @throws ModelError if the file is not a valid model, in which case the current one is kept */
  async loadModel(source: ModelSource): Promise<ModelInfo> {
    const bytes = await modelBytes(source);
    const name = source.kind === 'file' ? source.name : '';
    const model = nn.parseModel(new TextDecoder().decode(bytes), name || 'the model');
    const predictor = new nn.Predictor(model, this.#open(), 64);
    this.#predictor?.close();
    this.#ablated?.predictor.close();
    this.#ablated = null;
    this.#means = null;
    this.#predictor = predictor;
    this.#model = model;
    return {
      kind: source.kind,
      name,
      network: nn.formatNetwork(model.architecture),
      parameters: nn.countParameters(model.architecture),
    };
  }

  /** @throws ImageError if the file is not an image that browsers decode */
  async openImage(file: Blob, name: string): Promise<OpenedImage> {
    const { picture } = await nn.decodeImage(file, name);
    const bitmap = await createImageBitmap(toImageData(picture));
    return transfer({ image: picture, bitmap }, [bitmap]);
  }

  recognize(image: PageImage, layout: nn.Layout, invert: Invert): PageReading {
    return readImage(image, this.#reader(), { layout, invert });
  }

  layers(pixels: Uint8Array): LayerView[] {
    const layers = nn.readActivations(this.#loaded(), pixels, this.#open());
    return layers.map(({ text, values, output, active }) => ({ text, values, shape: output.shape, active }));
  }

  async unit(layer: number, unit: number, pixels: Uint8Array): Promise<UnitView> {
    const model = this.#loaded();
    const layers = nn.readActivations(model, pixels, this.#open());
    const inputs = layer === 0 ? Float32Array.from(pixels, (byte) => byte / 255) : layers[layer - 1].values;
    const { weights, strongest } = nn.inspectUnit(model, layer, unit, inputs);
    const means = (await this.#meanActivations())[layer];
    const units = means.length / 10;
    return {
      weights,
      strongest,
      meanByDigit: Array.from({ length: 10 }, (_, digit) => means[digit * units + unit]),
    };
  }

  async explain(pixels: Uint8Array): Promise<PageExplanation> {
    const { train } = await this.#packageDigits();
    if (train === null) throw new PageError('the digits of the package have no training part');
    const explanation = await nn.explain(this.#loaded(), pixels, this.#open(), {
      among: train,
      nearest: NEAREST,
    });
    return {
      digit: explanation.prediction.digit,
      drops: explanation.occlusion.drops,
      nearest: explanation.nearest.map(({ index, label, distance }) => ({
        pixels: train.images.slice(index * 784, (index + 1) * 784),
        label,
        distance,
      })),
    };
  }

  breakImage(pixels: Uint8Array, changes: Changes): BrokenReading {
    const steps: nn.Distortion[] = [];
    if (changes.thickness !== 0) steps.push(nn.thickened(changes.thickness));
    if (changes.rotation !== 0) steps.push(nn.turned(changes.rotation));
    if (changes.shiftX !== 0 || changes.shiftY !== 0) steps.push(nn.shifted(changes.shiftX, changes.shiftY));
    if (changes.noise > 0) steps.push(nn.speckled(changes.noise));
    let image = pixels;
    for (const step of steps) {
      const out = new Uint8Array(784);
      step(out, image, 0);
      image = out;
    }
    const [answer] = this.#readerWithout(changes.dropNeurons).predict(image);
    const { digit, confidence, probabilities } = answer;
    return { pixels: image, digit, name: answer.name ?? String(digit), confidence, probabilities };
  }

  #readerWithout(fraction: number): nn.Predictor {
    if (fraction === 0) return this.#reader();
    if (this.#ablated?.fraction !== fraction) {
      this.#ablated?.predictor.close();
      const predictor = new nn.Predictor(nn.ablate(this.#loaded(), fraction, SEED), this.#open(), 1);
      this.#ablated = { fraction, predictor };
    }
    return this.#ablated.predictor;
  }

  #meanActivations(): Promise<Float32Array[]> {
    this.#means ??= this.#packageDigits().then(({ test }) => {
      if (test === null) throw new PageError('the digits of the package have no test part');
      return nn.meanActivations(this.#loaded(), test, this.#open());
    });
    this.#means.catch(() => {
      this.#means = null;
    });
    return this.#means;
  }

  #packageDigits(): Promise<nn.Dataset> {
    this.#digits ??= openPackageDigits();
    this.#digits.catch(() => {
      this.#digits = null; // the next call tries again
    });
    return this.#digits;
  }

  #open(): Kernels {
    if (this.#kernels === null) throw new PageError('the network is not loaded yet');
    return this.#kernels;
  }

  #loaded(): Model {
    if (this.#model === null) throw new PageError('the network is not loaded yet');
    return this.#model;
  }

  #reader(): nn.Predictor {
    if (this.#predictor === null) throw new PageError('the network is not loaded yet');
    return this.#predictor;
  }
}
