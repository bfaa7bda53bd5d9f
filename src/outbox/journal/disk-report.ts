import type { Clock } from '../../util/clock.js';
import { createEpisode, type Episode } from '../../util/episode.js';
import { MEMORY_BYTES } from '../memory-plan.js';

export interface DiskReportParts {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly trouble: (cause: string, message: string) => void;
  readonly warn: (message: string) => void;
}

/** Reports when the disk begins to fail, and when it takes events again. */
export function createDiskReport({
  clock,
  trouble,
  warn,
}: DiskReportParts): Pick<Episode, 'fails' | 'works'> {
  return createEpisode({
    elapsed: clock.elapsed,
    begins(why, toldBefore) {
      const message = `The outbox on the disk does not take events (${why}). They are kept in memory, up to ${MEMORY_BYTES} bytes, and do not outlive the process. Check the directory of outbox.directory.`;
      if (toldBefore === 0) trouble('outbox disk', message);
      else warn(message);
    },
    ends: (seconds) =>
      warn(`The disk takes events again after ${seconds} s: what comes from now on is durable.`),
  });
}
