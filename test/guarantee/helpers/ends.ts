/** Where a record waits that was logged just before the process ended: in the outbox, or in a queue before it. */
export const PLACES = [
  'memory outbox',
  'durable outbox',
  'batch processor, memory outbox',
  'batch processor, durable outbox',
] as const;

export type Place = (typeof PLACES)[number];

const SENT = 'delivered at least once';

/** What does not exist: `register` uses no batch processor for CloudWatch Logs. */
export const NONE = '-';

/** How a process ends, and what that does to the records in each place. */
export const ENDS: readonly (readonly [how: string, ...words: string[]])[] = [
  ['awaited shutdown', SENT, SENT, SENT, SENT],
  ['plain end', SENT, SENT, 'lost', 'lost'],
  ['process.exit', SENT, SENT, 'lost', 'lost'],
  ['uncaught exception', SENT, SENT, 'lost', 'lost'],
  ['unhandled rejection', SENT, SENT, 'lost', 'lost'],
  ['signal with a handler that calls process.exit', SENT, SENT, 'lost', 'lost'],
  ['signal without a handler', 'lost', SENT, 'lost', 'lost'],
  ['signal without a handler, with register', SENT, SENT, NONE, NONE],
  ['SIGKILL or out of memory', 'lost', SENT, 'lost', 'lost'],
  ['machine crash', 'lost', SENT, 'lost', 'lost'],
];

/** The cells of the table, each with the title of its test. */
export const END_CELLS = ENDS.flatMap(([how, ...words]) =>
  PLACES.map((place, column) => {
    const word = words[column];
    return { how, place, isLost: word === 'lost', word, title: `${place}, ${how}: ${word}` };
  }),
).filter(({ word }) => word !== NONE);
