import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { judge } from '../../bench/report/judge.mjs';
import { parseReasons, reasonsFor } from '../../bench/report/reasons.mjs';
import { targetTable } from '../../bench/report/target-table.mjs';
import { TARGETS } from '../../bench/report/targets.mjs';
import { WORKLOADS } from '../../bench/workloads.mjs';
import { costing, measurement } from './measurements.js';

type Target = (typeof TARGETS)[number];

const cheaper: Target = {
  id: 'naive',
  title: 'naive, CPU',
  unit: 'us/record',
  ours: { workload: '512', subject: 'ours-none', metric: 'cpu' },
  other: { workload: '512', subject: 'naive', metric: 'cpu' },
  figure: 'other / ours',
  bound: { atLeast: 3 },
};

const quiet: Target = {
  id: 'loop-delay',
  title: 'delay',
  unit: 'ms',
  ours: { workload: '8192', subject: 'ours-none', metric: 'delayP99', less: 'idle' },
  figure: 'ours',
  bound: { atMost: 10 },
};

/** p99 of ours and of the idle loop. */
function delays(ours: number, idle: number) {
  return [delayed('ours-none', ours), delayed('idle', idle)];
}

function delayed(subject: 'ours-none' | 'idle', p99: number) {
  return measurement('8192', subject, { loopDelay: { p50: 1, p99, max: 100 } });
}

/** CPU of ours against 5 us of naive's. */
function against5(ours: number) {
  return [costing('512', 'naive', 5), costing('512', 'ours-none', ours)];
}

describe('The targets of the benchmark', () => {
  it('are compared with the medians of the run', () => {
    const naive = [21, 100, 20].map((micros) => costing('512', 'naive', micros));
    const ours = [7, 6, 90].map((micros) => costing('512', 'ours-none', micros));

    const verdict = judge(cheaper, [...naive, ...ours]);

    assert.deepEqual([verdict.other, verdict.ours, verdict.figure, verdict.outcome], [21, 7, 3, 'met']);
  });

  it('are missed by the smallest difference', () => {
    const { outcome } = judge(cheaper, [costing('512', 'naive', 20.9), costing('512', 'ours-none', 7)]);
    assert.equal(outcome, 'not met');
  });

  it('are neither met nor missed if nothing was measured', () => {
    assert.equal(judge(cheaper, []).outcome, 'not measured');
    assert.equal(judge(cheaper, [costing('512', 'ours-none', 7)]).outcome, 'not measured');
    assert.equal(judge(cheaper, [costing('8192', 'naive', 70)]).outcome, 'not measured');
    assert.equal(judge(quiet, delays(11, 2).slice(0, 1)).outcome, 'not measured');
  });

  it('subtract the value of an idle loop, and never go below zero', () => {
    assert.deepEqual([judge(quiet, delays(12, 2)).figure, judge(quiet, delays(12, 2)).outcome], [10, 'met']);
    assert.equal(judge(quiet, delays(12.1, 2)).outcome, 'not met');
    assert.equal(judge(quiet, delays(1, 2)).figure, 0);
  });

  it('support an upper bound', () => {
    const atMostTwice: Target = { ...cheaper, figure: 'ours / other', bound: { atMost: 2 } };
    assert.equal(judge(atMostTwice, against5(10)).outcome, 'met');
    assert.equal(judge(atMostTwice, against5(10.1)).outcome, 'not met');
  });

  it('have only reasons for known targets', () => {
    const ids = new Set(TARGETS.map(({ id }) => id));
    const written = [...parseReasons(readFileSync('bench/report/reasons.md', 'utf8')).keys()];
    assert.deepEqual(
      written.filter((id) => !ids.has(id)),
      [],
    );
  });

  it('read only what the workloads measure', () => {
    for (const { title, ours, other } of TARGETS) {
      for (const reading of other === undefined ? [ours] : [ours, other]) {
        const subjects = WORKLOADS.find(({ name }) => name === reading.workload)?.subjects ?? [];
        assert.ok(subjects.includes(reading.subject), title);
        if (reading.less !== undefined) assert.ok(subjects.includes(reading.less), title);
      }
    }
  });

  it('are printed with both figures, the ratio and the outcome', () => {
    const met = judge(cheaper, [costing('512', 'naive', 24), costing('512', 'ours-none', 6)]);
    const missed = judge(quiet, delays(15, 2));
    const rows = targetTable([met, missed, judge(cheaper, [])])
      .split('\n')
      .map((row) => row.replaceAll(/ +/g, ' '));

    assert.deepEqual(rows.slice(2, 5), [
      '| naive, CPU | 24.00 | 6.00 | us/record | 4.00x (other / ours) | at least 3x | met |',
      '| delay | | 13.00 | ms | 13.00 | at most 10 | **not met** |',
      '| naive, CPU | - | - | us/record | - | at least 3x | not measured |',
    ]);
  });
});

describe('The reasons for targets that are not met', () => {
  const reasons = parseReasons('Words before.\n\n## naive\n\nBecause of this.\n\n## other\n\nAnd that.\n');

  it('are read by the id of the target', () => {
    assert.deepEqual(
      [...reasons],
      [
        ['naive', 'Because of this.'],
        ['other', 'And that.'],
      ],
    );
  });

  it('are printed once for all targets that share them, and not where the target is met', () => {
    const missed = judge(cheaper, [costing('512', 'naive', 7), costing('512', 'ours-none', 7)]);
    const again = { ...missed, target: { ...cheaper, title: 'naive, main thread' } };
    const met = { ...missed, target: { ...cheaper, id: 'other', title: 'x' }, outcome: 'met' as const };

    assert.equal(
      reasonsFor([missed, met, again], reasons),
      '- naive, CPU\n- naive, main thread\n\nBecause of this.\n',
    );
  });

  it('are reported missing if none is written', () => {
    assert.match(
      reasonsFor([judge(quiet, delays(15, 2))], reasons),
      /No reason is written down yet for `loop-delay`/,
    );
  });

  it('are not needed where nothing is missed', () => {
    assert.equal(reasonsFor([judge(cheaper, [])], reasons), 'Every target that was measured is met.\n');
  });
});
