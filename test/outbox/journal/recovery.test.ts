import assert from 'node:assert/strict';
import { createRecovery } from '../../../src/outbox/journal/recovery.js';
import { RECOVERED_ROWS, type Owner, type SpoolRequest } from '../../../src/outbox/journal/protocol.js';
import { withResolvers } from '../../../src/util/with-resolvers.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { isSettled } from '../../helpers/is-settled.js';

const OWNER: Owner = { endpoint: 'https://x', region: 'r', account: 'a' };
const UNKNOWN = (): Promise<Owner> => Promise.reject(new Error('no credentials'));

interface Given {
  readonly hasFiles?: () => boolean;
  readonly owner?: () => Promise<Owner>;
  readonly random?: () => number;
}

function setUp({
  hasFiles = () => true,
  owner = () => Promise.resolve(OWNER),
  random = () => 0,
}: Given = {}) {
  const clock = createFakeClock();
  const posted: SpoolRequest[] = [];
  let lastId = 0;
  let asked = 0;
  const recovery = createRecovery({
    clock,
    random,
    owner() {
      asked++;
      return owner();
    },
    post: (request) => void posted.push(request),
    newIds(count) {
      const first = lastId + 1;
      lastId += count;
      return first;
    },
    hasFiles,
  });
  return {
    clock,
    recovery,
    posted,
    kinds: () => posted.map(({ kind }) => kind),
    get asked() {
      return asked;
    },
  };
}

describe('recovery', () => {
  it('searches at once if there are files: first the owner, then piece by piece, each with its own ids', async () => {
    const { clock, recovery, posted } = setUp();
    const searched = recovery.searched();
    await clock.advance(0);
    assert.deepEqual(posted, [
      { kind: 'owner', owner: OWNER },
      { kind: 'recover', firstId: 1 },
    ]);

    recovery.stepEnded('more');
    assert.deepEqual(posted.slice(2), [{ kind: 'recover', firstId: 1 + RECOVERED_ROWS }]);
    assert.equal(await isSettled(searched!), false);
    recovery.stepEnded('none');

    await searched;
    assert.equal(posted.length, 3);
    assert.equal(recovery.searched(), undefined);
  });

  it('waits for nothing if there are no files, and searches a minute later, or a half more', async () => {
    let files = false;
    for (const [random, millis] of [
      [0, 60_000],
      [0.5, 75_000],
    ] as const) {
      const { clock, recovery, kinds } = setUp({ hasFiles: () => files, random: () => random });
      assert.equal(recovery.searched(), undefined);
      files = true;
      await clock.advance(millis - 1);
      assert.deepEqual(kinds(), []);
      await clock.advance(1);

      assert.deepEqual(kinds(), ['owner', 'recover']);
      assert.equal(clock.keepingAlive, 0, 'no process waits for the next search');
      assert.deepEqual(clock.waits(), [millis], 'and so on');
      files = false;
    }
  });

  it('requests no owner if there are no files', async () => {
    const one = setUp({ hasFiles: () => false });

    await one.clock.advance(600_000);

    assert.deepEqual([one.asked, one.posted.length], [0, 0]);
  });

  it('ends the search if the owner is not known, and tries again with the next', async () => {
    let isKnown = false;
    const { clock, recovery, kinds } = setUp({ owner: () => (isKnown ? Promise.resolve(OWNER) : UNKNOWN()) });
    const searched = recovery.searched();
    await clock.advance(0);
    await searched;
    assert.deepEqual(kinds(), []);

    isKnown = true;
    await clock.advance(60_000);

    assert.deepEqual(kinds(), ['owner', 'recover']);
  });

  it('has one search at a time, however long it takes', async () => {
    const { clock, recovery, kinds } = setUp();
    await clock.advance(0);
    recovery.stepEnded('more');
    await clock.advance(300_000);
    assert.deepEqual(kinds(), ['owner', 'recover', 'recover']);
    recovery.stepEnded('none');

    await clock.advance(60_000);

    assert.deepEqual(kinds(), ['owner', 'recover', 'recover', 'recover']);
  });

  it('requests the owner once for all callers', async () => {
    const one = setUp();
    one.recovery.findOwner();
    one.recovery.findOwner();
    await one.clock.advance(0);
    one.recovery.findOwner();
    await one.clock.advance(120_000);

    assert.equal(one.asked, 1);
    assert.equal(one.kinds().filter((kind) => kind === 'owner').length, 1);
  });

  it('tells a new thread the owner, and starts again', async () => {
    const { clock, recovery, kinds } = setUp();
    await clock.advance(0);

    recovery.startOver();
    await clock.settle();

    assert.deepEqual(kinds(), ['owner', 'recover', 'owner', 'recover']);
  });

  it('ends a wait after its timeout', async () => {
    const { clock, recovery } = setUp();
    const controller = new AbortController();
    controller.abort();
    const searched = recovery.searched(controller.signal);
    await clock.advance(0);

    recovery.stepEnded('none');

    assert.equal(await isSettled(searched!), false);
  });

  it('ends a wait at a signal during it', async () => {
    const { clock, recovery } = setUp();
    const controller = new AbortController();
    const [searched, other] = [recovery.searched(controller.signal), recovery.searched()];
    await clock.advance(0);

    controller.abort();
    recovery.stepEnded('none');

    assert.deepEqual([await isSettled(searched!), await isSettled(other!)], [false, true]);
  });

  it('does nothing after its end, and ends all waits', async () => {
    const { promise, resolve: tell } = withResolvers<Owner>();
    const { clock, recovery, posted } = setUp({ owner: () => promise });
    const searched = recovery.searched();
    await clock.advance(0);

    recovery.close();
    await searched;
    tell(OWNER);
    await clock.advance(600_000);
    recovery.stepEnded('more');

    assert.equal(posted.length, 0);
    assert.deepEqual(clock.waits(), []);
  });
});
