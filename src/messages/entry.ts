/** One message. `{name}` in text and fix is replaced by a fact when the message is made. */
export interface MessageEntry {
  /** What happened, to which name, and what the exporter does about it. */
  readonly text: string;
  /** Why this can happen. */
  readonly cause: string;
  /** What to do; empty if there is nothing to do. */
  readonly fix: string;
}
