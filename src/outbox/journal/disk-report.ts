import { MEMORY_BYTES } from '../memory-plan.js';

export interface DiskReportParts {
  readonly trouble: (cause: string, message: string) => void;
  readonly warn: (message: string) => void;
}

/** Says once when the disk begins to fail, and once when it takes events again. */
export interface DiskReport {
  works(): void;
  fails(why: string): void;
}

export function createDiskReport({ trouble, warn }: DiskReportParts): DiskReport {
  let failing = false;
  let episodes = 0;
  return {
    works() {
      if (!failing) return;
      failing = false;
      warn('The disk takes events again: what comes from now on is durable.');
    },
    fails(why) {
      if (failing) return;
      failing = true;
      const message = `The outbox on the disk does not take events (${why}). They are kept in memory, up to ${MEMORY_BYTES} bytes, and do not outlive the process. Check the directory of outbox.directory.`;
      // As a process warning the first time; each later episode is said as well.
      if (++episodes === 1) trouble('outbox disk', message);
      else warn(message);
    },
  };
}
