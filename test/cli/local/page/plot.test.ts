import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import type { Update } from '../../../../src/cli/local/feed.js';
import { LEVELS } from '../../../../src/cli/local/page/dom.js';
import { createPlot, SECONDS } from '../../../../src/cli/local/page/plot.js';
import { openPage, type OpenPage } from './helpers/open-page.js';

/** A second of the page's clock, which stands still. */
const NOW = 1_000_000;

type Second = Update['seconds'][number];

/** One bar of a path: where it stands, and from where to where it goes. */
interface Bar {
  readonly level: string;
  readonly x: number;
  readonly top: number;
  readonly height: number;
}

function second(back: number, counts: Partial<Record<(typeof LEVELS)[number], number>>): Second {
  return { second: NOW - back, counts: LEVELS.map((level) => counts[level] ?? 0) };
}

function update(seconds: readonly Second[], members: Partial<Update> = {}): Update {
  const totals = { events: 0, problems: 0 };
  return { type: 'update', now: NOW * 1_000, entries: [], streams: [], seconds, totals, ...members };
}

function barsIn(page: OpenPage): Bar[] {
  return LEVELS.flatMap((level) => {
    const drawn = page.byId('plot').querySelector(`.is-${level}`)?.getAttribute('d') ?? '';
    return Array.from(drawn.matchAll(/M([\d.]+) (-?[\d.]+)h\.8v([\d.]+)h-\.8z/g), ([, x, top, height]) => ({
      level,
      x: Number(x),
      top: Number(top),
      height: Number(height),
    }));
  });
}

const someSeconds = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: SECONDS - 1 }),
      fc.array(fc.oneof(fc.nat(3), fc.nat(1_000_000)), {
        minLength: LEVELS.length,
        maxLength: LEVELS.length,
      }),
    )
    .map(([back, counts]): Second => ({ second: NOW - back, counts })),
  { maxLength: 20 },
);

describe('plot', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: NOW * 1_000 + 500, toFake: ['Date'] });
  });

  afterEach(() => clock.restore());

  it('draws a bar for each second and severity, the newest on the right', async () => {
    await using page = openPage();
    createPlot().take(update([second(0, { info: 2 }), second(10, { error: 1 })]));
    assert.deepEqual(
      barsIn(page).map(({ level, x }) => [level, Math.floor(x)]),
      [
        ['error', SECONDS - 11],
        ['info', SECONDS - 1],
      ],
    );
    assert.equal(page.byId('peak').textContent, 'peak 2 a second');
  });

  it('stands the severities of a second on each other, the worst at the bottom', async () => {
    await using page = openPage();
    createPlot().take(update([second(0, { fatal: 1, info: 1, none: 2 })]));
    const bars = barsIn(page);
    assert.deepEqual(
      bars.map(({ level }) => level),
      ['fatal', 'info', 'none'],
    );
    // Each number is rounded to a tenth.
    for (const [index, { top, height }] of bars.entries()) {
      const ground = bars[index - 1]?.top ?? 100;
      assert.ok(Math.abs(top + height - ground) < 0.11, `from ${top}, ${height} high, on ${ground}`);
    }
  });

  it('draws every bar within the plot, and high enough to be seen', async () => {
    const few = { fatal: 1, error: 1, warn: 1, info: 1, debug: 1, trace: 1 };
    const property = fc.asyncProperty(someSeconds, async (seconds) => {
      await using page = openPage();
      createPlot().take(update(seconds));
      for (const { x, top, height } of barsIn(page)) {
        assert.ok(x >= 0 && x + 0.8 <= SECONDS, `x ${x}`);
        assert.ok(top >= 0 && top + height <= 100.1, `from ${top}, ${height} high`);
        assert.ok(height >= 1.5, `${height} high`);
      }
    });
    await fc.assert(property, { examples: [[[second(0, { ...few, none: 1_000_000 })]]] });
  });

  it('forgets what is older than two minutes', async () => {
    await using page = openPage();
    const plot = createPlot();
    plot.take(update([second(0, { info: 1 })]));
    clock.tick((SECONDS - 1) * 1_000);
    plot.draw();
    assert.equal(barsIn(page).length, 1);
    clock.tick(1_000);
    plot.draw();
    assert.deepEqual([barsIn(page), page.byId('peak').textContent], [[], '']);
  });

  it('goes by the clock of the server', async () => {
    await using page = openPage();
    const ahead = 3_600;
    createPlot().take(update([second(-ahead, { info: 1 })], { now: (NOW + ahead) * 1_000 }));
    assert.deepEqual(
      barsIn(page).map(({ x }) => Math.floor(x)),
      [SECONDS - 1],
    );
  });

  it('takes later counts of a second in place of earlier ones, and a snapshot in place of all', async () => {
    await using page = openPage();
    const plot = createPlot();
    plot.take(update([second(1, { info: 1 }), second(0, { info: 1 })]));
    plot.take(update([second(0, { info: 5 })]));
    assert.equal(barsIn(page).length, 2);
    assert.equal(page.byId('peak').textContent, 'peak 5 a second');
    plot.take(update([second(2, { info: 1 })], { type: 'snapshot' }));
    assert.equal(barsIn(page).length, 1);
  });

  it('has the rate of the last five seconds that are done', async () => {
    await using page = openPage();
    const plot = createPlot();
    assert.equal(plot.rate(), 0);
    const seconds = [0, 1, 5, 6].map((back) => second(back, { info: 10 ** back }));
    plot.take(update(seconds));
    assert.equal(plot.rate(), (10 + 100_000) / 5);
    assert.equal(page.byId('peak').textContent, 'peak 1,000,000 a second');
  });

  it('shows what was chosen alone, as the server counts it, and then all again', async () => {
    await using page = openPage();
    const plot = createPlot();
    plot.take(update([second(0, { info: 1 }), second(1, { info: 1 })]));
    plot.choose({ group: '/g', stream: 's' });
    assert.deepEqual([barsIn(page).length, page.byId('plotted').textContent], [0, 's']);
    plot.follow([second(1, { error: 7 })]);
    assert.deepEqual(
      barsIn(page).map(({ level }) => level),
      ['error'],
    );
    plot.choose({ group: '/g' });
    assert.equal(page.byId('plotted').textContent, '/g');
    plot.choose({});
    assert.deepEqual([barsIn(page).length, page.byId('plotted').textContent], [2, 'all streams']);
  });
});
