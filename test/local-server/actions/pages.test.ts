import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Constraints } from '../../../src/local-server/model/constraints.js';
import type { Input } from '../../../src/local-server/model/input.js';
import { readPage, turnPage } from '../../../src/local-server/actions/pages.js';

const INVALID = { name: 'InvalidParameterException', status: 400, rules: ['input'] };

/** One Describe call over these entries. */
function describePage<T>(all: readonly T[], input: Input): ReturnType<typeof turnPage<T>> {
  const constraints = new Constraints();
  const page = readPage(input, constraints);
  constraints.check();
  return turnPage(all, page);
}

describe('pages', () => {
  it('lead through all entries once and in order, each page as full as its limit', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 50 }), (count, limit) => {
        const all = Array.from({ length: count }, (_, index) => index);
        const pages: (readonly number[])[] = [];
        let nextToken: string | undefined;
        do {
          const page = describePage(all, { limit, nextToken });
          pages.push(page.items);
          ({ nextToken } = page);
        } while (nextToken !== undefined);
        assert.deepEqual(pages.flat(), all);
        assert.ok(pages.slice(0, -1).every(({ length }) => length === limit));
        assert.ok(count === 0 || pages.at(-1)?.length !== 0, 'the last page is not empty');
      }),
    );
  });

  it('have 50 entries when no limit is given', () => {
    const all = Array.from({ length: 51 }, (_, index) => index);
    for (const limit of [undefined, null]) {
      const { items, nextToken } = describePage(all, { limit });
      assert.equal(items.length, 50);
      assert.deepEqual(describePage(all, { nextToken }).items, [50]);
    }
  });

  it('have 1 to 50 entries', () => {
    const all = Array.from({ length: 60 }, (_, index) => index);
    for (const limit of [1, 50]) assert.equal(describePage(all, { limit }).items.length, limit);
    for (const limit of [-1, 0, 51]) assert.throws(() => describePage(all, { limit }), INVALID);
  });

  it('report a limit together with the other errors of a call', () => {
    const constraints = new Constraints();
    readPage({ limit: 51 }, constraints);
    constraints.required('log group name', 'logGroupName');
    assert.throws(() => constraints.check(), {
      message: /^2 validation errors detected: .*limit.*GroupName/,
    });
  });

  it('are empty and the last when entries were deleted after the token was given', () => {
    const { nextToken } = describePage(['a', 'b', 'c'], { limit: 2 });
    assert.deepEqual(describePage(['a'], { nextToken }), { items: [], nextToken: undefined });
  });

  it('cannot be reached by a token that was never given', () => {
    const { nextToken = '' } = describePage(['a', 'b'], { limit: 1 });
    for (const token of [
      '',
      '1',
      ` ${nextToken}`,
      `${nextToken}\n`,
      nextToken.replace('1', '-1'),
      'x'.repeat(99),
    ]) {
      assert.throws(() => describePage(['a', 'b'], { nextToken: token }), INVALID, JSON.stringify(token));
    }
  });

  it('need a whole number as the limit and a text as the token', () => {
    for (const input of [{ limit: '1' }, { limit: 1.5 }, { nextToken: 1 }, { nextToken: {} }]) {
      assert.throws(() => describePage([], input), { name: 'SerializationException' });
    }
  });
});
