import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { showTraces } from '../../../src/cli/demo/traces.js';
import type { Terminal } from '../../../src/cli/command/terminal.js';

const print = sinon.spy();
const terminal: Terminal = {
  columns: 100,
  isLive: false,
  print,
  live: () => assert.fail(),
  note: () => assert.fail(),
  style: (_, text) => text,
};

function event(time: number, traceId: string, severityText: string, body: string) {
  return {
    time,
    message: JSON.stringify({ traceId, severityText, body, scope: { name: 'instrumentation-pino' } }),
  };
}

describe('traces: showTraces', () => {
  it('shows the trace that failed and one that succeeded, each in order of time', () => {
    showTraces(terminal, [
      event(5, 'good', 'info', 'paid'),
      event(20, 'bad', 'error', 'failed'),
      event(12, 'bad', 'debug', 'charging'),
      event(3, 'good', 'info', 'asked'),
    ]);
    const lines = print.args.map(([line]) => String(line).trim().replaceAll(/ +/g, ' '));
    assert.deepEqual(lines, [
      'One trace through pino: bad',
      '+0 ms debug pino charging',
      '+8 ms error pino failed',
      'One that went well, without its debug record: good',
      '+0 ms info pino asked',
      '+2 ms info pino paid',
    ]);
  });
});
