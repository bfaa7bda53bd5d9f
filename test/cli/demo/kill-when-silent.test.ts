import { EventEmitter } from 'node:events';
import { assert as calls, stub, useFakeTimers, type SinonFakeTimers } from 'sinon';
import { killWhenSilent } from '../../../src/cli/demo/kill-when-silent.js';

function setUp() {
  const child = Object.assign(new EventEmitter(), { kill: stub() });
  killWhenSilent(child as unknown as Parameters<typeof killWhenSilent>[0], 1_000);
  return child;
}

describe('kill-when-silent', () => {
  let clock: SinonFakeTimers;
  beforeEach(() => (clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })));
  afterEach(() => clock.restore());

  it('kills a process that sends no message', () => {
    const { kill } = setUp();
    clock.tick(999);
    calls.notCalled(kill);
    clock.tick(1);
    calls.calledOnceWithExactly(kill, 'SIGKILL');
  });

  it('spares a process that keeps sending messages, and kills it when it stops', () => {
    const child = setUp();
    for (let message = 0; message < 100; message++) {
      clock.tick(999);
      child.emit('message', {});
    }
    calls.notCalled(child.kill);
    clock.tick(1_000);
    calls.calledOnce(child.kill);
  });

  it('does not kill a process that has ended', () => {
    const child = setUp();
    child.emit('close');
    clock.tick(2_000);
    calls.notCalled(child.kill);
  });
});
