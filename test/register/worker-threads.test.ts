import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { BroadcastChannel } from 'node:worker_threads';
import { assert as calls, stub } from 'sinon';
import { followMainThread, withWorkers } from '../../src/register/worker-threads.js';
import { withResolvers } from '../../src/util/with-resolvers.js';

/** A thread's service, and the workers that this thread starts. */
function newThread() {
  return {
    service: { flush: stub().resolves(), shutdown: stub().resolves() },
    owner: new EventEmitter(),
  };
}

/** A worker as its parent sees it. */
const workerOf = (threadId: number) => Object.assign(new EventEmitter(), { threadId });

describe('worker-threads: withWorkers and followMainThread', () => {
  let channels: BroadcastChannel[];
  let name: string;
  let rounds = 0;
  beforeEach(() => {
    channels = [];
    name = `test-${++rounds}`;
  });
  afterEach(() => {
    for (const opened of channels) opened.close();
  });

  function channel(): BroadcastChannel {
    const opened = new BroadcastChannel(name);
    channels.push(opened);
    return opened;
  }

  /** A worker that the main thread knows. */
  async function startWorker(thread: number) {
    const worker = newThread();
    const heard = channel();
    const joined = once(heard, 'message');
    followMainThread(worker.service, { channel: channel(), owner: worker.owner, thread });
    await joined;
    return worker;
  }

  function startMain() {
    const main = newThread();
    return { ...main, closable: withWorkers(main.service, { channel: channel(), owner: main.owner }) };
  }

  it('flushes and shuts down alone when there is no worker', async () => {
    const { service, closable, owner } = startMain();
    await closable.flush();
    calls.calledOnce(service.flush);
    await closable.shutdown();
    calls.calledOnce(service.shutdown);
    assert.equal(owner.listenerCount('worker'), 0);
  });

  it('requests the same from all workers, and waits for each', async () => {
    const { service, closable } = startMain();
    const [first, second] = [await startWorker(1), await startWorker(2)];
    const asked = withResolvers();
    const work = withResolvers();
    second.service.flush.callsFake(() => {
      asked.resolve();
      return work.promise;
    });
    let flushed = false;
    const flush = closable.flush().then(() => (flushed = true));
    await asked.promise;
    assert.equal(flushed, false);
    work.resolve();
    await flush;
    calls.calledOnce(first.service.flush);
    calls.calledOnce(service.flush);
    for (const { service: its } of [first, second]) calls.notCalled(its.shutdown);

    await closable.shutdown();
    for (const { service: its } of [first, second]) calls.calledOnce(its.shutdown);
  });

  it('stops waiting for a worker that ends, whichever thread started it', async () => {
    const { closable, owner } = startMain();
    const [child, parent, nested] = [await startWorker(1), await startWorker(2), await startWorker(3)];
    for (const { service } of [child, nested]) service.flush.returns(new Promise(() => undefined));
    const [asChild, asNested] = [workerOf(1), workerOf(3)];
    owner.emit('worker', asChild);
    parent.owner.emit('worker', asNested);
    const flush = closable.flush();
    asChild.emit('exit', 0);
    asNested.emit('exit', 0);
    await flush;
    // They receive no further requests either.
    await closable.shutdown();
  });
});
