import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Constraints } from '../../../src/local-server/model/constraints.js';
import { ServiceError } from '../../../src/local-server/model/service-error.js';

const DIGITS = { regex: /^\d*$/, text: '[0-9]*' };

/** The error of a call, undefined when nothing was violated. */
function errorOf(fill: (constraints: Constraints) => void): ServiceError | undefined {
  const constraints = new Constraints();
  fill(constraints);
  try {
    constraints.check();
  } catch (error) {
    assert.ok(error instanceof ServiceError);
    return error;
  }
  return undefined;
}

describe('constraints', () => {
  it('throw nothing when none is violated', () => {
    assert.equal(
      errorOf((constraints) => {
        constraints.string('input', 'a', '12', { min: 2, max: 2, pattern: DIGITS });
        constraints.string('input', 'b', '', {});
        constraints.range('input', 'c', 5, 5, 5);
        constraints.oneOf('input', 'd', 3, [1, 3]);
      }),
      undefined,
    );
  });

  it('put one violation in the words of the service', () => {
    const error = errorOf((constraints) => constraints.required('message', 'logEvents.1.member.message'));
    assert.equal(
      error?.message,
      "1 validation error detected: Value null at 'logEvents.1.member.message' failed to satisfy constraint: Member must not be null",
    );
    assert.deepEqual(
      [error.name, error.status, error.rules],
      ['InvalidParameterException', 400, ['message']],
    );
  });

  it('collect all violations in one error, and name each broken rule once', () => {
    const error = errorOf((constraints) => {
      constraints.string('tags', 'key', 'abc', { max: 2, pattern: DIGITS });
      constraints.oneOf('retention', 'days', 2, [1, 3]);
    });
    assert.equal(
      error?.message,
      "3 validation errors detected: Value 'abc' at 'key' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]*; " +
        "Value 'abc' at 'key' failed to satisfy constraint: Member must have length less than or equal to 2; " +
        "Value '2' at 'days' failed to satisfy constraint: Member must satisfy enum value set: [1, 3]",
    );
    assert.deepEqual(error.rules, ['tags', 'retention']);
  });

  it('hold a length and a number to both bounds, which are inclusive', () => {
    const bound = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(bound, bound, bound, (value, min, max) => {
        const text = '9'.repeat(value);
        const expected = [value < min && 'greater', value > max && 'less'].filter((word) => word !== false);
        for (const error of [
          errorOf((constraints) => constraints.string('input', 'x', text, { min, max })),
          errorOf((constraints) => constraints.length('input', 'x', '[list]', value, min, max)),
          errorOf((constraints) => constraints.range('input', 'x', value, min, max)),
        ]) {
          assert.deepEqual(error?.message.match(/greater|less/g) ?? [], expected);
        }
      }),
    );
  });

  it('count the length of a text in UTF-16 units', () => {
    for (const [text, length] of [
      ['a', 1],
      ['é', 1],
      ['語', 1],
      ['😀', 2],
    ] as const) {
      const check = (max: number) =>
        errorOf((constraints) => constraints.string('input', 'x', text, { max }));
      assert.deepEqual([check(length), check(length - 1)?.rules], [undefined, ['input']], text);
    }
  });

  it('count every violation, but describe no more than 1,000', () => {
    for (const count of [999, 1_000, 1_001]) {
      const error = errorOf((constraints) => {
        for (let at = 1; at <= count; at += 1) constraints.required('message', `logEvents.${at}`);
      });
      assert.ok(error !== undefined && error.message.startsWith(`${count} validation errors detected: `));
      assert.equal(error.message.split('; ').length, Math.min(count, 1_000));
    }
  });
});
