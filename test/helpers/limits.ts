// Bounds on what hangs; a test itself has ten minutes (.mocharc.json). Nothing that passes comes near them, on a
// machine that is five times slower either.

/** A process that a test has started is killed after it, which fails the test and says why. */
export const PROCESS_MILLIS = 540_000;

/** For an option of the exporter that must not be what ends a process: one that waits for it runs into its limit. */
export const NEVER_MILLIS = 3_600_000;
