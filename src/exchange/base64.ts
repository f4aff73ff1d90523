export { base64Encode as base64 } from '@bufbuild/protobuf/wire';
