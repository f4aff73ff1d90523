/** The export formats. */

export const exportFormats = ['onnx', 'safetensors', 'c', 'js', 'html'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** File extensions of each format. */
export const extensions: Readonly<Record<ExportFormat, readonly string[]>> = {
  onnx: ['.onnx'],
  safetensors: ['.safetensors'],
  c: ['.h'],
  js: ['.mjs', '.js'],
  html: ['.html', '.htm'],
};

/** Only for `c`. */
export const weightTypes = ['float32', 'int8'] as const;
export type WeightType = (typeof weightTypes)[number];

/** The format implied by a file name; null if there is none. */
export function formatOfName(name: string): ExportFormat | null {
  const lower = name.toLowerCase();
  return (
    exportFormats.find((format) => extensions[format].some((extension) => lower.endsWith(extension))) ?? null
  );
}
