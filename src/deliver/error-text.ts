import { readPath } from './read-path.js';

/** Errors within one error that are named: usually one for each address of a host. */
const MAX_NAMED = 6;

/** Deep enough for the causes that fetch and Node nest. */
const MAX_DEPTH = 3;

/**
 * The text of an error, in one line. An error that only wraps others (a connection tried at several addresses, a failed
 * fetch) says little: the errors in it have the codes and the addresses. Never throws.
 */
export function errorText(thrown: unknown, depth = 0): string {
  const message = readPath(thrown, 'message');
  const own = typeof message === 'string' ? message : '';
  const inner = depth < MAX_DEPTH ? innerTexts(thrown, depth).filter((text) => !own.includes(text)) : [];
  const parts = [own, ...new Set(inner)].filter((text) => text !== '');
  if (parts.length > 0) return parts.join('; ');
  const code = readPath(thrown, 'code');
  if (typeof code === 'string') return code;
  return typeof message === 'string' ? '' : `a value that is no Error was thrown (${typeof thrown})`;
}

function innerTexts(thrown: unknown, depth: number): string[] {
  const errors = readPath(thrown, 'errors');
  const cause = readPath(thrown, 'cause');
  const nested: unknown[] = Array.isArray(errors) ? errors.slice(0, MAX_NAMED) : [];
  if (cause !== undefined && cause !== null) nested.push(cause);
  return nested.filter((error) => typeof error === 'object').map((error) => errorText(error, depth + 1));
}
