import { type Message, messageOf } from '../messages/message.js';
import type { NotSentReason } from '../events/model.js';

const DESCRIPTIONS: Readonly<Record<NotSentReason, string>> = {
  severity: 'below minSeverity',
  not_sampled: 'of traces that are not sampled (traceBased)',
  budget: 'while the budget was spent',
  no_error: 'held for errorContext without an error',
  context_full: 'beyond errorContext.maxBytes',
};

export interface NotSentParts {
  readonly count: (records: number, reason: NotSentReason) => void;
  readonly info: (message: Message) => void;
}

/** Counts records that are left out on purpose, which are not losses. */
export interface NotSent {
  add(reason: NotSentReason, records?: number): void;
  /** Reports their number, if there are any. */
  tell(): void;
}

export function createNotSent({ count, info }: NotSentParts): NotSent {
  const counts = new Map<NotSentReason, number>();
  return {
    add(reason, records = 1) {
      counts.set(reason, (counts.get(reason) ?? 0) + records);
      count(records, reason);
    },
    tell() {
      if (counts.size === 0) return;
      const parts = Array.from(counts, ([reason, records]) => `${records} ${DESCRIPTIONS[reason]}`);
      info(messageOf('CWL_NOT_SENT', { records: `log records ${parts.join(', ')}` }));
      counts.clear();
    },
  };
}
