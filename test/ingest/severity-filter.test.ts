import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { leastNumberOf, SEVERITY_LEVELS, type SeverityLevel } from '../../src/events/severity.js';
import { createSeverityFilter } from '../../src/ingest/severity-filter.js';

describe('severity-filter', () => {
  it('returns one level for all scopes', () => {
    assert.equal(createSeverityFilter({ default: 'WARN' })('any'), 13);
  });

  it('returns 0 without a level', () => {
    assert.equal(createSeverityFilter({})('any'), 0);
    assert.equal(createSeverityFilter({ http: 'INFO' })('https'), 0);
  });

  it('prefers the name to any prefix, and the longest prefix to others', () => {
    const least = createSeverityFilter({
      default: 'INFO',
      '*': 'TRACE',
      'http.*': 'WARN',
      'http.client.*': 'ERROR',
      'http.client': 'DEBUG',
      'http.client.x': 'FATAL',
    });
    assert.deepEqual(
      ['db', 'http', 'http.', 'http.server', 'http.client', 'http.client.y', 'http.client.x'].map(least),
      [1, 1, 13, 13, 5, 17, 21],
    );
  });

  it('returns the same for any order of the levels, and repeatedly, as an oracle that checks each', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4 });
    const pattern = fc.tuple(name, fc.boolean()).map(([text, isPrefix]) => (isPrefix ? `${text}*` : text));
    const levels = fc.uniqueArray(fc.tuple(pattern, fc.constantFrom(...SEVERITY_LEVELS)), {
      selector: ([text]) => text,
    });
    fc.assert(
      fc.property(levels, fc.array(name), (given: [string, SeverityLevel][], scopes) => {
        const least = createSeverityFilter(Object.fromEntries(given));
        for (const scope of [...scopes, ...scopes]) {
          let [longest, expected] = [-1, 0];
          for (const [text, level] of given) {
            const matches = text.endsWith('*') ? scope.startsWith(text.slice(0, -1)) : text === scope;
            const weight = text.endsWith('*') ? text.length - 1 : Infinity;
            if (matches && weight > longest) [longest, expected] = [weight, leastNumberOf(level)];
          }
          assert.equal(least(scope), expected);
        }
      }),
    );
  });
});
