/** An outage that is over soon is not told more often than this. */
const TELL_EVERY_MILLIS = 60_000;

/** After this, somebody should know, even where `diag` has no logger. */
const LASTING_MILLIS = 60_000;

/** Says once when the service stops taking events, and once when it takes them again. */
export interface OutageWatch {
  /** A call had no answer, or was turned away for now. */
  failed(why: string): void;
  /** A call was answered. */
  answered(): void;
}

export interface OutageParts {
  readonly elapsed: () => number;
  readonly say: (message: string) => void;
  /** Told once of an outage that lasts: a wrong region looks like one. */
  readonly alarm: (message: string) => void;
  /** Events that wait now. */
  readonly waiting: () => number;
}

export function createOutageWatch({ elapsed, say, alarm, waiting }: OutageParts): OutageWatch {
  let outage: { readonly since: number; told: boolean; alarmed: boolean } | undefined;
  let toldAt = -Infinity;

  return {
    failed(why) {
      const now = elapsed();
      outage ??= { since: now, told: false, alarmed: false };
      if (!outage.told && now - toldAt >= TELL_EVERY_MILLIS) {
        outage.told = true;
        toldAt = now;
        say(
          `CloudWatch Logs does not take events now: ${why}. ${waiting()} wait in the outbox and are tried again.`,
        );
      }
      if (!outage.alarmed && now - outage.since >= LASTING_MILLIS) {
        outage.alarmed = true;
        const seconds = Math.round((now - outage.since) / 1000);
        alarm(
          `CloudWatch Logs has taken no events for ${seconds} s: ${why}. ${waiting()} wait in the outbox and are tried again. Check the region, the endpoint and the network.`,
        );
      }
    },
    answered() {
      if (outage?.told) {
        const seconds = Math.round((elapsed() - outage.since) / 1000);
        say(`CloudWatch Logs takes events again after ${seconds} s. ${waiting()} wait in the outbox.`);
      }
      outage = undefined;
    },
  };
}
