import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { peerWins } from '../../bench/report/peer-wins.mjs';
import { profileTable } from '../../bench/report/profile-table.mjs';
import { parseReasons } from '../../bench/report/reasons.mjs';
import { renderReport } from '../../bench/report/report.mjs';
import { startUpTable } from '../../bench/report/start-up-table.mjs';
import { TARGETS } from '../../bench/report/targets.mjs';
import { workloadTable } from '../../bench/report/workload-table.mjs';
import { WORKLOADS } from '../../bench/workloads.mjs';
import { costing, makeWorkload, measurement } from './measurements.js';

const ENVIRONMENT = {
  command: 'node bench/run.mjs',
  commit: '0123456789ab',
  node: 'v20.0.0',
  system: 'Linux 6, x64',
  machine: 'a CPU, 2 cores',
  packages: ['winston-cloudwatch 6.3.0'],
};

const METHOD = readFileSync('bench/report/method.md', 'utf8');

const narrow = (text: string): string => text.replaceAll(/ +/g, ' ');

describe('The report that is kept', () => {
  const kept = readFileSync('bench/RESULTS.md', 'utf8');

  it('is from a complete run: each target, each workload with each subject, and a reason for each missed target', () => {
    for (const { title } of TARGETS) assert.ok(kept.includes(`| ${title} `), title);
    for (const { title, subjects } of WORKLOADS) {
      const [, rest = ''] = kept.split('\n## Workloads\n')[1]?.split(`\n### ${title}\n`) ?? [];
      const [table = ''] = rest.split('\n#', 1);
      for (const subject of subjects) assert.ok(table.includes(`\n| ${subject} `), `${title}: ${subject}`);
    }
    assert.doesNotMatch(kept, /A short run|not measured|No reason is written down/);
  });

  it('has the current wording', () => {
    assert.ok(kept.endsWith(METHOD));
    const words = parseReasons(readFileSync('bench/report/reasons.md', 'utf8'));
    for (const [id, reason] of words) {
      const isMissed = TARGETS.some((target) => target.id === id && kept.includes(`\n- ${target.title}\n`));
      assert.equal(kept.includes(reason), isMissed, id);
    }
  });
});

describe('The report of the benchmark', () => {
  it('has a row for each subject: medians, the spread, and the ratio to naive', () => {
    const measured = [30, 20, 22].map((micros) => costing('512', 'naive', micros));
    measured.push(...[10, 11, 12].map((micros) => costing('512', 'ours-none', micros)));

    const text = narrow(workloadTable(makeWorkload(), measured));

    assert.match(text, /^### Exports of 512\n/);
    assert.match(text, /\| ours-none \| 11\.00 \(10\.00 to 12\.00\) \|.* \| 2\.00 \|\n/);
    assert.match(text, /\| naive \| 22\.00 \(20\.00 to 30\.00\) \|.* \| 1\.00 \|\n/);
  });

  it('shows of watched turns only the turns', () => {
    const turns = makeWorkload({ name: 'turns', drive: 'turns', subjects: ['ours-none', 'idle'] });
    const measured = [measurement('turns', 'ours-none', { longestTurns: [3, 5, 4] })];

    assert.equal(
      narrow(workloadTable(turns, measured)).split('\n').slice(2).join('\n'),
      [
        '| | longest turn of an export ms | longest of all ms |',
        '| --------- | ---------------------------: | ----------------: |',
        '| ours-none | 4.00 | 5.00 |',
        '| idle | - | - |',
        '',
      ].join('\n'),
    );
  });

  it('reports where a peer is better by more than 5 %, and nowhere else', () => {
    const peers = makeWorkload({
      subjects: ['ours-none', 'ours-gzip', 'otlp-proto', 'otlp-proto-gzip', 'floor'],
    });
    const measured = [
      costing('512', 'ours-none', 7),
      costing('512', 'ours-gzip', 9),
      costing('512', 'otlp-proto', 6.9),
      costing('512', 'otlp-proto-gzip', 18),
      costing('512', 'floor', 1),
    ];

    assert.equal(
      peerWins([peers], measured),
      [
        '- Exports of 512',
        '  - `otlp-proto` beats `ours-gzip`: CPU us/record 6.90 against 9.00; main thread us/record 6.90 against 9.00',
        '',
      ].join('\n'),
    );
  });

  it('ranks more records a second, and fewer bytes, as better', () => {
    const measured = [
      measurement('512', 'ours-none'),
      measurement('512', 'naive', {
        seconds: 0.5,
        sink: { requests: 9, wireBytes: 500_000, events: 1_000, messageBytes: 0, largestBody: 0 },
      }),
    ];
    const slow = measurement('512', 'naive', { seconds: 2 });

    assert.match(peerWins([makeWorkload()], measured), /krecords\/s 2\.0 against 1\.0/);
    assert.equal(peerWins([makeWorkload()], [measured[0]!, slow]), 'Nowhere in this run.\n');
  });

  it('splits the CPU of a record by category', () => {
    const text = narrow(
      profileTable(makeWorkload(), [
        { workload: '512', subject: 'ours-none', microsByGroup: { encode: 2.5, 'AWS SDK': 0.5 } },
        { workload: '8192', subject: 'ours-none', microsByGroup: { encode: 9 } },
      ]),
    );

    assert.match(text, /\| encode \| 2\.50 \|\n/);
    assert.match(text, /\| OpenTelemetry \| 0\.00 \|\n/);
    assert.match(text, /\| in all \| 3\.00 \|\n$/);
  });

  it('has a row for each module that was loaded', () => {
    const text = narrow(startUpTable([{ module: 'ours', millis: { import: [9, 7, 8], require: [6] } }]));

    assert.match(text, /\| ours \| 8\.0 \(7\.0 to 9\.0\) \| 6\.0 \(6\.0 to 6\.0\) \|\n$/);
  });

  it('is one page, and says so when the run was too short', () => {
    const results = {
      environment: ENVIRONMENT,
      rounds: 5,
      workloads: [makeWorkload()],
      measured: [costing('512', 'naive', 21), costing('512', 'ours-none', 7)],
      startUp: [{ module: 'ours', millis: { import: [9], require: [8] } }],
      profiled: [{ workload: '512', subject: 'floor' as const, microsByGroup: { encode: 1 } }],
    };

    const text = renderReport(results);

    for (const heading of [
      'Targets',
      'Targets that are not met',
      'Where the CPU time goes',
      'Where peers are better',
      'Workloads',
      'Start-up',
      'How it is measured',
    ]) {
      assert.ok(text.includes(`\n## ${heading}\n`), heading);
    }
    assert.match(text, /commit 0123456789ab/);
    assert.match(text, /Machine: a CPU, 2 cores/);
    assert.match(text, /\nThe median over 5 rounds and,/);
    const once = [makeWorkload({ rounds: 1 }), makeWorkload({ title: 'Mild', rounds: 3 })];
    assert.match(
      renderReport({ ...results, workloads: once }),
      /over 5 rounds \(1 of "Exports of 512", 3 of "Mild"\) and,/,
    );
    assert.ok(text.endsWith(METHOD));
    assert.doesNotMatch(text, /A short run/);
    assert.match(renderReport({ ...results, rounds: 1 }), /\*\*A short run/);
    assert.match(renderReport({ ...results, records: 20_000 }), /\*\*A short run/);
  });
});
