/**
 * HTML templates: every value is escaped unless it is already HTML, so that file and class names cannot inject
 * markup.
 */

/**
 * Characters not allowed in HTML or SVG: C0 controls except tab and newline, lone surrogates, and two noncharacters.
 */
const IMPOSSIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

/** Bidirectional marks and overrides, with which a name could reverse the text next to it. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Removes characters that are not allowed in a document. */
export function plainText(text: string): string {
  return text.replace(IMPOSSIBLE, '\ufffd').replace(DIRECTION, '\ufffd');
}

/** Markup, which is not escaped again. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlValue = string | number | Html | readonly HtmlValue[];

/** A template whose values are escaped; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const pieces = parts.map((part, n) => (n === 0 ? part : markup(values[n - 1]) + part));
  return new Html(pieces.join(''));
}

function markup(value: HtmlValue): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return plainText(value).replace(/[&<>"']/g, (mark) => ENTITIES[mark]);
  return typeof value === 'number' ? String(value) : value.map(markup).join('');
}

export const nothing: Html = new Html('');
