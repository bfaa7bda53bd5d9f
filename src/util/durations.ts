export const HOUR_MILLIS = 3_600_000;
export const DAY_MILLIS = 24 * HOUR_MILLIS;

/** The longest time of a timer: for a larger value `setTimeout` fires at once. */
export const MAX_TIMER_MILLIS = 2_147_483_647;
