import type { Message } from '../messages/message.js';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Destination, ServiceEntity } from '../events/model.js';
import type { NameFunction } from '../options/options.js';
import { createDestinationRegistry } from './destination-registry.js';
import type { KnownDestination, RegistryParts } from './destination-registry.js';
import { createNameWarnings } from './name-warnings.js';
import { createNaming } from './naming.js';
import type { ResourceNames } from './naming.js';
import type { ProcessFacts } from '../util/process-facts.js';
import type { Route } from './route.js';
import { isSameEntity } from './service-entity.js';
import type { Template } from '../options/name-template/template.js';
import { minuteOf } from '../options/name-template/time-format.js';

/** Destinations allowed beyond `maxStreams` when all are in use and names still differ. */
export const MAX_OVERFLOW_STREAMS = 100;

/** The options of the application. */
export interface RouterSettings {
  readonly logGroupName: Template | NameFunction;
  readonly logStreamName: Template | NameFunction;
  readonly maxStreams: number;
  /** Whether the option `entity` is on. */
  readonly entity: boolean;
}

/** What the router asks of its owner. `now` only distinguishes recent use from idleness. */
export interface RouterParts extends RegistryParts {
  readonly processFacts: ProcessFacts;
  warn(message: Message): void;
}

/** Finds the log group and stream of a record. */
export interface Router {
  route(record: ReadableLogRecord, timestampMillis: number): Route;
  /** The route to a destination, for what is not a record of the application; undefined if it is not known. */
  routeTo(destination: Destination): Route | undefined;
  /** Destinations that are known. */
  readonly size: number;
}

/** The last result for one resource, and one scope where names depend on it. */
interface Slot {
  destination?: KnownDestination;
  minute: number;
}

/** The routes of the records of one resource. */
interface ResourceRoutes {
  readonly names: ResourceNames;
  readonly slot: Slot;
  readonly slots: WeakMap<object, Slot>;
}

/** Names are rendered once for each resource if records cannot change them. */
export function createRouter(settings: RouterSettings, parts: RouterParts): Router {
  const warnings = createNameWarnings(parts.warn);
  const registry = createDestinationRegistry(parts);
  const naming = createNaming(settings, parts.processFacts, warnings, registry.idleGroup);
  const routes = new WeakMap<Resource, ResourceRoutes>();
  let last: { readonly resource: Resource; readonly routes: ResourceRoutes } | undefined;

  function route(record: ReadableLogRecord, timestampMillis: number): Route {
    const found = last?.resource === record.resource ? last.routes : routesOf(record.resource);
    if (naming.perRecord) return arrive(resolve(found.names, record, timestampMillis).known);

    const slot = naming.usesScope ? slotOf(found, record.instrumentationScope) : found.slot;
    const minute = naming.usesTime ? minuteOf(timestampMillis) : 0;
    if (slot.destination?.isRegistered === true && slot.minute === minute) return arrive(slot.destination);
    const { known, overflow } = resolve(found.names, record, timestampMillis);
    // An overflow is temporary: the record's own destination may get room later.
    slot.destination = overflow ? undefined : known;
    slot.minute = minute;
    return arrive(known);
  }

  function arrive(known: KnownDestination): Route {
    registry.markUse(known);
    return known;
  }

  function routesOf(resource: Resource): ResourceRoutes {
    const cached = routes.get(resource);
    const found = cached ?? { names: naming.of(resource), slot: { minute: 0 }, slots: new WeakMap() };
    if (!found.names.isComplete) return found;
    if (cached === undefined) routes.set(resource, found);
    last = { resource, routes: found };
    return found;
  }

  function slotOf({ slots }: ResourceRoutes, scope: object): Slot {
    let slot = slots.get(scope);
    if (slot === undefined) slots.set(scope, (slot = { minute: 0 }));
    return slot;
  }

  function resolve(
    names: ResourceNames,
    record: ReadableLogRecord,
    timestampMillis: number,
  ): { readonly known: KnownDestination; readonly overflow: boolean } {
    const own = enter(names.of(record, timestampMillis), settings.maxStreams);
    const known = own ?? enterOverflow(names, record, timestampMillis);
    if (names.isComplete) joinEntity(known, settings.entity ? names.entity : undefined);
    return { known, overflow: own === undefined };
  }

  function enterOverflow(
    names: ResourceNames,
    record: ReadableLogRecord,
    timestampMillis: number,
  ): KnownDestination {
    warnings.tooManyStreams(settings.maxStreams);
    const limit = settings.maxStreams + MAX_OVERFLOW_STREAMS;
    const shared = enter(names.overflowOf(record, timestampMillis), limit);
    if (shared !== undefined) return shared;
    // Times and scopes can also have too many values; this is one name for all.
    const sink = enter(naming.sink, Number.POSITIVE_INFINITY);
    if (sink === undefined) throw new Error('A registry without a limit refused a destination.');
    return sink;
  }

  function enter({ logGroupName, logStreamName }: Destination, limit: number): KnownDestination | undefined {
    return registry.find(logGroupName, logStreamName) ?? registry.add(logGroupName, logStreamName, limit);
  }

  return {
    route,
    routeTo: ({ logGroupName, logStreamName }) => registry.find(logGroupName, logStreamName),
    get size() {
      return registry.size;
    },
  };
}

/** A stream that two services share has no entity from then on. */
function joinEntity(known: KnownDestination, entity: ServiceEntity | undefined): void {
  if (!known.isEntityDecided) known.entity = entity;
  else if (!isSameEntity(known.entity, entity)) known.entity = undefined;
  known.isEntityDecided = true;
}
