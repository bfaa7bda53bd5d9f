import assert from 'node:assert/strict';
import { stub } from 'sinon';
import * as entries from '../src/index.js';

describe('edge', () => {
  it('exports what the entries export, prints one line, and sends nothing', async () => {
    const warn = stub(console, 'warn');
    const edge = await import('../src/edge.js').finally(() => warn.restore());

    assert.equal(warn.callCount, 1);
    assert.match(String(warn.firstCall.args[0]), /NEXT_RUNTIME === 'nodejs'/);
    for (const name of Object.keys(entries)) assert.ok(name in edge, name);
    assert.equal(edge.shareLoggerProvider().apiLogs, false);
    const nothing = new edge.CloudWatchLogRecordProcessor();
    assert.equal(nothing.enabled(), false);
    nothing.onEmit();
    nothing.export([], ({ code, error }) => {
      assert.equal(code, 1);
      assert.match(error?.message ?? '', /^CWL_EDGE_RUNTIME: /);
    });
    await nothing.forceFlush();
    await nothing.shutdown();
    await assert.rejects(edge.startLocalServer(), /^Error: CWL_EDGE_RUNTIME: /);
  });
});
