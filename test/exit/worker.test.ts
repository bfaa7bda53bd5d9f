import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { describeWithSqlite } from '../durable/helpers/with-sqlite.js';
import { sendOne } from './helpers.js';

describeWithSqlite('worker', import.meta.url, () => {
  it('sends the events, reports their answers, and sets the flag', async () => {
    await using server = await startLocalServer();

    const { replies, isDone } = await sendOne(server, {});

    assert.equal(isDone, true);
    assert.deepEqual(replies, [{ kind: 'answered', events: [[0, 0, 1]] }]);
    assert.deepEqual(
      server.events().map(({ message }) => message),
      ['one'],
    );
  });

  it('reports why no attempt follows, and sets the flag', async () => {
    await using server = await startLocalServer({
      faults: [{ kind: 'deny', actions: ['PutLogEvents'] }],
    });

    const { replies, isDone } = await sendOne(server, {});

    assert.equal(isDone, true);
    assert.deepEqual(
      replies.map(({ kind }) => kind),
      ['failed'],
    );
  });

  it('reports its own failure, and sets the flag so that nothing waits without end', async () => {
    await using server = await startLocalServer();

    // A stream whose blocks cannot be read.
    const { replies, isDone } = await sendOne(server, {}, { blocks: undefined });

    assert.equal(isDone, true);
    assert.match(replies[0]?.kind === 'failed' ? replies[0].message : '', /^The thread failed: /);
  });
});
