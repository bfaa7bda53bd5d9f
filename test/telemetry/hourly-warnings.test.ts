import assert from 'node:assert/strict';
import { createHourlyWarnings } from '../../src/telemetry/hourly-warnings.js';
import { type Message, messageOf } from '../../src/messages/message.js';

const HOUR = 3_600_000;
const A = messageOf('CWL_RECORD_SHORTENED');
const B = messageOf('CWL_ON_LOSS_THREW');

describe('hourly-warnings', () => {
  it('warns once an hour for each code', () => {
    let elapsed = 0;
    const said: Message[] = [];
    const warn = createHourlyWarnings({ elapsed: () => elapsed, warn: (message) => said.push(message) });

    warn(A);
    warn(B);
    elapsed = HOUR - 1;
    warn(A);
    elapsed = HOUR;
    warn(A);
    elapsed = 2 * HOUR - 1;
    warn(A);
    elapsed = 10 * HOUR;
    warn(A);

    assert.deepEqual(said, [A, B, A, A]);
  });
});
