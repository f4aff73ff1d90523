/** A figure: its description, and how it is drawn, in a page or as a separate file. */

import * as Plot from '@observablehq/plot';
import { plainText } from './html.ts';
import type { Theme } from './theme.ts';
import type { ReportTools } from './tools.ts';

export interface Figure {
  /** The file name without extension. */
  readonly name: string;
  readonly title: string;
  /** The text alternative. */
  readonly description: string;
  plot(theme: Theme): Plot.PlotOptions;
  /** For the parts that are links, in order: their targets. */
  readonly links?: readonly string[];
}

/** The subset of the DOM used here; portable code has no DOM types. */
interface Element {
  readonly tagName: string;
  readonly attributes: { readonly length: number; item(n: number): { readonly name: string } | null };
  readonly firstChild: Element | null;
  readonly ownerDocument: { createElementNS(space: string, name: string): Element };
  getElementsByTagName(name: string): { readonly length: number; item(n: number): Element | null };
  getAttributeNS(space: string, name: string): string | null;
  removeAttributeNS(space: string, name: string): void;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  removeChild(child: Element): void;
  insertBefore(child: Element, before: Element | null): void;
}

const XLINK = 'http://www.w3.org/1999/xlink';
const SVG = 'http://www.w3.org/2000/svg';
const FONT_SIZE = 13;

/** The figure as SVG. */
export function draw(figure: Figure, theme: Theme, tools: ReportTools): string {
  const options = { ...figure.plot(theme), document: tools.document as never, className: 'plot' };
  const svg = Plot.plot(options) as unknown as Element;
  // Removes its style sheet: the page has its own, and SVG renderers do not support `:where`.
  for (const style of elements(svg, 'style')) svg.removeChild(style);
  for (const element of elements(svg, '*')) withoutAria(element);
  svg.setAttribute('color', theme.soft);
  svg.setAttribute('font-family', theme.font);
  svg.setAttribute('font-size', String(FONT_SIZE));
  svg.setAttribute('aria-label', plainText(figure.description));
  const links = elements(svg, 'a');
  svg.setAttribute('role', links.length === 0 ? 'img' : 'group');
  for (const [n, link] of links.entries()) {
    const target = link.getAttributeNS(XLINK, 'href') ?? '';
    link.removeAttributeNS(XLINK, 'href');
    link.setAttribute('href', target);
    link.setAttribute('aria-label', plainText(figure.links?.[n] ?? ''));
  }
  if (theme.file) svg.insertBefore(background(svg, theme.surface), svg.firstChild);
  return tools.serialize(svg);
}

function elements(parent: Element, name: string): Element[] {
  const found = parent.getElementsByTagName(name);
  return Array.from({ length: found.length }, (_, n) => found.item(n)).filter((element) => element !== null);
}

/**
 * Removes names of marks, which are for screen readers that traverse a figure; these figures have a single
 * description.
 */
function withoutAria(element: Element): void {
  const names = Array.from({ length: element.attributes.length }, (_, n) => element.attributes.item(n)?.name);
  for (const name of names) if (name?.startsWith('aria-')) element.removeAttribute(name);
}

function background(svg: Element, colour: string): Element {
  const rectangle = svg.ownerDocument.createElementNS(SVG, 'rect');
  rectangle.setAttribute('width', '100%');
  rectangle.setAttribute('height', '100%');
  rectangle.setAttribute('fill', colour);
  return rectangle;
}

/** Maximum number of characters of a name on an axis. */
const LONGEST_NAME = 12;

/** Shortens a name for an axis. */
export function shortName(name: string): string {
  const text = plainText(name);
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

/** The approximate width of a text in pixels. */
export function textWidth(text: string): number {
  return text.length * FONT_SIZE * 0.56;
}
