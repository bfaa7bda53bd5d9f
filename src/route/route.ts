import type { Destination, ServiceEntity } from '../events/model.js';

/** The way of a record to CloudWatch Logs. From the router, one object for each destination that it knows. */
export interface Route {
  readonly destination: Destination;
  /** The service whose events alone go there. It is read when a block is closed: a later record may belong to another. */
  readonly entity: ServiceEntity | undefined;
}
