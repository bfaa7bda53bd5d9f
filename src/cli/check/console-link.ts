import { partitionOf } from '../../failures/partition.js';
import type { Destination } from '../../events/model.js';

/** The link to the stream in the AWS console of its partition; undefined for a partition without a public console. */
export function consoleLink(
  region: string,
  { logGroupName, logStreamName }: Destination,
): string | undefined {
  const host = hostOf(region);
  if (host === undefined) return undefined;
  const names = `log-group/${encode(logGroupName)}/log-events/${encode(logStreamName)}`;
  return `https://${host}/cloudwatch/home?region=${region}#logsV2:log-groups/${names}`;
}

function hostOf(region: string): string | undefined {
  switch (partitionOf(region)) {
    case 'aws':
      return `${region}.console.aws.amazon.com`;
    case 'aws-cn':
      return `${region}.console.amazonaws.cn`;
    case 'aws-us-gov':
      return `${region}.console.amazonaws-us-gov.com`;
    case 'aws-eusc':
      return 'console.amazonaws-eusc.eu';
    default:
      return undefined;
  }
}

/** The console expects names after its `#` to be encoded twice, with `$` in place of `%`: `/` is `$252F`. */
function encode(name: string): string {
  const once = encodeURIComponent(name).replaceAll(
    /[!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return encodeURIComponent(once).replaceAll('%', '$');
}
