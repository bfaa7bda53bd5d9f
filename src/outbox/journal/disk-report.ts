import { type Message, messageOf } from '../../messages/message.js';
import type { Clock } from '../../util/clock.js';
import { createEpisode, type Episode } from '../../util/episode.js';

export interface DiskReportParts {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly errorOnce: (message: Message, name?: string) => void;
  readonly warn: (message: Message) => void;
  /** Events are kept in this much memory while the disk accepts none. */
  readonly memoryBytes: number;
}

/** Reports when the disk begins to fail, and when it accepts events again. */
export function createDiskReport({
  clock,
  errorOnce,
  warn,
  memoryBytes,
}: DiskReportParts): Pick<Episode, 'fails' | 'works'> {
  return createEpisode({
    elapsed: clock.elapsed,
    begins(why, toldBefore) {
      const message = messageOf('CWL_OUTBOX_DISK_FAILED', { error: why, bytes: memoryBytes });
      if (toldBefore === 0) errorOnce(message);
      else warn(message);
    },
    ends: (seconds) => warn(messageOf('CWL_OUTBOX_DISK_WORKS_AGAIN', { seconds })),
  });
}
