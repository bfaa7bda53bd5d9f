import type { Destination } from '../events/model.js';

/** Causes that are followed or have been told, so that a flood of names is no flood of messages. */
const MAX_CAUSES = 100;

/** Says once for each cause that somebody has acted: the streams that it held up are taken again. */
export interface Obstacles {
  /** The stream is not taken until somebody acts. */
  met(cause: string, destination: Destination): void;
  /** The service has taken events of the stream. */
  passed(destination: Destination): void;
}

export interface ObstaclesParts {
  readonly elapsed: () => number;
  readonly say: (message: string) => void;
  /** Events that wait now. */
  readonly waiting: () => number;
}

export function createObstacles({ elapsed, say, waiting }: ObstaclesParts): Obstacles {
  const causes = new Map<string, { readonly since: number; readonly heldUp: Set<Destination> }>();
  /** The start of each is told once only, so the end is too. */
  const told = new Set<string>();

  return {
    met(cause, destination) {
      if (told.has(cause)) return;
      const known = causes.get(cause);
      if (known !== undefined) known.heldUp.add(destination);
      else if (causes.size + told.size < MAX_CAUSES)
        causes.set(cause, { since: elapsed(), heldUp: new Set([destination]) });
    },
    passed(destination) {
      for (const [cause, { since, heldUp }] of causes) {
        if (!heldUp.delete(destination) || heldUp.size > 0) continue;
        causes.delete(cause);
        told.add(cause);
        const seconds = Math.round((elapsed() - since) / 1000);
        say(
          `CloudWatch Logs takes events of log group "${destination.logGroupName}" again after ${seconds} s (it was: ${cause}). ${waiting()} wait in the outbox.`,
        );
      }
    },
  };
}
