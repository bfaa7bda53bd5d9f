import type { Constraints } from '../model/constraints.js';
import { asInteger, asString, type Input } from '../model/input.js';
import { MAX_DESCRIBE_ITEMS } from '../model/limits.js';
import { invalidParameter } from '../model/service-error.js';

interface Page {
  readonly start: number;
  readonly limit: number;
}

/** One page of a Describe call. The token is the index of the next entry; callers must treat it as opaque. */
export function readPage(input: Input, constraints: Constraints): Page {
  const limit = asInteger(input['limit']) ?? MAX_DESCRIBE_ITEMS;
  constraints.range('input', 'limit', limit, 1, MAX_DESCRIBE_ITEMS);
  const token = asString(input['nextToken']);
  if (token !== undefined && !/^page-\d{1,9}$/.test(token)) {
    throw invalidParameter('The specified nextToken is invalid.', 'input');
  }
  return { start: token === undefined ? 0 : Number(token.slice('page-'.length)), limit };
}

export function turnPage<T>(
  all: readonly T[],
  { start, limit }: Page,
): { items: readonly T[]; nextToken: string | undefined } {
  const end = start + limit;
  return { items: all.slice(start, end), nextToken: end < all.length ? `page-${end}` : undefined };
}
