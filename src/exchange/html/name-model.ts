/**
 * Tells the page that its initial model is not the one that ships with nn.
 * @param html index.html of the built page
 * @param name what the page calls the model
 * @param path of its file, relative to the page; by default the page's own model file holds it
 */
export function nameModel(html: string, name: string, path?: string): string {
  const where = path === undefined ? '' : ` data-path="${escaped(path)}"`;
  return html.replace('</head>', () => `<meta name="nn-model" content="${escaped(name)}"${where}>\n</head>`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
