import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runJob } from '../../bench/run-job.mjs';
import { openSink } from '../../bench/sink/sink.mjs';
import { measureStartUp } from '../../bench/start-up/measure-start-up.mjs';
import { WORKLOADS } from '../../bench/workloads.mjs';
import { PROCESS_MILLIS } from '../helpers/limits.js';

const run = promisify(execFile);

/** 1,200 records of the smoke run in whole exports, and 100 at a mild rate. */
const SENT: Readonly<Record<string, number>> = {
  '512': 1_536,
  '8192': 8_192,
  ascii: 1_536,
  'non-latin': 1_536,
  nested: 1_280,
  streams: 1_536,
  latency: 1_536,
  turns: 10_000,
  mild: 100,
  emit: 1_536,
  'emit-steady': 1_536,
  'emit-mild': 100,
};

describe('The benchmark', () => {
  it('sends every record that it reports as sent, with every subject and in every kind of workload', async () => {
    const { stdout } = await run(process.execPath, ['bench/run.mjs', '--smoke'], { timeout: PROCESS_MILLIS });

    // The run fails if the same records gave different messages.
    const lines = stdout.trim().split('\n');
    const jobs = lines.map((line) => /^(\S+), (\S+): (\d+) events/.exec(line)?.slice(1) ?? [line]);
    for (const [workload = '', subject, events] of jobs) {
      const sent = subject === 'idle' || subject === 'noop' ? 0 : SENT[workload];
      assert.equal(Number(events), sent, `${workload}, ${subject}`);
    }
    const subjects = new Set(jobs.map(([, subject]) => subject));
    const workloads = new Set(jobs.map(([workload]) => workload));
    assert.deepEqual(subjects, new Set(WORKLOADS.flatMap((workload) => workload.subjects)));
    // The others differ from one of these only in their count or their Node.
    assert.deepEqual(
      workloads,
      new Set(WORKLOADS.map(({ name }) => name).filter((name) => !/memory|-26$/.test(name))),
    );
  });

  it('loads each module of the start-up table, as a module and as a script', () => {
    // No round is measured; the processes before the rounds fail if a module does not load.
    assert.deepEqual(
      measureStartUp(0).map(({ millis }) => millis),
      Array.from({ length: 4 }, () => ({ import: [], require: [] })),
    );
  });

  it('fails if the sink counts another number of events than were sent', async () => {
    for (const missed of [1, -1]) {
      const sink = await openSink({ latencyMillis: 0, parses: false });
      const sinks = {
        open: () =>
          Promise.resolve({
            url: `http://127.0.0.1:${sink.port}`,
            reset: () => Promise.resolve(sink.reset()),
            close() {
              const report = sink.close();
              return Promise.resolve({ ...report, events: report.events - missed });
            },
          }),
        stop: () => undefined,
      };
      await assert.rejects(
        runJob(sinks, WORKLOADS[0]!, 'ours-gzip', { records: 512 }),
        new RegExp(`512 records were sent, and ${512 - missed} arrived`),
      );
    }
  });
});
