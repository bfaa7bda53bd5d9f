/** Longer texts are cut in messages. */
const MAX_QUOTED_LENGTH = 80;

/** The text in quotes for a message: cut if long, and without control sequences for a terminal. */
export function quote(text: string): string {
  const shown = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}...` : text;
  // JSON escapes C0 and lone surrogates, but not DEL, C1 and the two line separators.
  return JSON.stringify(shown).replace(/[\u007f-\u009f\u2028\u2029]/g, escapeCharacter);
}

/** As in JSON, for a character of one code unit. */
export function escapeCharacter(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
