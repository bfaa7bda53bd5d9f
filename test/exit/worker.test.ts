import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { describeWithSqlite } from '../durable/helpers/with-sqlite.js';
import { sendOne } from './helpers.js';

describeWithSqlite('worker', import.meta.url, () => {
  it('sends what it is given, says what has its answer, and sets the flag', async () => {
    await using server = await startLocalServer();

    const { replies, isDone } = await sendOne(server, {});

    assert.equal(isDone, true);
    assert.deepEqual(replies, [{ kind: 'answered', events: [[0, 0, 1]] }]);
    assert.deepEqual(
      server.events().map(({ message }) => message),
      ['one'],
    );
  });

  it('says why nothing more will be tried, and sets the flag', async () => {
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

  it('says that it failed itself, and sets the flag: nobody waits for it in vain', async () => {
    await using server = await startLocalServer();

    // A stream without blocks that can be read.
    const { replies, isDone } = await sendOne(server, {}, { blocks: undefined });

    assert.equal(isDone, true);
    assert.match(replies[0]?.kind === 'failed' ? replies[0].message : '', /^The thread failed: /);
  });
});
