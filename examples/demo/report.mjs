// Prints what arrived, and holds it against what was logged.
import { styleText } from 'node:util';

/** @typedef {import('./read-back.mjs').Event} Event */
/** @typedef {import('./loggers.mjs').Logged} Logged */

const COLOURS = process.stdout.isTTY && !process.env['NO_COLOR'];
const WIDTH = 108;

/**
 * @param {object} run
 * @param {import('./main.mjs').LocalServer} run.server
 * @param {number} run.orders
 * @param {number} run.seconds
 * @param {Logged[]} run.logged
 * @param {import('./read-back.mjs').Group[]} run.arrived
 * @returns {boolean} whether exactly what was logged arrived, and no rule of the service was broken
 */
export function printReport({ server, orders, seconds, logged, arrived }) {
  const events = arrived.flatMap(({ streams }) => streams.flatMap((stream) => stream.events));

  print(
    `A shop took ${orders} orders in ${seconds.toFixed(1)} s, logging to a local CloudWatch Logs at ${server.url}`,
  );

  heading('What arrived');
  for (const { name, retentionInDays, streams } of arrived) {
    const kept = retentionInDays === undefined ? 'kept for ever' : `kept for ${retentionInDays} days`;
    print(`log group   ${name}   ${kept}`);
    for (const stream of streams)
      print(`log stream  ${stream.name}   ${amount(stream.events.length)} events`);
  }
  print(`by logger   ${counts(events.map(({ logger }) => logger))}`);
  print(`by level    ${counts(events.map(({ level }) => level))}`);

  heading('Some of it, read back with GetLogEvents');
  print(dim('time          level  trace     message'));
  for (const event of sample(events))
    print(row(clock(event.time), event, (event.traceId ?? '-').slice(0, 8).padEnd(8)));

  const failed = events.find(({ level, logger }) => level === 'error' && logger === 'winston');
  if (failed !== undefined) {
    const trace = events.filter(({ traceId }) => traceId === failed.traceId);
    heading(`One trace through all three loggers: ${failed.traceId}`);
    for (const event of trace) print(row(after(trace, event), event, event.logger.padEnd(13)));

    heading('Its second event as CloudWatch Logs holds it');
    for (const line of wrapped(trace[1]?.stored ?? '')) print(line);
  }

  heading('What was sent');
  printRequests(server);

  const lost = missing(logged, events);
  const complete = lost === 0 && events.length === logged.length && server.violations.length === 0;
  print('');
  print(
    styled(
      complete ? 'green' : 'red',
      `logged ${amount(logged.length)}, arrived ${amount(events.length)}, lost ${amount(lost)}`,
    ),
  );
  return complete;
}

/**
 * How many of the records that were logged did not arrive with their logger, level and message.
 * @param {Logged[]} logged
 * @param {Event[]} events
 */
function missing(logged, events) {
  const left = tally(events.map(key));
  let lost = 0;
  for (const entry of logged) {
    const count = left.get(key(entry)) ?? 0;
    if (count === 0) lost++;
    else left.set(key(entry), count - 1);
  }
  return lost;
}

/** @param {Logged} entry */
function key({ logger, level, message }) {
  return JSON.stringify([logger, level, message]);
}

/** @param {import('./main.mjs').LocalServer} server */
function printRequests({ calls, violations }) {
  const puts = calls.filter(({ action, status }) => action === 'PutLogEvents' && status === 200);
  const bytes = puts.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  const wire = puts.reduce((sum, { wireBytes }) => sum + wireBytes, 0);
  const setUp = calls.map(({ action }) => action).filter((action) => /^(Create|PutRetention)/.test(action));
  print(
    `PutLogEvents   ${amount(puts.length)} accepted, ${amount(bytes)} bytes, gzip made them ${amount(wire)}`,
  );
  print(`to set up      ${counts(setUp)}`);
  print(`broken rules   ${violations.length}`);
}

/**
 * The first and the last events, and the first warning and error between them.
 * @param {Event[]} events
 */
function sample(events) {
  const picked = new Set([
    ...events.slice(0, 3),
    events.find(({ level }) => level === 'warn'),
    events.find(({ level }) => level === 'error'),
    ...events.slice(-2),
  ]);
  return events.filter((event) => picked.has(event));
}

/**
 * @param {string} time
 * @param {Event} event
 * @param {string} origin
 */
function row(time, { level, message }, origin) {
  const colour = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'cyan';
  return `${time}  ${styled(colour, level.padEnd(5))}  ${dim(origin)}  ${message}`;
}

/** @param {number} time */
function clock(time) {
  return new Date(time).toISOString().slice(11, 23);
}

/**
 * @param {Event[]} trace
 * @param {Event} event
 */
function after(trace, event) {
  return `+${event.time - (trace[0]?.time ?? 0)} ms`.padStart(8);
}

/** `info 240, error 3`: how often each comes. @param {string[]} values */
function counts(values) {
  return [...tally(values)].map(([value, count]) => `${value} ${amount(count)}`).join(', ');
}

/** @param {string[]} values */
function tally(values) {
  /** @type {Map<string, number>} */
  const counted = new Map();
  for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1);
  return counted;
}

/** @param {number} value */
function amount(value) {
  return value.toLocaleString('en-US');
}

/**
 * Lines that end behind a comma, where one comes in time.
 * @param {string} text
 */
function wrapped(text) {
  return text.match(new RegExp(`.{1,${WIDTH}}(?:(?<=,)|$)|.{1,${WIDTH}}`, 'gu')) ?? [];
}

/** @param {string} text */
function heading(text) {
  print(`\n${styled('bold', text)}`);
}

/** @param {string} text */
function dim(text) {
  return styled('dim', text);
}

/**
 * @param {Parameters<typeof styleText>[0]} style
 * @param {string} text
 */
function styled(style, text) {
  return COLOURS ? styleText(style, text) : text;
}

/** @param {string} text */
function print(text) {
  console.log(text === '' || text.startsWith('\n') ? text : `  ${text}`);
}
