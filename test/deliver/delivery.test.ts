import assert from 'node:assert/strict';
import { createDelivery } from '../../src/deliver/delivery.js';
import { wholeOf } from '../../src/events/runs.js';
import { createBufferPool } from '../../src/util/buffer-pool.js';
import { createSpyDiagnostics } from '../helpers/diagnostics.js';
import { block, destination } from '../helpers/events.js';
import { createFakeApi } from '../helpers/fake-api.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { serviceError, TEXTS } from '../helpers/service-error.js';

type Script = Parameters<typeof createFakeApi>[0];

function setUp(script: Script, retentionInDays?: number) {
  const clock = createFakeClock();
  const api = createFakeApi(script);
  const diagnostics = createSpyDiagnostics();
  const delivery = createDelivery(
    {
      api,
      clock,
      random: () => 0.5,
      diagnostics,
      buffers: createBufferPool(),
      onBody: () => undefined,
    },
    {
      createLogGroup: true,
      createLogStream: true,
      logGroup: retentionInDays === undefined ? {} : { retentionInDays },
      compression: 'gzip',
    },
  );
  const send = () => delivery.send(destination(), [wholeOf(block([1, 'one']))]);
  return { clock, api, diagnostics, delivery, send };
}

const missing = (text: string) => serviceError('ResourceNotFoundException', text);

describe('delivery', () => {
  it('creates what is missing, and sends again', async () => {
    const { api, send } = setUp({
      putLogEvents: [missing(TEXTS.groupMissing)],
      createLogStream: [missing(TEXTS.groupMissing)],
    });

    assert.equal((await send()).status, 'answered');

    assert.deepEqual(api.names(), [
      'putLogEvents',
      'createLogStream',
      'createLogGroup',
      'createLogStream',
      'putLogEvents',
    ]);
  });

  it('reports an endpoint that cannot read gzip, and sends plain from then on', async () => {
    const encodings: unknown[] = [];
    const put = ({ body }: { body: { contentEncoding: unknown } }): object => {
      encodings.push(body.contentEncoding);
      if (body.contentEncoding === 'gzip') throw serviceError('SerializationException');
      return {};
    };
    const { diagnostics, send } = setUp({ putLogEvents: Array.from({ length: 10 }, () => put) });

    while (diagnostics.warn.notCalled) await send();
    encodings.length = 0;
    await send();

    assert.equal(diagnostics.warn.firstCall.args[0].code, 'CWL_GZIP_REFUSED');
    assert.deepEqual(encodings, [undefined]);
  });

  it('retries no retention policy after its end', async () => {
    const { clock, api, delivery, send } = setUp(
      {
        putLogEvents: [missing(TEXTS.groupMissing)],
        createLogStream: [missing(TEXTS.groupMissing)],
        putRetentionPolicy: Array.from({ length: 3 }, () =>
          serviceError('ServiceUnavailableException', '', 503),
        ),
      },
      7,
    );
    await send();
    await clock.advance(0);

    delivery.close();
    await clock.advance(3_600_000);

    assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 1);
  });
});
