import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { Loss } from '../../src/events/model.js';
import { createTelemetry } from '../../src/telemetry/telemetry.js';
import { createSpyDiagnostics } from '../helpers/diagnostics.js';
import { destination } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';

function setUp() {
  const clock = createFakeClock();
  const diagnostics = createSpyDiagnostics();
  const onLoss = sinon.stub<[Loss], void>();
  const telemetry = createTelemetry(
    { clock, diagnostics, secretFilter: { error: (error) => error }, outbox: { count: 7, bytes: 70 } },
    { onLoss, selfObsMeterProvider: undefined },
  );
  return { clock, diagnostics, onLoss, telemetry };
}

describe('telemetry', () => {
  it('reports an outage that lasts as an error, with the number of waiting events', async () => {
    const { clock, diagnostics, telemetry } = setUp();

    telemetry.outage.failed('ECONNREFUSED');
    await clock.advance(60_000);
    telemetry.outage.failed('ECONNREFUSED');

    const [{ code, text }] = diagnostics.errorOnce.firstCall.args;
    assert.equal(code, 'CWL_OUTAGE_LASTS');
    assert.match(text, /ECONNREFUSED\. 7 events/);
    assert.equal(telemetry.waiting(), 7);
  });

  it('reports the rest at its end', async () => {
    const { clock, diagnostics, onLoss, telemetry } = setUp();
    telemetry.losses.add(destination(), { count: 2, from: 1, to: 1 }, 'invalid');
    telemetry.notSent.add('severity');
    telemetry.volume.add(1_000);
    await clock.advance(0);
    onLoss.resetHistory();
    telemetry.losses.add(destination(), { count: 3, from: 1, to: 1 }, 'invalid');
    await clock.advance(900);

    telemetry.close();
    await clock.advance(0);

    assert.deepEqual(
      onLoss.args.map(([{ count }]) => count),
      [3],
    );
    assert.deepEqual(
      diagnostics.info.args.map(([{ code }]) => code),
      ['CWL_NOT_SENT', 'CWL_VOLUME'],
    );
  });
});
