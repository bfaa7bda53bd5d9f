/** @typedef {import('../entries.js').Entry} Entry */
/** @typedef {import('../site.js').Chosen} Chosen */
/** @typedef {import('./filter.js').Choice} Choice */

/** Entries that are kept of what was chosen. */
const MAX_ENTRIES = 5_000;

/**
 * A group or a stream that was chosen: its events are asked from the server, because newer ones of others may have
 * pushed them out of what the page keeps.
 * @param {object} parts
 * @param {(news: readonly Entry[], isFirst: boolean) => void} parts.onNews
 * @param {(seconds: Chosen['seconds']) => void} parts.onSeconds
 */
export function createChosen({ onNews, onSeconds }) {
  /** @type {Choice} */
  let choice = {};
  /** @type {Entry[]} */
  let entries = [];
  /** The newest that the server has sent; undefined before its first answer. @type {number | undefined} */
  let last;
  let isAsking = false;
  let isStale = false;

  async function ask() {
    isStale = isAsking;
    if (isAsking || choice.group === undefined) return;
    isAsking = true;
    const asked = choice;
    const query = new URLSearchParams({ group: choice.group, after: String(last ?? 0) });
    if (choice.stream !== undefined) query.set('stream', choice.stream);
    try {
      const response = await fetch(`chosen?${query}`);
      /** @type {Chosen} */
      const answer = await response.json();
      if (asked === choice) take(answer);
    } catch {
      // The server is away; the feed begins anew when it is back, and so does this.
    }
    isAsking = false;
    if (isStale) void ask();
  }

  /** @param {Chosen} answer */
  function take(answer) {
    const isFirst = last === undefined;
    ({ last } = answer);
    keep(answer.entries);
    onSeconds(answer.seconds);
    onNews(answer.entries, isFirst);
  }

  /** @param {readonly Entry[]} news */
  function keep(news) {
    entries = [...entries, ...news].slice(-MAX_ENTRIES);
  }

  return {
    entries: () => entries,
    keep,
    isOn: () => choice.group !== undefined,
    /**
     * @param {Choice} chosen
     * @param {readonly Entry[]} problems those that are kept already
     */
    choose(chosen, problems) {
      choice = chosen;
      last = undefined;
      entries = [...problems];
      void ask();
    },
    /** Asks for more where one of these streams is among the chosen. @param {readonly Choice[]} touched */
    refresh(touched) {
      const isTouched = touched.some(
        ({ group, stream }) =>
          group === choice.group && (choice.stream === undefined || stream === choice.stream),
      );
      if (isTouched) void ask();
    },
  };
}
