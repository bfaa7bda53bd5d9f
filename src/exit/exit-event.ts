import { quietly } from '../util/quietly.js';

/** Something that has work to do when the process ends. */
export interface ExitWork {
  /** Begins the work, and gives what waits for it: several wait side by side. */
  begin(): (() => void) | undefined;
}

/** One set for all copies of this package in a process: bundles hold their own. */
const KEY = Symbol.for('opentelemetry-exporter-cloudwatch-logs.exit');

/** Has the work done on the event `exit`; gives what cancels it. One listener serves all. */
export function onExit(
  work: ExitWork,
  process: Pick<NodeJS.Process, 'on'> = globalThis.process,
  holder: object = process,
): () => void {
  const works = worksOf(process, holder);
  works.add(work);
  return () => void works.delete(work);
}

function worksOf(process: Pick<NodeJS.Process, 'on'>, holder: object): Set<ExitWork> {
  const known: unknown = Reflect.get(holder, KEY);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else has this key
  if (known instanceof Set) return known as Set<ExitWork>;
  const works = new Set<ExitWork>();
  Object.defineProperty(holder, KEY, { value: works });
  process.on('exit', () => runAll(works));
  return works;
}

/** What fails here must not change how the process ends. */
function runAll(works: ReadonlySet<ExitWork>): void {
  const waits = Array.from(works, (work) => quietly(() => work.begin()));
  for (const wait of waits) quietly(() => wait?.());
}
