// Limits for processes that hang; a test itself has ten minutes (.mocharc.json). A passing test stays far below them,
// also on a machine that is five times slower.

/** A process of a test is killed after this time; the test then fails and says why. */
export const PROCESS_MILLIS = 540_000;

/** For an option of the exporter that must not end a process: a process that waits for it exceeds its own limit. */
export const NEVER_MILLIS = 3_600_000;
