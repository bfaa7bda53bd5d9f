import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createLogGroup } from '../../../src/local-server/actions/groups.js';
import { createLogStream } from '../../../src/local-server/actions/streams.js';
import { NOBODY } from '../../../src/local-server/model/observer.js';
import { Store } from '../../../src/local-server/model/store.js';
import { GROUP, NOW } from '../helpers.js';

const CONTEXT = { ...NOBODY, reject: NOBODY.rejected, report: assert.fail, now: () => NOW };
const NOTICE = '1 log record was lost here: too_old';

/** Creates the group if there is none, and the stream. */
function create(store: Store, logStreamName: string): void {
  const context = { ...CONTEXT, store };
  if (!store.groups.has(GROUP)) createLogGroup({ logGroupName: GROUP }, context);
  createLogStream({ logGroupName: GROUP, logStreamName }, context);
}

function storeOf(maxEvents: number, maxBytes = 1_000, onStored = (): void => undefined): Store {
  const store = new Store({ maxEvents, maxBytes }, onStored);
  for (const name of ['a', 'b']) create(store, name);
  return store;
}

/** One accepted call; gives the number of its last event. */
function put(store: Store, name: string, ...messages: string[]): number {
  const stream = store.stream(GROUP, name);
  const events = messages.map((message) => ({ timestamp: NOW, message }));
  store.append(stream, events, messages.join('').length, NOW + 1);
  return stream.log.sorted().at(-1)?.sequence ?? Number.NaN;
}

function messagesIn(store: Store): string[] {
  const events = [...store.group(GROUP).streams.values()].flatMap(({ log }) => log.sorted());
  return events.toSorted((a, b) => a.sequence - b.sequence).map(({ message }) => message);
}

describe('store', () => {
  it('forgets whole calls, the oldest first, and counts each event, whatever is put and deleted', () => {
    const messages = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });
    const step = fc.tuple(fc.constantFrom('a', 'b'), fc.option(messages));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const store = storeOf(10, 60);
        let calls: (readonly [stream: string, messages: string[]])[] = [];
        for (const [stream, texts] of steps) {
          const before = store.dropped;
          if (texts === null) {
            store.deleteStream(GROUP, stream);
            create(store, stream);
            calls = calls.filter(([name]) => name !== stream);
          } else {
            put(store, stream, ...texts);
            calls.push([stream, texts]);
          }
          let forgotten = store.dropped - before;
          while (forgotten > 0) forgotten -= calls.shift()?.[1].length ?? 0;
          assert.equal(forgotten, 0, 'whole calls');
          const left = calls.flatMap(([, each]) => each);
          assert.deepEqual(messagesIn(store), left);
          assert.ok(left.length <= 10 && left.join('').length <= 60);
          assert.deepEqual([store.size, store.arrived], [left.length, left.length + store.dropped]);
        }
      }),
    );
  });

  it('forgets nothing up to its bounds of events and bytes, and something one above', () => {
    for (const store of [storeOf(3), storeOf(1_000, 3)]) {
      for (const message of ['x', 'y', 'z']) put(store, 'a', message);
      assert.deepEqual([store.size, store.dropped], [3, 0]);
      put(store, 'a', 'last');
      assert.ok(store.dropped > 0);
    }
  });

  it('leaves loss notices out of what arrived, also those that were forgotten or deleted', () => {
    const store = storeOf(2);
    put(store, 'a', NOTICE);
    put(store, 'b', 'x', NOTICE);
    assert.deepEqual([store.dropped, store.arrived], [3, 1]);
    put(store, 'a', NOTICE);
    store.deleteStream(GROUP, 'a');
    assert.deepEqual([store.size, store.arrived], [0, 1]);
  });

  it('tells when events are stored, with these events counted', () => {
    const totals: number[] = [];
    const store = storeOf(10, 1_000, () => totals.push(store.arrived));
    put(store, 'a', 'x', 'y');
    put(store, 'b', 'z');
    assert.deepEqual(totals, [2, 3]);
    store.deleteGroup(GROUP);
    assert.deepEqual([store.size, store.arrived, store.groups.size], [0, 0, 0]);
  });

  it('clears everything, and gives no event the place of an earlier one', () => {
    const store = storeOf(2);
    put(store, 'a', 'x', NOTICE, 'y');
    const last = put(store, 'a', 'z');
    store.clear();
    assert.deepEqual([store.groups.size, store.size, store.arrived, store.dropped], [0, 0, 0, 0]);
    create(store, 'a');
    assert.ok(put(store, 'a', 'x') > last);
    assert.equal(store.arrived, 1);
  });
});
