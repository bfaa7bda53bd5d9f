import assert from 'node:assert/strict';
import { Recorder } from '../../src/local-server/recorder.js';

describe('recorder', () => {
  it('keeps at least the last 100,000 calls, in the array that callers hold', () => {
    const recorder = new Recorder();
    const { calls } = recorder;
    const total = 250_000;
    for (let time = 0; time < total; time += 1) {
      recorder.addCall({ action: 'x', input: {}, wireBytes: 0, bodyBytes: 0, gzip: false, time });
    }
    assert.ok(calls.length >= 100_000 && calls.length <= 110_000);
    assert.equal(calls.at(-1)?.time, total - 1);
    assert.equal(calls[0]?.time, total - calls.length);
  });

  it('keeps at least the last 10,000 violations', () => {
    const recorder = new Recorder();
    for (let time = 0; time < 25_000; time += 1) {
      recorder.addViolation({ rule: 'message', message: '', action: 'x', time });
    }
    assert.ok(recorder.violations.length >= 10_000 && recorder.violations.length <= 11_000);
  });
});
