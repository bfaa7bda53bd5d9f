import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  createTimeRenderer,
  minuteOf,
  parseTimeFormat,
} from '../../../src/options/name-template/time-format.js';
import { SOME_TIME } from '../../route/records.js';

function format(text: string, millis: number): string {
  return createTimeRenderer(parseTimeFormat(text))(millis);
}

describe('time-format', () => {
  it('renders year, month, day, hour, minute and day of the year in UTC', () => {
    assert.equal(format('%Y %m %d %H %M %j', SOME_TIME), '2026 11 21 09 08 325');
  });

  it('renders %% as a percent sign and other text as it is', () => {
    assert.equal(format('%%Y-%Y.x', SOME_TIME), '%Y-2026.x');
  });

  it('pads every field', () => {
    assert.equal(format('%Y%m%d%H%M%j', Date.UTC(2001, 0, 2, 3, 4)), '200101020304002');
  });

  it('handles the last day of a leap year', () => {
    assert.equal(format('%j', Date.UTC(2024, 11, 31)), '366');
    assert.equal(format('%j', Date.UTC(2023, 11, 31)), '365');
  });

  it('rejects an unknown field and lists the known ones', () => {
    assert.throws(() => parseTimeFormat('%Y-%S'), /expected %Y, %m, %d, %H, %M, %j or %% .* got "%S"/);
  });

  it('rejects names that every object has', () => {
    assert.throws(() => parseTimeFormat('%c'), /got "%c"/);
  });

  it('rejects a percent sign at the end', () => {
    assert.throws(() => parseTimeFormat('%Y%'), /got "%"/);
  });

  it('rejects an empty format', () => {
    assert.throws(() => parseTimeFormat(''), /got nothing/);
  });

  it('renders a minute once, and the next minute again', () => {
    let rendered = 0;
    const render = createTimeRenderer([() => String(++rendered)]);
    assert.equal(render(60_000), '1');
    assert.equal(render(119_999), '1');
    assert.equal(render(120_000), '2');
    assert.equal(render(60_000), '3');
  });

  it('agrees with Date.prototype.toISOString at any time', () => {
    const date = fc.date({ min: new Date(0), max: new Date(Date.UTC(9999, 11, 31)), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(date, { minLength: 1 }), (dates) => {
        const render = createTimeRenderer(parseTimeFormat('%Y-%m-%dT%H:%M'));
        for (const one of dates) assert.equal(render(one.getTime()), one.toISOString().slice(0, 16));
      }),
    );
  });

  it('counts minutes downwards before the epoch', () => {
    assert.equal(minuteOf(-1), -1);
    assert.equal(minuteOf(59_999), 0);
    assert.equal(minuteOf(60_000), 1);
  });
});
