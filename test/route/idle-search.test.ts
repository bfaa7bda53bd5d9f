import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createIdleSearch, type Candidate } from '../../src/route/idle-search.js';

function candidate(of: string, idleAtMillis: number, lastUse: number): Candidate<string> {
  return { of, idleAtMillis, lastUse };
}

describe('idle-search', () => {
  it('finds the least recently used one that is idle', () => {
    const search = createIdleSearch<string>();
    const all = [candidate('a', 10, 3), candidate('b', 9, 2), candidate('c', 11, 1)];
    assert.equal(
      search(10, () => all),
      'b',
    );
    assert.equal(
      search(8, () => all),
      undefined,
    );
  });

  it('searches again only when one can have become idle, or the clock went back', () => {
    const search = createIdleSearch<string>();
    let looks = 0;
    const look = (): Candidate<string>[] => {
      looks++;
      return [candidate('a', 20, 1)];
    };
    for (const now of [10, 11, 19]) assert.equal(search(now, look), undefined);
    assert.equal(looks, 1);
    assert.equal(search(20, look), 'a');
    assert.equal(search(9, look), undefined);
    assert.equal(looks, 3);
  });

  it('finds one whenever one is idle, if none becomes idle before its time', () => {
    const waits = fc.array(fc.record({ wait: fc.nat(50), more: fc.array(fc.nat(100), { maxLength: 3 }) }));
    fc.assert(
      fc.property(waits, (steps) => {
        const search = createIdleSearch<number>();
        // The first search has all candidates: later ones become idle later.
        let now = 0;
        const all: Candidate<number>[] = [{ of: 0, idleAtMillis: 10, lastUse: 0 }];
        for (const { wait, more } of steps) {
          now += wait;
          const found = search(now, () => all);
          assert.equal(
            found !== undefined,
            all.some(({ idleAtMillis }) => idleAtMillis <= now),
          );
          const latest = Math.max(now, ...all.map(({ idleAtMillis }) => idleAtMillis));
          for (const later of more)
            all.push({ of: all.length, idleAtMillis: latest + later, lastUse: all.length });
        }
      }),
    );
  });
});
