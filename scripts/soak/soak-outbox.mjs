/** @import { Fault } from '../../dist/esm/local-server/index.js' */
/** @import { SoakReport } from './types.ts' */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalServer } from '../../dist/esm/local-server/index.js';

const RECORDS_A_SECOND = 5_000;
const RECORD_BYTES = 1_000;

/** Arrivals are counted, and need not be kept. */
const STORED_EVENTS = 20_000;

/**
 * About V8's heap limit in a container of 512 MiB. With more memory V8 collects garbage later, and the memory of a process
 * shows what the machine has, not what the service needs.
 */
const HEAP_MIB = 256;

/** Time limit for sending the rest at the end. */
const DRAIN_MILLIS = 600_000;

/** @type {readonly Fault[]} Every way of not taking events; one is over and the next one begins. */
export const OUTAGE = [
  { kind: 'unavailable' },
  { kind: 'throttle' },
  { kind: 'hang' },
  { kind: 'reset-before-write' },
  { kind: 'deny' },
  { kind: 'internal-error' },
];

/**
 * A service that logs through an outage: the most memory of its process, and whether every record is accounted for.
 * @param {{ node: string, outbox: object, seconds: number, streams: number, faults: readonly Fault[], progress: (text: string) => void }} settings
 */
export async function soakOutbox({ node, outbox, seconds, streams, faults, progress }) {
  const server = await startLocalServer({ maxStoredEvents: STORED_EVENTS });
  const service = fork(new URL('service.mjs', import.meta.url), {
    execPath: node,
    execArgv: ['--no-warnings', `--max-heap-size=${HEAP_MIB}`],
  });
  const ended = once(service, 'exit');
  let most = 0;
  /** @type {SoakReport} */
  let last = { rss: 0, emitted: 0, lost: 0 };
  service.on('message', (/** @type {SoakReport} */ report) => {
    most = Math.max(most, report.rss);
    last = report;
  });
  try {
    service.send({
      options: { clientConfig: server.clientConfig, outbox, flushTimeoutMillis: DRAIN_MILLIS },
      recordsASecond: RECORDS_A_SECOND,
      recordBytes: RECORD_BYTES,
      streams,
    });
    for (const fault of faults) {
      server.faults = [fault];
      await sleep((seconds * 1_000) / faults.length);
      progress(`${fault.kind}: ${mebibytes(last.rss)} MiB, ${last.emitted} logged, ${last.lost} lost`);
    }
    server.faults = [];
    service.send('end');
    const backAt = performance.now();
    await ended;
    const arrived = server.events().length + server.dropped;
    const drainSeconds = Math.ceil((performance.now() - backAt) / 1_000);
    return { drainSeconds, mostMiB: mebibytes(most), logged: last.emitted, arrived, lost: last.lost };
  } finally {
    service.kill('SIGKILL');
    await server.close();
  }
}

/** @param {number} bytes */
function mebibytes(bytes) {
  return Math.ceil(bytes / 1024 / 1024);
}
