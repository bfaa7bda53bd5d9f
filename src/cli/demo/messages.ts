/** Commands from the demo to its shop. */
export type Request =
  /** Log a few orders, slowly enough to be read. */
  | 'open'
  /** Log as many records as possible, until it closes. */
  | 'rush'
  /** Close, and end as a process ends. */
  | 'close';

/** Messages from the shop to the demo. */
export type News =
  | { readonly is: 'ready'; readonly loggers: readonly string[]; readonly missing: readonly string[] }
  | { readonly is: 'open-done' }
  /**
   * Records handed to a logger so far. Each has its number as the attribute `seq`. The debug records of orders
   * that succeeded are not sent.
   */
  | { readonly is: 'logged'; readonly count: number; readonly notToBeSent: number };
