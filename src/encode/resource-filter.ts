import type { ResourceSelection } from '../options/options.js';

const PREFIX_MARK = '.*';

/** Says of a resource attribute whether it goes into each event. */
export type ResourceFilter = (key: string) => boolean;

const isInessential = matcher([
  'process.*',
  'os.*',
  'telemetry.sdk.*',
  'host.id',
  'host.arch',
  'service.instance.id',
]);

/** Of all that is known of a process, what tells it from the others. */
const PROCESS_ID = /^process\.pid$/;

/** Makes the filter of a selection. */
export function createResourceFilter(selection: ResourceSelection): ResourceFilter {
  if (selection === 'all') return () => true;
  if (selection === 'none') return () => false;
  if (selection === 'essential') return (key) => PROCESS_ID.test(key) || !isInessential(key);
  return matcher(selection);
}

/** Matches names as they stand, and those that end with `.*` as prefixes. */
function matcher(patterns: readonly string[]): ResourceFilter {
  const names = new Set(patterns);
  const prefixes = patterns
    .filter((pattern) => pattern.endsWith(PREFIX_MARK))
    .map((pattern) => pattern.slice(0, -1));
  return (key) => names.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
}
