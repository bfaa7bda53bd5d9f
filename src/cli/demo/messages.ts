/** What the demo asks of its shop. */
export type Request =
  /** A few orders, slowly enough to be read. */
  | 'open'
  /** As many as it can, until it closes. */
  | 'rush'
  /** Close, and end as a process ends. */
  | 'close';

/** What the shop says. */
export type News =
  | { readonly is: 'ready'; readonly loggers: readonly string[]; readonly missing: readonly string[] }
  | { readonly is: 'open-done' }
  /**
   * Records that were handed to a logger so far; each has its number as the attribute `seq`. The debug records of orders
   * that went well are not to be sent.
   */
  | { readonly is: 'logged'; readonly count: number; readonly notToBeSent: number };
