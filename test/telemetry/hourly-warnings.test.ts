import assert from 'node:assert/strict';
import { createHourlyWarnings } from '../../src/telemetry/hourly-warnings.js';

const HOUR = 3_600_000;

describe('createHourlyWarnings', () => {
  it('warns once an hour for each cause', () => {
    let elapsed = 0;
    const said: string[] = [];
    const warn = createHourlyWarnings({ elapsed: () => elapsed, warn: (message) => said.push(message) });

    warn('a', 'first');
    warn('b', 'other');
    elapsed = HOUR - 1;
    warn('a', 'too soon');
    elapsed = HOUR;
    warn('a', 'second');
    elapsed = 2 * HOUR - 1;
    warn('a', 'too soon again');
    elapsed = 10 * HOUR;
    warn('a', 'third');

    assert.deepEqual(said, ['first', 'other', 'second', 'third']);
  });
});
