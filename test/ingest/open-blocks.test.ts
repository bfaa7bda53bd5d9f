import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { Destination, EventBlock } from '../../src/events/model.js';
import type { OpenBlock } from '../../src/ingest/open-block.js';
import type { Route } from '../../src/route/route.js';
import { createOpenBlocks, type OpenBlocksParts } from '../../src/ingest/open-blocks.js';
import { bareBlock, destination, routeTo } from '../helpers/events.js';

const [a, b] = [routeTo(destination('a')), routeTo(destination('b'))];

/** Each open block becomes one block of so many events as it has timestamps. */
function setUp() {
  const add = sinon.stub<[Destination, EventBlock, unknown], number | Promise<number>>().returns(0);
  const [accepted, lost] = [sinon.spy(), sinon.spy()];
  const finish = sinon
    .stub<[OpenBlock], EventBlock[]>()
    .callsFake(({ timestamps }) => [bareBlock(timestamps)]);
  const parts: OpenBlocksParts = {
    events: { finish },
    outbox: { add },
    accepted,
    lost,
  };
  const blocks = createOpenBlocks(parts);
  return { blocks, add, accepted, lost, finish };
}

describe('open-blocks', () => {
  it('has one open block a stream until the commit, and adds it to the outbox then', () => {
    const { blocks, add, accepted } = setUp();
    blocks.blockOf(a).timestamps.push(1, 2);
    blocks.blockOf(b).timestamps.push(3);
    blocks.blockOf(a).timestamps.push(4);
    assert.equal(blocks.commit(), 0);
    assert.deepEqual(
      add.args.map(([to, { ends }]) => [to, ends.length]),
      [
        [a.destination, 3],
        [b.destination, 1],
      ],
    );
    assert.deepEqual(accepted.args, [[3], [1]]);
    assert.equal(blocks.commit(), 0);
    sinon.assert.calledTwice(add);
  });

  it('keeps blocks of their own apart from those of the next commit', () => {
    const { blocks, add } = setUp();
    const apart = new Map<Route, OpenBlock>();
    blocks.blockOf(a).timestamps.push(1);
    blocks.blockOf(a, apart).timestamps.push(2, 3);
    blocks.addAll(apart);
    assert.deepEqual(
      add.args.map(([, { ends }]) => ends.length),
      [2],
    );
    void blocks.commit();
    assert.deepEqual(
      add.args.map(([, { ends }]) => ends.length),
      [2, 1],
    );
  });

  it('counts with a commit what was refused since the last one, at once or later', async () => {
    const { blocks, add } = setUp();
    add.onFirstCall().returns(2);
    add.onSecondCall().resolves(3);
    const full = blocks.blockOf(a);
    full.full.push(bareBlock([1]), { ...bareBlock([2]), bytes: new Uint8Array(7) });
    blocks.addFull(a, full);
    assert.deepEqual(full.full, []);
    assert.equal(blocks.unansweredBytes, 7);
    assert.equal(await blocks.commit(), 5);
    await blocks.answered();
    assert.equal(blocks.unansweredBytes, 0);
    assert.equal(await blocks.commit(), 0);
  });

  it('expects of a stream a block of the size of its last one', () => {
    const { blocks, finish } = setUp();
    const allocated: number[] = [];
    const memory = {
      allocate(length: number) {
        allocated.push(length);
        return Buffer.alloc(length);
      },
      free: () => undefined,
    };
    finish.onFirstCall().returns([{ ...bareBlock([1]), bytes: new Uint8Array(8_000) }]);
    blocks.blockOf(a);
    void blocks.commit();

    for (const route of [a, b]) blocks.blockOf(route).copy(Buffer.alloc(1), 1, 'a piece', memory);

    assert.deepEqual(allocated, [9_000, 4_096]);
  });

  it('counts a block that cannot be joined as lost, and adds the others', () => {
    const { blocks, add, lost, finish } = setUp();
    finish.onFirstCall().throws(new RangeError('no memory'));
    blocks.blockOf(a).timestamps.push(1, 2);
    blocks.blockOf(b).timestamps.push(3);
    assert.equal(blocks.commit(), 0);
    sinon.assert.calledOnce(add);
    sinon.assert.calledOnceWithMatch(lost, a.destination, { count: 2 }, 'encode_failed', {
      code: 'CWL_EVENTS_NOT_JOINED',
    });
  });
});
