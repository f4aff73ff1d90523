/** Copies the text of an element, and selects it. */
export async function copy(element: HTMLElement): Promise<void> {
  getSelection()?.selectAllChildren(element);
  try {
    await navigator.clipboard.writeText(element.textContent ?? '');
  } catch {
    document.execCommand('copy'); // a page loaded over plain HTTP has no clipboard
  }
}
