import type { FailureKind } from '../../src/failures/failure.js';

/** The compiler refuses a kind that is missing here. */
const EVERY_KIND: Readonly<Record<FailureKind, true>> = {
  throttled: true,
  unavailable: true,
  missing: true,
  denied: true,
  unconfigured: true,
  untrusted_certificate: true,
  limit_exceeded: true,
  expired_credentials: true,
  clock_skew: true,
  conflict: true,
  too_large: true,
  unreadable: true,
  invalid: true,
  invalid_entity: true,
  unexpected: true,
};

export const KINDS = Object.keys(EVERY_KIND).filter((kind): kind is FailureKind => kind in EVERY_KIND);
