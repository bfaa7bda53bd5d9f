import type { MessageEntry } from './entry.js';
import { MESSAGES } from './table.js';

/** The stable name of a message: users search for it, and programs compare it. */
export type Code = keyof typeof MESSAGES;

/** A message to a user. */
export interface Message {
  readonly code: Code;
  readonly text: string;
}

type KeysIn<Text extends string> = Text extends `${string}{${infer Key}}${infer Rest}`
  ? Key | KeysIn<Rest>
  : never;

/** The facts that a message needs. */
export type FactsOf<C extends Code> = {
  readonly [Key in KeysIn<(typeof MESSAGES)[C]['text' | 'fix']>]: string | number;
};

/** Makes a message from the table: its text, then what to do. Pure. */
export function messageOf<C extends Code>(
  code: C,
  ...[facts]: keyof FactsOf<C> extends never ? [] : [FactsOf<C>]
): Message {
  return messageWith(code, facts ?? {});
}

/** As `messageOf`, for a code that is chosen at run time. */
export function messageWith(code: Code, facts: Facts): Message {
  const { text }: MessageEntry = MESSAGES[code];
  return { code, text: `${withFacts(text, facts).trimEnd()} ${fixOf(code, facts)}`.trimEnd() };
}

/** What to do, from the table. */
export function fixOf(code: Code, facts: Facts): string {
  const { fix }: MessageEntry = MESSAGES[code];
  return withFacts(fix, facts);
}

type Facts = Readonly<Record<string, string | number>>;

/** In one pass: a fact that looks like a placeholder is not replaced. */
function withFacts(template: string, facts: Facts): string {
  return template.replaceAll(/\{(\w+)\}/g, (placeholder, key: string) => String(facts[key] ?? placeholder));
}

/** An error with the code of its message. */
export class CodedError extends Error {
  readonly code: Code;

  constructor({ code, text }: Message, options?: ErrorOptions) {
    super(text, options);
    this.code = code;
  }
}

/** The application passed an invalid value. */
export class CodedTypeError extends TypeError {
  readonly code: Code;

  constructor({ code, text }: Message) {
    super(text);
    this.code = code;
  }
}
