import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { fixed, table } from '../../bench/report/markdown.mjs';
import { median, medianOf, spread, valuesOf } from '../../bench/report/statistics.mjs';
import { costing, measurement } from './measurements.js';

describe('The statistics of the benchmark', () => {
  it('take the middle value, or the mean of the two middle values', () => {
    assert.equal(median([3]), 3);
    assert.equal(median([9, 1, 10]), 9);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.ok(Number.isNaN(median([])));
  });

  it('have as many values above the median as below it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        assert.ok(below <= values.length / 2 && above <= values.length / 2);
        const [least, most] = spread(values);
        assert.ok(least <= middle && middle <= most);
      }),
    );
  });

  it('read one subject in one workload over all rounds', () => {
    const measured = [
      costing('512', 'naive', 30),
      costing('512', 'ours-none', 7),
      costing('8192', 'naive', 20),
      costing('512', 'naive', 10),
    ];
    assert.deepEqual(valuesOf(measured, '512', 'naive', 'cpu'), [30, 10]);
    assert.equal(medianOf(measured, '512', 'naive', 'cpu'), 20);
  });

  it('read nothing where nothing was measured', () => {
    const idle = measurement('512', 'idle', { records: 0, mainMicros: undefined, loopDelay: undefined });
    for (const metric of ['cpu', 'mainCpu', 'rate', 'wire', 'delayP99', 'turnMedian', 'turnMax'] as const) {
      assert.deepEqual(valuesOf([idle], '512', 'idle', metric), [], metric);
    }
    assert.ok(Number.isNaN(medianOf([], '512', 'idle', 'cpu')));
  });

  it('read each unit as it is written', () => {
    const one = measurement('512', 'ours-none', {
      records: 2_000,
      seconds: 0.5,
      cpuMicros: 20_000,
      mainMicros: 10_000,
      rssGrowth: 3 * 2 ** 20,
      longestTurns: [1, 9, 2],
      sink: { requests: 4, wireBytes: 1_000_000, events: 2_000, messageBytes: 0, largestBody: 0 },
    });
    const read = (metric: Parameters<typeof valuesOf>[3]) => medianOf([one], '512', 'ours-none', metric);
    assert.deepEqual(
      [read('cpu'), read('mainCpu'), read('rate'), read('rss'), read('wire'), read('ofCore')],
      [10, 5, 4, 3, 500, 4],
    );
    assert.deepEqual([read('delayP99'), read('turnMedian'), read('turnMax')], [2, 2, 9]);
  });
});

describe('The tables of the benchmark', () => {
  it('have columns of one width, numbers to the right', () => {
    assert.equal(
      table(
        ['', 'us'],
        [
          ['naive', '10.25'],
          ['x', '1'],
        ],
      ),
      ['|       |    us |', '| ----- | ----: |', '| naive | 10.25 |', '| x     |     1 |', ''].join('\n'),
    );
  });

  it('show no minus sign where a number is rounded to zero', () => {
    assert.deepEqual(
      [fixed(-0.04, 1), fixed(-0.4, 0), fixed(-0.6, 0), fixed(1.25, 1)],
      ['0.0', '0', '-1', '1.3'],
    );
  });
});
