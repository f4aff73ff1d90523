/**
 * Why a text with an object was not parsed, in one line. Engines quote the text, which in files of other kinds is
 * binary or nobody's business: it is quoted only if it is meant as JSON.
 */
export function jsonProblem(text: string, cause: unknown): string {
  if (text.trim() === '') return 'it is empty';
  if (!/^\s*\{/.test(text)) return 'it is not JSON';
  const message = String((cause as Error).message).replace(/\s+/g, ' ');
  return /^[\x20-\x7e]+$/.test(message) ? message : 'it is not valid JSON';
}
