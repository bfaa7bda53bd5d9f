/** Where a record waits that was logged just before the process ended. */
export const PLACES = [
  'processor, memory outbox',
  'processor, durable outbox',
  'queue of a batch processor',
] as const;

export type Place = (typeof PLACES)[number];

const SENT = 'delivered at least once';

/** How a process ends, and what that does to the records in each place. */
export const ENDS: readonly (readonly [how: string, ...words: string[]])[] = [
  ['awaited shutdown', SENT, SENT, SENT],
  ['plain end', SENT, SENT, 'lost'],
  ['process.exit', SENT, SENT, 'lost'],
  ['uncaught exception', SENT, SENT, 'lost'],
  ['unhandled rejection', SENT, SENT, 'lost'],
  ['signal with a handler that calls process.exit', SENT, SENT, 'lost'],
  ['signal without a handler', 'lost', SENT, 'lost'],
  ['SIGKILL or out of memory', 'lost', SENT, 'lost'],
];

/** The cells of the table, each with the title of its test. */
export const END_CELLS = ENDS.flatMap(([how, ...words]) =>
  PLACES.map((place, column) => {
    const isLost = words[column] === 'lost';
    return { how, place, isLost, title: `${place}, ${how}: ${words[column]}` };
  }),
);
