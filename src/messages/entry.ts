/** One message. `{name}` in text and fix stands for a fact that is given when the message is made. */
export interface MessageEntry {
  /** What happened, to which name, and what the exporter does about it. */
  readonly text: string;
  /** Why this may happen. */
  readonly cause: string;
  /** What to do; empty where there is nothing to do. */
  readonly fix: string;
}
