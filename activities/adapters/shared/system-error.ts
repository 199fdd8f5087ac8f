/** The system's code of an error (`ENOENT`), where it has one. Asks the shape: errors of other realms are errors too. */
export function codeOf(error: unknown): string | undefined {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : undefined;
}
