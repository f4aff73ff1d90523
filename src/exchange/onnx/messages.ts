/**
 * The messages of an ONNX file, as far as they are needed; field numbers are from
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. Subgraphs, which occur only in control flow, are kept as
 * bytes, because they are not supported.
 */

import type { Draft, Message } from './wire.ts';

export const TENSOR = {
  dims: [1, 'ints'],
  dataType: [2, 'int'],
  floatData: [4, 'floats'],
  int32Data: [5, 'ints'],
  int64Data: [7, 'ints'],
  name: [8, 'text'],
  rawData: [9, 'bytes'],
  doubleData: [10, 'doubles'],
  externalData: [13, 'messages', { key: [1, 'text'], value: [2, 'text'] }],
  dataLocation: [14, 'int'],
} as const;

export const ATTRIBUTE = {
  name: [1, 'text'],
  f: [2, 'float'],
  i: [3, 'int'],
  s: [4, 'bytes'],
  t: [5, 'message', TENSOR as typeof TENSOR],
  floats: [7, 'floats'],
  ints: [8, 'ints'],
  strings: [9, 'blobs'],
  type: [20, 'int'],
} as const;

export const NODE = {
  input: [1, 'texts'],
  output: [2, 'texts'],
  name: [3, 'text'],
  opType: [4, 'text'],
  attribute: [5, 'messages', ATTRIBUTE as typeof ATTRIBUTE],
  domain: [7, 'text'],
} as const;

export const DIMENSION = { value: [1, 'int'], parameter: [2, 'text'] } as const;
export const TENSOR_TYPE = {
  elementType: [1, 'int'],
  shape: [2, 'message', { dim: [1, 'messages', DIMENSION as typeof DIMENSION] }],
} as const;

export const VALUE_INFO = {
  name: [1, 'text'],
  type: [2, 'message', { tensorType: [1, 'message', TENSOR_TYPE as typeof TENSOR_TYPE] }],
} as const;

export const GRAPH = {
  node: [1, 'messages', NODE as typeof NODE],
  name: [2, 'text'],
  initializer: [5, 'messages', TENSOR as typeof TENSOR],
  input: [11, 'messages', VALUE_INFO as typeof VALUE_INFO],
  output: [12, 'messages', VALUE_INFO as typeof VALUE_INFO],
} as const;

export const MODEL = {
  irVersion: [1, 'int'],
  producerName: [2, 'text'],
  producerVersion: [3, 'text'],
  graph: [7, 'message', GRAPH as typeof GRAPH],
  opsetImport: [8, 'messages', { domain: [1, 'text'], version: [2, 'int'] }],
  metadata: [14, 'messages', { key: [1, 'text'], value: [2, 'text'] }],
  functions: [25, 'blobs'],
} as const;

export type OnnxTensor = Message<typeof TENSOR>;
export type OnnxAttribute = Message<typeof ATTRIBUTE>;
export type OnnxNode = Message<typeof NODE>;
export type OnnxModel = Message<typeof MODEL>;
export type NodeDraft = Draft<typeof NODE>;
export type AttributeDraft = Draft<typeof ATTRIBUTE>;
export type TensorDraft = Draft<typeof TENSOR>;

/** TensorProto.DataType */
export const dataTypes = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
} as const;

/** AttributeProto.AttributeType */
export const attributeTypes = { float: 1, int: 2, text: 3, tensor: 4, floats: 6, ints: 7 } as const;
