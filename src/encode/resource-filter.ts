import type { ResourceSelection } from '../options/options.js';

const PREFIX_MARK = '.*';

/** Decides whether a resource attribute goes into each event. */
export type ResourceFilter = (key: string) => boolean;

const isInessential = matcher([
  'process.*',
  'os.*',
  'telemetry.sdk.*',
  'host.id',
  'host.arch',
  'service.instance.id',
]);

/** The attributes that tell processes apart. */
const PROCESS_ID = /^process\.pid$/;

/** Makes the filter of a selection. */
export function createResourceFilter(selection: ResourceSelection): ResourceFilter {
  if (selection === 'all') return () => true;
  if (selection === 'none') return () => false;
  if (selection === 'essential') return (key) => PROCESS_ID.test(key) || !isInessential(key);
  return matcher(selection);
}

/** Matches exact names, and names that end with `.*` as prefixes. */
function matcher(patterns: readonly string[]): ResourceFilter {
  const names = new Set(patterns);
  const prefixes = patterns
    .filter((pattern) => pattern.endsWith(PREFIX_MARK))
    .map((pattern) => pattern.slice(0, -1));
  return (key) => names.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
}
