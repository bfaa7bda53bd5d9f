import { systemClock } from './clock.js';
import { PACKAGE_NAME } from './package-name.js';
import { quietly } from './quietly.js';

/** Work to do when the process ends. */
export interface ExitWork {
  /** Starts the work, and returns the function that waits for it: several run in parallel. */
  begin(): (() => void) | undefined;
}

/** The part of `process` that is used. */
type Emitter = Pick<NodeJS.Process, 'on'>;

const EXIT = 'exit';

/** Runs the work on the event `exit`; returns the function that cancels it. */
export function onExit(
  work: ExitWork,
  process: Emitter = globalThis.process,
  holder: object = process,
): () => void {
  return join(work, EXIT, holder, (works) => {
    process.on('exit', () => runAll(works));
    // A listener of the event that throws ends it: those behind it are never called.
    process.on('uncaughtExceptionMonitor', () => {
      if (Reflect.get(process, '_exiting') === true) runAll(works);
    });
  });
}

/** Calls back if the event loop turns again: then the process has not ended. */
export function whenAlive(callback: () => void): void {
  void turnAndCall(callback);
}

/** Runs all the work now: something ends the process without the event `exit`. */
export function runExitWork(holder: object = globalThis.process): void {
  runAll(membersOf<ExitWork>(EXIT, holder) ?? new Set());
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

async function turnAndCall(callback: () => void): Promise<void> {
  await systemClock.turn();
  callback();
}

/** Adds a member that shares a listener with those of all copies of this package in a process: bundles have their own. */
function join<Member>(
  member: Member,
  name: string,
  holder: object,
  listen: (members: ReadonlySet<Member>) => void,
): () => void {
  const known = membersOf<Member>(name, holder);
  const members = known ?? new Set<Member>();
  if (known === undefined) {
    Object.defineProperty(holder, symbolOf(name), { value: members });
    listen(members);
  }
  members.add(member);
  return () => void members.delete(member);
}

function membersOf<Member>(name: string, holder: object): Set<Member> | undefined {
  const members: unknown = Reflect.get(holder, symbolOf(name));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this module uses the key
  return members instanceof Set ? (members as Set<Member>) : undefined;
}

function symbolOf(name: string): symbol {
  return Symbol.for(`${PACKAGE_NAME}.${name}`);
}

/** A failure here must not change how the process ends. */
function runAll(works: ReadonlySet<ExitWork>): void {
  const waits = Array.from(works, (work) => quietly(() => work.begin()));
  for (const wait of waits) quietly(() => wait?.());
}

function callAll(callbacks: ReadonlySet<() => void>): void {
  for (const callback of callbacks) quietly(callback);
}
