import * as sinon from 'sinon';
import { systemClock } from '../../src/util/clock.js';

describe('The clock of the system', () => {
  afterEach(() => sinon.restore());

  it('works with timers that are numbers, as in a simulated browser', () => {
    const clear = sinon.stub(globalThis, 'clearTimeout');
    sinon.stub(globalThis, 'setTimeout').callsFake((() => 7) as unknown as typeof setTimeout);

    systemClock.schedule(() => undefined, 1)();

    sinon.assert.calledOnceWithExactly(clear, 7);
  });
});
