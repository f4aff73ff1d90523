/** The forms that a model can leave in. */

export const exportFormats = ['onnx', 'safetensors', 'c', 'js', 'html'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** How each format's files end. */
export const extensions: Readonly<Record<ExportFormat, readonly string[]>> = {
  onnx: ['.onnx'],
  safetensors: ['.safetensors'],
  c: ['.h'],
  js: ['.mjs', '.js'],
  html: ['.html', '.htm'],
};

/** Of `c`. */
export const weightTypes = ['float32', 'int8'] as const;
export type WeightType = (typeof weightTypes)[number];

/** The format that a file's name asks for; null where it asks for none. */
export function formatOfName(name: string): ExportFormat | null {
  const lower = name.toLowerCase();
  return (
    exportFormats.find((format) => extensions[format].some((extension) => lower.endsWith(extension))) ?? null
  );
}
