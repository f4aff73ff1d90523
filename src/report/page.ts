/** The frame of a report: a single file without external resources or scripts. */

import { base64 } from '../exchange/base64.ts';
import { sha256Of } from '../sha256.ts';
import { version } from '../version.ts';
import { Html, html, nothing } from './html.ts';
import { styleSheet } from './style.ts';

/** Identifies a file as a report of nn, which another report may replace. */
export const reportMark = '<meta name="generator" content="nn report';

export interface ReportPage {
  /** Such as `Evaluation`. */
  readonly kind: string;
  /** The subject, such as a model's name. */
  readonly subject: string;
  /** The line below the heading. */
  readonly about: string;
  readonly content: readonly Html[];
  /** The interval in seconds at which a browser reloads it while it is being written. */
  readonly refresh?: number;
}

/**
 * A complete document. Its content security policy allows only embedded images and this style sheet: even if
 * something escaped the escaping, it could neither run nor send anything.
 */
export async function renderPage({ kind, subject, about, content, refresh }: ReportPage): Promise<string> {
  const hash = hexToBase64(await sha256Of(styleSheet));
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${new Html(`${reportMark} ${version}">`)}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh === undefined ? nothing : html`<meta http-equiv="refresh" content="${refresh}">\n`}<title>${kind}: ${subject}</title>
<style>${new Html(styleSheet)}</style>
</head>
<body>
<header>
<h1><span class="mark">nn</span> ${kind}: ${subject}</h1>
<p class="soft">${about}</p>
</header>
<main>
${content}
</main>
<footer>Made by nn ${version}. This file is self-contained: it loads nothing and runs no scripts.</footer>
</body>
</html>
`;
  return page.text;
}

function hexToBase64(hex: string): string {
  return base64(
    Uint8Array.from({ length: hex.length / 2 }, (_, n) => Number.parseInt(hex.slice(2 * n, 2 * n + 2), 16)),
  );
}

/** A section of a report, with its heading. */
export function section(title: string, ...content: readonly Html[]): Html {
  return html`<section>\n<h2>${title}</h2>\n${content}\n</section>\n`;
}

/** Key figures, the first one large. */
export function tiles(facts: readonly (readonly [name: string, value: string, note?: string])[]): Html {
  const items = facts.map(
    ([name, value, note], n) =>
      html`<div${n === 0 ? html` class="first"` : nothing}><dt>${name}</dt><dd>${value}${note === undefined ? nothing : html`<small>${note}</small>`}</dd></div>\n`,
  );
  return html`<dl class="tiles">\n${items}</dl>\n`;
}

/** A name and a value, which may be a command. */
export type Fact = readonly [name: string, value: string, kind?: 'command'];

/** How to reproduce it, or its origin. */
export function factSection(title: string, facts: readonly Fact[]): Html {
  const items = facts.map(
    ([name, value, kind]) =>
      html`<dt>${name}</dt><dd>${kind === 'command' ? html`<code>${value}</code>` : value}</dd>\n`,
  );
  return section(title, html`<dl class="facts">\n${items}</dl>\n`);
}

/** @param name of what it lists, for those who cannot see where it stands: it may scroll sideways, so it can be focused */
export function table(
  name: string,
  head: readonly string[],
  rows: readonly (readonly [string, ...(string | Html)[]])[],
  kind: 'numbers' | 'words' | 'trials' = 'numbers',
): Html {
  const body = rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
  );
  return html`<div class="scroll" role="group" aria-label="${name}" tabindex="0"><table class="${kind}">
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${body}</tbody></table></div>\n`;
}
