import type { Destination, ServiceEntity } from '../events/model.js';

/** The way of a record to CloudWatch Logs. One object for each destination, as long as the destination is known. */
export interface Route {
  readonly destination: Destination;
  /** The service whose events alone go there. It is read when a block is closed: a later record may belong to another. */
  readonly entity: ServiceEntity | undefined;
}
