/** A node of an ONNX graph with its inputs. */

import { Refusal } from '../chain.ts';
import type { Activation } from './activation.ts';
import type { OnnxAttribute, OnnxNode } from './messages.ts';
import { type Constant, type ExternalFiles, readTensor } from './tensor.ts';

/** A part of GELU: factor times erf(x / sqrt 2) plus shift, where x is an activation. */
interface ErrorFunction {
  readonly kind: 'erf';
  readonly of: Activation;
  readonly factor: number;
  readonly shift: number;
}

/** An unsupported value, which is an error only if the outputs depend on it. */
interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

export type Value = Constant | Activation | ErrorFunction | Refused;

export class NodeReader {
  readonly operator: string;
  readonly files: ExternalFiles;
  readonly #inputs: readonly (Value | null)[];
  readonly #attributes: ReadonlyMap<string, OnnxAttribute>;

  constructor(node: OnnxNode, inputs: readonly (Value | null)[], files: ExternalFiles) {
    this.operator = node.opType;
    this.files = files;
    this.#inputs = inputs;
    this.#attributes = new Map(node.attribute.map((attribute) => [attribute.name, attribute]));
  }

  get inputCount(): number {
    return this.#inputs.length;
  }

  input(place: number): Value {
    const value = this.#inputs[place] ?? null;
    if (value === null) throw new Refusal(`has no input ${place + 1}`);
    return value;
  }

  activation(place: number): Activation {
    const value = this.input(place);
    if (value.kind === 'activation') return value;
    throw new Refusal('has only constants as inputs');
  }

  /** Null if it is omitted. */
  constant(place: number): Constant | null {
    const value = this.#inputs[place] ?? null;
    if (value === null || value.kind === 'constant') return value;
    throw new Refusal(`input ${place + 1} must be a constant: it cannot depend on the image`);
  }

  mustConstant(place: number): Constant {
    const value = this.constant(place);
    if (value === null) throw new Refusal(`has no input ${place + 1}`);
    return value;
  }

  int(name: string, usual: number): number {
    return this.#attributes.get(name)?.i ?? usual;
  }

  float(name: string, usual: number): number {
    return this.#attributes.get(name)?.f ?? usual;
  }

  ints(name: string): readonly number[] | null {
    return this.#attributes.get(name)?.ints ?? null;
  }

  floats(name: string): Float32Array | null {
    return this.#attributes.get(name)?.floats ?? null;
  }

  text(name: string, usual: string): string {
    const bytes = this.#attributes.get(name)?.s;
    return bytes === undefined ? usual : new TextDecoder().decode(bytes);
  }

  texts(name: string): readonly string[] | null {
    const list = this.#attributes.get(name)?.strings ?? [];
    return list.length === 0 ? null : list.map((bytes) => new TextDecoder().decode(bytes));
  }

  tensor(name: string): Constant | null {
    const tensor = this.#attributes.get(name)?.t ?? null;
    return tensor === null ? null : readTensor(tensor, this.files);
  }

  has(name: string): boolean {
    return this.#attributes.has(name);
  }
}
