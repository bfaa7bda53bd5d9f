// Measures the resident memory of a service that logs through an outage: with a memory outbox, with a durable one, and
// with a durable one whose 1,000 streams (the default of maxStreams) are all denied. V8's heap is limited as in a container
// of 512 MiB.
//
//   npm run soak                       10 minutes
//   npm run soak -- --seconds 30
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NODE_WITH_SQLITE } from '../test/helpers/node-with-sqlite.js';
import { OUTAGE, soakOutbox } from './soak/soak-outbox.mjs';

/** Bytes that both outboxes hold in memory; the durable one, however much is on the disk. */
const OUTBOX_MIB = 64;

/** The outbox is full before the ten minutes end, and is sent within a few minutes. */
const DISK_MIB = 256;

/** The rest of the process: Node, the OpenTelemetry SDK, the AWS SDK, and what encoding and sending take; docs/guarantees.md has it. */
const REST_MIB = 192;

const FEW_STREAMS = 4;
const MANY_STREAMS = 1_000;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } });
const seconds = Number(values.seconds);

/**
 * @param {string} name
 * @param {{ node: string, outbox: object, streams?: number, faults?: typeof OUTAGE }} service
 */
async function soak(name, { node, outbox, streams = FEW_STREAMS, faults = OUTAGE }) {
  const bound = OUTBOX_MIB + REST_MIB;
  const { mostMiB, logged, arrived, lost, drainSeconds } = await soakOutbox({
    node,
    outbox,
    seconds,
    streams,
    faults,
    progress: (text) => console.log(`${name}, ${text}`),
  });
  console.log(
    `${name}: ${mostMiB} MiB at most, of ${bound}; ${logged} logged, ${lost} lost and counted, ${arrived} arrived ` +
      `(what was held within ${drainSeconds} s)`,
  );
  const isBounded = mostMiB <= bound;
  if (!isBounded) console.error(`${name} FAILED: it took more memory`);
  const isComplete = logged > 0 && arrived + lost === logged;
  if (!isComplete) console.error(`${name} FAILED: ${logged - arrived - lost} are not accounted for`);
  return isBounded && isComplete;
}

const root = mkdtempSync(join(tmpdir(), 'cwl-soak-'));
/** @param {string} name */
const durable = (name) => ({
  node: NODE_WITH_SQLITE,
  outbox: { directory: join(root, name), maxBytes: DISK_MIB * 1024 * 1024 },
});
try {
  const results = await Promise.all([
    soak('memory outbox', { node: process.execPath, outbox: { maxBytes: OUTBOX_MIB * 1024 * 1024 } }),
    soak('durable outbox', durable('few')),
    soak('durable outbox of many streams', {
      ...durable('many'),
      streams: MANY_STREAMS,
      faults: [{ kind: 'deny' }],
    }),
  ]);
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
