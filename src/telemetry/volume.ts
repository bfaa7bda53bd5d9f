const DAY_MILLIS = 86_400_000;
const GIGABYTE = 1e9;

/** Counts the bytes that are billed, to say what they are in a day. */
export interface Volume {
  add(bytes: number): void;
  /** Says it, where anything was sent. */
  tell(): void;
}

export function createVolume(elapsed: () => number, info: (message: string) => void): Volume {
  const since = elapsed();
  let sent = 0;
  return {
    add(bytes) {
      sent += bytes;
    },
    tell() {
      const millis = elapsed() - since;
      if (sent === 0 || millis <= 0) return;
      const perDay = ((sent / millis) * DAY_MILLIS) / GIGABYTE;
      info(
        `CloudWatch Logs took ${sent} bytes of events in ${Math.round(millis / 1000)} s: at that rate ${perDay.toPrecision(2)} GB a day.`,
      );
    },
  };
}
