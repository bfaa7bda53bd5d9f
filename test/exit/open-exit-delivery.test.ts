import * as sinon from 'sinon';
import { openExitDelivery, type OpenExitDeliveryParts } from '../../src/exit/open-exit-delivery.js';
import type { ResolvedOptions } from '../../src/options/resolve-options.js';

function open(exitTimeoutMillis: number) {
  const leaveOutHeld = sinon.spy();
  const ingest = { commitNow: sinon.spy(), leaveOutHeld };
  const parts = {
    ingest,
    notSent: { tell: sinon.spy() },
    clock: { elapsed: () => 0 },
    outage: { isOn: false },
  };
  const outbox = { storeNow: sinon.spy(), atHand: () => [] };
  const exit = openExitDelivery(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of them as is used with nothing pending
    { ...parts, outbox } as unknown as OpenExitDeliveryParts,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same
    { exitTimeoutMillis } as ResolvedOptions,
  );
  return { exit, outbox, leaveOutHeld };
}

/** Calls our listener of the end of this process. */
function end(): void {
  for (const listener of process.listeners('exit')) {
    if (String(listener).includes('runAll')) listener.call(process, 0);
  }
}

describe('open-exit-delivery', () => {
  afterEach(() => sinon.restore());

  it('works at the end of this process, until it is closed', () => {
    const { exit, outbox } = open(2_000);

    end();
    exit.close();
    end();

    sinon.assert.calledOnceWithExactly(outbox.storeNow, 1_500);
  });

  it('works without a global setImmediate, as in a simulated browser', () => {
    sinon.stub(globalThis, 'setImmediate').value(undefined);
    const { exit, outbox } = open(2_000);

    end();
    exit.close();

    sinon.assert.calledOnceWithExactly(outbox.storeNow, 1_500);
  });

  it('leaves out what is held where nothing is sent at the end, too', () => {
    const { exit, outbox, leaveOutHeld } = open(0);

    end();
    exit.close();
    end();

    sinon.assert.notCalled(outbox.storeNow);
    sinon.assert.calledOnce(leaveOutHeld);
  });
});
