import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { SEVERITY_LEVELS } from '../../src/events/severity.js';
import {
  levelsByScope,
  minSeverity,
  scopePattern,
  severityLevel,
  severityName,
} from '../../src/options/severity-checks.js';

describe('severity-checks: severityLevel', () => {
  it('finds each level in any case, and no other word', () => {
    for (const level of SEVERITY_LEVELS) {
      assert.equal(severityLevel(level.toLowerCase()), level);
      assert.equal(severityLevel(level), level);
    }
    assert.equal(severityLevel('verbose'), undefined);
    assert.equal(severityLevel(''), undefined);
  });
});

describe('severity-checks: severityName', () => {
  it('accepts a level, and names an invalid value', () => {
    assert.deepEqual(severityName('x', 'warn'), []);
    assert.match(severityName('x', 'loud').join(), /x: .*"loud"/);
    assert.equal(severityName('x', 13).length, 1);
  });
});

describe('severity-checks: scopePattern', () => {
  it('accepts a name with one star at its end', () => {
    for (const right of ['default', 'http', 'http.*', 'a b']) assert.deepEqual(scopePattern('x', right), []);
    for (const wrong of ['', '*', 'a*b', '*.http', 'a**']) assert.equal(scopePattern('x', wrong).length, 1);
  });
});

describe('severity-checks: minSeverity', () => {
  it('accepts a level, or levels by scope', () => {
    assert.deepEqual(minSeverity('minSeverity', 'info'), []);
    assert.deepEqual(minSeverity('minSeverity', { default: 'INFO', 'http.*': 'WARN' }), []);
    assert.deepEqual(minSeverity('minSeverity', {}), []);
  });

  it('lists each mistake with its scope', () => {
    const mistakes = minSeverity('minSeverity', { 'a*b': 'INFO', http: 'loud' });
    assert.equal(mistakes.length, 2);
    assert.match(mistakes.join('\n'), /minSeverity\["?'?http/);
    assert.equal(minSeverity('minSeverity', 9).length, 1);
    assert.equal(minSeverity('minSeverity', null).length, 1);
  });
});

describe('severity-checks: levelsByScope', () => {
  it('returns levels in upper case, whatever their case was', () => {
    const level = fc.constantFrom(...SEVERITY_LEVELS);
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), level), (levels) => {
        const given = Object.fromEntries(
          Object.entries(levels).map(([scope, name]) => [scope, name.toLowerCase()] as const),
        );
        assert.deepEqual(levelsByScope(given as Parameters<typeof levelsByScope>[0]), { ...levels });
      }),
    );
    assert.deepEqual(levelsByScope('warn'), { default: 'WARN' });
  });
});
