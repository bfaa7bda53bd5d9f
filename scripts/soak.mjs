// Resident memory of a service that goes on logging through an outage, with a memory outbox and with a durable one.
//
//   npm run soak                       10 minutes
//   npm run soak -- --seconds 30
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NODE_WITH_SQLITE } from '../test/helpers/node-with-sqlite.js';
import { soakOutbox } from './soak/soak-outbox.mjs';

/** Both outboxes hold so much in memory; the durable one whatever is on the disk. */
const OUTBOX_MIB = 64;

/** It is full before the ten minutes are over, and sent within a few. */
const DISK_MIB = 256;

/** The rest of the process: Node, the OpenTelemetry SDK, the AWS SDK, and what encoding and sending take; docs/guarantees.md has it. */
const REST_MIB = 320;

const MOST_MIB = OUTBOX_MIB + REST_MIB;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } });
const seconds = Number(values.seconds);

/**
 * @param {string} name
 * @param {string} node
 * @param {object} outbox
 */
async function soak(name, node, outbox) {
  const { mostMiB, logged, arrived, lost, drainSeconds } = await soakOutbox({
    node,
    outbox,
    seconds,
    progress: (text) => console.log(`${name}, ${text}`),
  });
  console.log(
    `${name}: ${mostMiB} MiB at most, of ${MOST_MIB}; ${logged} logged, ${lost} lost and counted, ${arrived} arrived ` +
      `(what was held within ${drainSeconds} s)`,
  );
  const isBounded = mostMiB <= MOST_MIB;
  if (!isBounded) console.error(`${name} FAILED: it took more memory`);
  const isComplete = logged > 0 && arrived + lost === logged;
  if (!isComplete) console.error(`${name} FAILED: ${logged - arrived - lost} are not accounted for`);
  return isBounded && isComplete;
}

const directory = mkdtempSync(join(tmpdir(), 'cwl-soak-'));
try {
  const results = await Promise.all([
    soak('memory outbox', process.execPath, { maxBytes: OUTBOX_MIB * 1024 * 1024 }),
    soak('durable outbox', NODE_WITH_SQLITE, { directory, maxBytes: DISK_MIB * 1024 * 1024 }),
  ]);
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
