/** The beginning of a text, at most so long. An emoji that would be cut in half is left out. */
export function beginningOf(text: string, maxLength: number): string {
  const isSplit = (text.codePointAt(maxLength - 1) ?? 0) > 0xffff;
  return text.slice(0, isSplit ? maxLength - 1 : maxLength);
}
