/** What names a mirror in a message: its host, if it has one. */
export function hostOf(mirror: string): string {
  return (URL.canParse(mirror) && new URL(mirror).host) || mirror;
}
