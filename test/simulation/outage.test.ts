import assert from 'node:assert/strict';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { CloudWatchLogRecordExporterOptions, Loss } from '../../src/index.js';
import { createPipeline } from '../../src/pipeline.js';
import { resolveOptions } from '../../src/options/resolve-options.js';
import { createDiagnostics } from '../../src/telemetry/diagnostics.js';
import { createSecretFilter } from '../../src/telemetry/secret-filter.js';
import { until } from '../helpers/until.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { createRandom } from '../helpers/random.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';

const HOUR_MILLIS = 3_600_000;
const STREAMS = 10;

/** In the hour each stream logs this many records at this interval; bodies are too small to be hashed on a thread. */
const RECORDS_AT_ONCE = 5;
const EVERY_MILLIS = 15_000;
const RECORDS_OF_STREAM = (HOUR_MILLIS / EVERY_MILLIS) * RECORDS_AT_ONCE;

const ANSWER_MILLIS = 50;
const SIDE_BY_SIDE = 4;

const OUTAGES = {
  unreachable: { error: () => networkError('ECONNREFUSED'), callsOfStream: 300, passesAlone: true },
  throttling: {
    error: () => serviceError('ThrottlingException', 'Rate exceeded'),
    callsOfStream: 300,
    passesAlone: true,
  },
  // Needs an operator: an occasional call is enough to notice.
  denying: {
    error: () => serviceError('AccessDeniedException', TEXTS.denied),
    callsOfStream: 100,
    passesAlone: false,
  },
};

interface Put {
  readonly input: {
    readonly logStreamName: string;
    readonly logEvents: readonly { readonly message: string }[];
  };
}

/** The whole exporter with a fake clock, before a service whose state the test sets. */
async function setUp(options: CloudWatchLogRecordExporterOptions = {}) {
  const clock = createFakeClock();
  const said: string[] = [];
  const say = (...texts: unknown[]): void => void said.push(texts.join(' '));
  const logger = { error: say, warn: say, info: say, debug: say, verbose: say };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const service = {
    error: undefined as (() => Error) | undefined,
    calls: 0,
    answers: 0,
    /** At the start of each call: how many are open with it, and how many were answered since the count began. */
    starts: [] as { readonly open: number; readonly answers: number }[],
    arrived: new Map<string, string[]>(),
  };
  let open = 0;
  const send = async ({ input }: Put): Promise<object> => {
    service.calls++;
    service.starts.push({ open: ++open, answers: service.answers });
    await new Promise<void>((resolve) => void clock.schedule(resolve, ANSWER_MILLIS));
    open--;
    if (service.error !== undefined) throw service.error();
    service.answers++;
    const messages = input.logEvents.map(({ message }) => message);
    service.arrived.set(input.logStreamName, [
      ...(service.arrived.get(input.logStreamName) ?? []),
      ...messages,
    ]);
    return {};
  };
  const losses: Loss[] = [];
  const pipeline = createPipeline(
    {
      clock,
      random: createRandom(20_261_121),
      diagnostics: createDiagnostics(String, () => undefined),
      secretFilter: createSecretFilter(),
      processFacts: { hostName: 'host', pid: 1 },
    },
    resolveOptions(
      {
        client: { send } as unknown as NonNullable<CloudWatchLogRecordExporterOptions['client']>,
        logGroupName: '/outage',
        logStreamName: '{attributes.stream}',
        format: 'body',
        compression: 'none',
        maxConcurrentRequests: SIDE_BY_SIDE,
        onLoss: (loss) => losses.push(loss),
        ...options,
      },
      {},
      say,
    ),
  );
  let made = 0;

  function log(count: number): Promise<number> {
    const seconds = Math.floor(clock.now() / 1_000);
    const records = Array.from({ length: STREAMS * count }, (_, index) => ({
      hrTime: [seconds, 0],
      hrTimeObserved: [seconds, 0],
      body: `record ${String(made + Math.floor(index / STREAMS)).padStart(8, '0')}`,
      attributes: { stream: `s${index % STREAMS}` },
      resource: { attributes: {}, asyncAttributesPending: false },
      instrumentationScope: { name: 'outage' },
    }));
    made += count;
    return pipeline.export(records as unknown as ReadableLogRecord[]);
  }

  // The AWS SDK is loaded with the first call, which takes real time.
  void log(1);
  await until(() => service.calls > 0);
  await clock.advance(1_000);
  assert.equal(service.arrived.size, STREAMS);

  return {
    service,
    said,
    losses,
    given: () => STREAMS * made,
    arrived: () => [...service.arrived.values()].reduce((sum, messages) => sum + messages.length, 0),
    /** An hour of outage, with a service that continues to log. */
    async sufferFor(error: () => Error): Promise<void> {
      service.error = error;
      service.calls = 0;
      for (let time = 0; time < HOUR_MILLIS; time += EVERY_MILLIS) {
        void log(RECORDS_AT_ONCE);
        await clock.advance(EVERY_MILLIS);
      }
    },
    /** The service is available again, long enough for all retries. */
    async recover(): Promise<void> {
      service.error = undefined;
      service.answers = 0;
      service.starts = [];
      await clock.advance(180_000);
    },
  };
}

function assertInOrder(arrived: ReadonlyMap<string, readonly string[]>): void {
  for (const [stream, messages] of arrived) {
    assert.deepEqual(messages, [...new Set(messages)].toSorted(), stream);
  }
}

describe('An outage of an hour', () => {
  after(() => diag.disable());

  for (const [how, { error, callsOfStream, passesAlone }] of Object.entries(OUTAGES)) {
    describe(`with the service ${how}`, () => {
      let during: string[];
      let callsDuring: number;
      let outage: Awaited<ReturnType<typeof setUp>>;
      before(async () => {
        outage = await setUp();
        await outage.sufferFor(error);
        during = outage.said.splice(0);
        callsDuring = outage.service.calls;
        await outage.recover();
      });

      it('costs few calls, and everything held is delivered once and in order', () => {
        assert.ok(callsDuring > STREAMS, 'it goes on trying');
        assert.ok(callsDuring <= STREAMS * callsOfStream, `${callsDuring} calls`);
        assert.equal(outage.given(), STREAMS * (RECORDS_OF_STREAM + 1));
        assert.equal(outage.arrived(), outage.given());
        assertInOrder(outage.service.arrived);
        assert.deepEqual(outage.losses, []);
      });

      it('ends without a burst: only the necessary calls, few at a time, and growing', () => {
        // What waits in a stream goes in one call.
        assert.equal(outage.service.starts.length, STREAMS);
        for (const { open, answers } of outage.service.starts) {
          assert.ok(open <= (passesAlone ? Math.min(SIDE_BY_SIDE, 1 + answers) : SIDE_BY_SIDE));
        }
      });

      it('causes one message when it starts and one when it ends, with counts', () => {
        const start = passesAlone ? /CWL_OUTAGE: .* \d+ events/ : /CWL_ACCESS_DENIED: .*Allow/;
        assert.equal(during.filter((text) => start.test(text)).length, 1, during.join('\n'));
        // One that lasts a minute is a process warning too, for applications without a diag logger.
        assert.equal(during.length, passesAlone ? 2 : 1, during.join('\n'));
        assert.equal(outage.said.length, 1, outage.said.join('\n'));
        assert.match(outage.said[0]!, /(CWL_OUTAGE_ENDED|CWL_DELIVERY_RESUMED): .* 3\d\d\d s.* \d+ events/);
      });

      for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
        it(`loses what does not fit, exactly counted, with '${whenFull}'`, async () => {
          const { service, losses, given, arrived, sufferFor, recover } = await setUp({
            outbox: { maxBytes: 400_000, whenFull },
          });
          await sufferFor(error);
          await recover();

          const lost = losses.reduce((sum, { count }) => sum + count, 0);
          assert.ok(lost > 0);
          assert.equal(arrived() + lost, given());
          assert.deepEqual([...new Set(losses.map(({ reason }) => reason))], ['outbox_full']);
          assertInOrder(service.arrived);
          const last = `record ${String(RECORDS_OF_STREAM).padStart(8, '0')}`;
          const hasLast = [...service.arrived.values()].some((messages) => messages.includes(last));
          assert.equal(hasLast, whenFull === 'drop-oldest');
        });
      }
    });
  }
});
