// A service under test: logs in turns of the event loop, and ends in the way and at the moment that its argument gives.
// It writes to stdout what it has logged and lost: a process that ends can report it in no other way.
import { writeSync } from 'node:fs';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { createRandom } from '../../bench/random.mjs';
import { CloudWatchLogRecordProcessor } from '../../dist/esm/index.js';
import { GROUP, messageOf, streamOf } from './records.mjs';

/** Turns before the end, records of a turn, and the pause between two turns, at most. */
const TURNS = 40;
const RECORDS_OF_TURN = 60;
const PAUSE_MILLIS = 8;

/** @type {import('./types.ts').EndingOrder} */
const { number, how, seed, options } = JSON.parse(process.argv[2] ?? '{}');
const random = createRandom(seed);
const startedAt = new Date();
let logged = 0;

process.on('exit', () => writeSync(1, `logged ${logged}\n`));

const processor = new CloudWatchLogRecordProcessor({
  logGroupName: GROUP,
  logStreamName: '{attributes.stream}',
  format: 'body',
  maxBatchCount: 200,
  scheduledDelayMillis: 1 + random.below(50),
  ...options,
  onLoss: ({ count }) => writeSync(1, `lost ${count}\n`),
});
const logger = new LoggerProvider({ processors: [processor] }).getLogger('chaos');

function log() {
  for (let left = random.below(RECORDS_OF_TURN); left > 0; left--) {
    const id = logged++;
    const attributes = { stream: streamOf(id) };
    logger.emit({ body: messageOf(number, id), timestamp: startedAt, attributes });
  }
}

/** @type {Record<string, () => void>} */
const ends = {
  'process.exit': () => process.exit(3),
  'uncaught exception': () => {
    throw new Error('uncaught on purpose');
  },
  'unhandled rejection': () => void Promise.reject(new Error('rejected on purpose')),
  'plain end': () => undefined,
  // The signal comes while it logs.
  'SIGTERM handler': () => {
    process.kill(process.pid, 'SIGTERM');
    turn(Infinity);
  },
};
process.on('SIGTERM', () => {
  log();
  process.exit(0);
});

/** @param {number} left */
function turn(left) {
  log();
  if (left <= 0) ends[how]?.();
  else if (random.below(2) === 0) setImmediate(turn, left - 1);
  else setTimeout(turn, random.below(PAUSE_MILLIS), left - 1);
}

turn(random.below(TURNS));
