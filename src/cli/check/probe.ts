import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type Message, messageOf } from '../../messages/message.js';
import { createBufferPool } from '../../util/buffer-pool.js';
import type { Clock } from '../../util/clock.js';
import { classifyError } from '../../deliver/classify-error.js';
import { createCloudWatchApi, type CloudWatchApi } from '../../deliver/cloudwatch-client.js';
import { createCompressionPolicy } from '../../deliver/compression.js';
import { createGzip } from '../../deliver/gzip.js';
import type { Action, Failure } from '../../failures/failure.js';
import { createProvisioner } from '../../deliver/provisioner.js';
import { createSender, type SendResult } from '../../deliver/sender.js';
import { ByteWriter } from '../../encode/byte-writer.js';
import { createEncoder } from '../../encode/encoder.js';
import { toMillis } from '../../events/event-time.js';
import { wholeOf } from '../../events/runs.js';
import type { Destination } from '../../events/model.js';
import { EventBlocks } from '../../ingest/event-blocks.js';
import { OpenBlock } from '../../ingest/open-block.js';
import { createEventWriter } from '../../ingest/event-writer.js';
import { randomId } from '../../util/crypto.js';
import { PACKAGE_NAME } from '../../util/package-name.js';
import { processFacts } from '../../util/process-facts.js';
import type { ResolvedOptions } from '../../options/resolve-options.js';
import { createRouter } from '../../route/router.js';

export interface ProbeParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly warn: (message: Message) => void;
}

/** One call, and its error if it failed. */
export interface ProbedCall {
  readonly action: Action;
  readonly failure: Failure | undefined;
}

/** One record, with the names, bytes and calls that the exporter would use. */
export interface Probe {
  readonly destination: Destination;
  /** The time of the event, in milliseconds since the epoch. */
  readonly timestamp: number;
  /** The text that identifies the event. */
  readonly id: string;
  /** Sends the event once, with the remedies that the exporter has. */
  send(): Promise<{ readonly calls: readonly ProbedCall[]; readonly result: SendResult | 'no event' }>;
  close(): void;
}

const INFO = 9;

export function createProbe(
  { clock, random, warn }: ProbeParts,
  options: ResolvedOptions,
  resource: Resource,
): Probe {
  const id = randomId();
  const record = recordOf(id, resource, clock.now());
  const timestamp = toMillis(record.hrTime);
  const router = createRouter(options, {
    processFacts: processFacts(),
    now: clock.elapsed,
    warn,
    isPending: () => false,
    onForget: () => undefined,
  });
  const route = router.route(record, timestamp);
  const { destination } = route;
  const calls: Promise<ProbedCall>[] = [];
  const api = watched(createCloudWatchApi(clock, options), calls);
  const provisioner = createProvisioner(
    { api, clock, random, diagnostics: { warnOnce: warn, errorOnce: () => undefined } },
    options,
  );
  // For a single event no memory is pooled.
  const buffers = createBufferPool(0);
  const sender = createSender({
    api,
    provisioner,
    compression: createCompressionPolicy(options.compression, () => warn(messageOf('CWL_GZIP_REFUSED'))),
    gzip: createGzip(),
    buffers,
    warnOnce: warn,
    onBody: () => undefined,
  });

  return {
    destination,
    timestamp,
    id,
    async send() {
      const out = new ByteWriter();
      const blocks = new EventBlocks(out, buffers);
      const encoder = createEncoder(options, {
        out,
        newId: () => id,
        warnOnce: warn,
        warnHourly: warn,
        onTruncated: () => undefined,
      });
      const open = new OpenBlock();
      createEventWriter(encoder, blocks).write(record, record.hrTime, open);
      const events = blocks.finish(open).map(wholeOf);
      const result = events.length === 0 ? 'no event' : await sender.send(destination, events, route.entity);
      // The exporter sets the retention of a new group beside the delivery.
      await Promise.all(calls);
      return { calls: await Promise.all(calls), result };
    },
    close() {
      provisioner.close();
      api.destroy();
    },
  };
}

/** The same calls, each recorded with its outcome. */
function watched(api: CloudWatchApi, calls: Promise<ProbedCall>[]): CloudWatchApi {
  const watch = <T>(action: Action, call: Promise<T>): Promise<T> => {
    calls.push(
      call.then(
        () => ({ action, failure: undefined }),
        (thrown: unknown) => ({ action, failure: classifyError(action, thrown) }),
      ),
    );
    return call;
  };
  return {
    ...api,
    putLogEvents: (request) => watch('PutLogEvents', api.putLogEvents(request)),
    createLogStream: (destination) => watch('CreateLogStream', api.createLogStream(destination)),
    createLogGroup: (input) => watch('CreateLogGroup', api.createLogGroup(input)),
    putRetentionPolicy: (...args) => watch('PutRetentionPolicy', api.putRetentionPolicy(...args)),
  };
}

function recordOf(id: string, resource: Resource, now: number): ReadableLogRecord {
  const time: ReadableLogRecord['hrTime'] = [Math.floor(now / 1000), (now % 1000) * 1e6];
  return {
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: INFO,
    severityText: 'INFO',
    eventName: 'cloudwatch_logs.exporter.check',
    body: `check ${id} of ${PACKAGE_NAME}`,
    attributes: {},
    droppedAttributesCount: 0,
    instrumentationScope: { name: PACKAGE_NAME },
    resource,
  };
}
