import { describe, expect, test } from 'vitest';
import { Html, html, plainText } from '../../src/report/html.ts';
import { renderPage, reportMark } from '../../src/report/page.ts';
import { styleSheet } from '../../src/report/style.ts';
import { colours } from '../../src/report/theme.ts';
import { readDocument } from '../support/markdown.ts';

describe('html', () => {
  test('escapes what is put in, once', () => {
    const name = `<script>alert("1 & 2")</script>'`;
    const made = html`<p title="${name}">${html`<b>${name}</b>`}${[name, 7]}</p>`;
    const safe = '&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;&#39;';
    expect(made.text).toBe(`<p title="${safe}"><b>${safe}</b>${safe}7</p>`);
  });

  test('leaves no character that a document may not hold, or that turns its text around', () => {
    expect(plainText('a\u0000b\u001bc\u202ed\ud800e\tf\né數🙂')).toBe(
      'a\ufffdb\ufffdc\ufffdd\ufffde\tf\né數🙂',
    );
  });
});

describe('a page', () => {
  test('says whose it is near its beginning, and lets nothing run or load', async () => {
    const text = await renderPage({ kind: 'Test', subject: '</title><script>', about: '', content: [] });
    expect(text.slice(0, 1024)).toContain(reportMark);
    expect(text).toContain('<title>Test: &lt;/title&gt;&lt;script&gt;</title>');
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    expect(policy).toMatch(
      /^default-src &#39;none&#39;; style-src &#39;sha256-[\w+/]{43}=&#39;; img-src data:;/,
    );
    expect(text).not.toMatch(/<script|http-equiv="refresh"|\sstyle=|https?:/);
    expect(new Html(styleSheet).text).not.toMatch(/@import|url\(/);
  });

  test('has the colours of the page that nn serve shows', () => {
    const sheet = readDocument('web/src/styles/base.css');
    const [light, dark] = sheet.split('data-theme="dark"');
    for (const [part, theme] of [
      [light, colours.light],
      [dark, colours.dark],
    ] as const) {
      for (const [name, colour] of Object.entries(theme)) expect(part).toContain(`--${name}: ${colour};`);
    }
  });
});
