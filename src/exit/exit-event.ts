import { quietly } from '../util/quietly.js';

/** Work to do when the process ends. */
export interface ExitWork {
  /** Starts the work, and returns the function that waits for it: several run in parallel. */
  begin(): (() => void) | undefined;
}

/** The part of `process` that is used. */
type Emitter = Pick<NodeJS.Process, 'on'>;

/** Runs the work on the event `exit`; returns the function that cancels it. */
export function onExit(
  work: ExitWork,
  process: Emitter = globalThis.process,
  holder: object = process,
): () => void {
  return join(work, 'exit', holder, (works) => {
    process.on('exit', () => runAll(works));
    // A listener of the event that throws ends it: those behind it are never called.
    process.on('uncaughtExceptionMonitor', () => {
      if (Reflect.get(process, '_exiting') === true) runAll(works);
    });
  });
}

/**
 * Calls back for an uncaught exception or an unhandled rejection, whether it ends the process or not; returns the
 * function that cancels it.
 */
export function onUncaughtException(
  callback: () => void,
  process: Emitter = globalThis.process,
  holder: object = process,
): () => void {
  return join(callback, 'uncaught-exception', holder, (callbacks) => {
    process.on('uncaughtExceptionMonitor', () => callAll(callbacks));
  });
}

/** Adds a member that shares a listener with those of all copies of this package in a process: bundles have their own. */
function join<Member>(
  member: Member,
  name: string,
  holder: object,
  listen: (members: ReadonlySet<Member>) => void,
): () => void {
  const key = Symbol.for(`opentelemetry-exporter-cloudwatch-logs.${name}`);
  const known: unknown = Reflect.get(holder, key);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this module uses the key
  const members = known instanceof Set ? (known as Set<Member>) : new Set<Member>();
  if (members !== known) {
    Object.defineProperty(holder, key, { value: members });
    listen(members);
  }
  members.add(member);
  return () => void members.delete(member);
}

/** A failure here must not change how the process ends. */
function runAll(works: ReadonlySet<ExitWork>): void {
  const waits = Array.from(works, (work) => quietly(() => work.begin()));
  for (const wait of waits) quietly(() => wait?.());
}

function callAll(callbacks: ReadonlySet<() => void>): void {
  for (const callback of callbacks) quietly(callback);
}
