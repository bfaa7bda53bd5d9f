import type { MessageEntry } from './entry.js';

/** Messages about calls of the AWS SDK, and about the delivery of events. */
export const DELIVERY_MESSAGES = {
  CWL_ACCESS_DENIED: {
    text: 'CloudWatch Logs denies {action} for {where} ({error}). {retry}',
    cause: 'The credentials in use have no permission for the call, or a policy denies it.',
    fix: 'Allow {permission}{resource} for the credentials in use. All that the exporter needs: npx opentelemetry-exporter-cloudwatch-logs policy --help',
  },
  CWL_NAME_OR_KEY_REFUSED: {
    text: 'CloudWatch Logs refuses {action} for {where} ({error}). {retry}',
    cause: 'The service does not accept a name, or the KMS key of the log group.',
    fix: 'Check the names of the log group and log stream, and the KMS key of the log group.',
  },
  CWL_CREDENTIALS_UNKNOWN: {
    text: 'AWS does not know the credentials in use: {action} failed for {where} ({error}). {retry}',
    cause: 'The access key was deleted or deactivated, is misspelled, or belongs to another partition.',
    fix: 'Check that the credentials are valid and belong to the partition of the region.',
  },
  CWL_CREDENTIALS_EXPIRED: {
    text: 'The credentials have expired, and the AWS SDK finds no new ones: {action} failed for {where} ({error}). {retry}',
    cause: 'Temporary credentials are not renewed where the AWS SDK for JavaScript looks for them.',
    fix: 'Renew the credentials where the AWS SDK for JavaScript looks for them.',
  },
  CWL_CREDENTIALS_MISSING: {
    text: 'The AWS SDK has no usable credentials: {action} cannot be sent for {where} ({error}). {retry}',
    cause:
      'The default credential chain finds none (environment, profile, role, metadata of the container or instance), or the option clientConfig.credentials fails.',
    fix: 'Put credentials where the AWS SDK for JavaScript looks for them, or pass clientConfig.credentials.',
  },
  CWL_REGION_MISSING: {
    text: 'The AWS SDK has no usable region or endpoint: {action} cannot be sent for {where} ({error}). {retry}',
    cause: 'No region is set in the environment, the profile or clientConfig, or the endpoint is not a URL.',
    fix: 'Set AWS_REGION, or pass clientConfig.region.',
  },
  CWL_SDK_NOT_LOADED: {
    text: 'The AWS SDK could not be loaded: {action} cannot be sent for {where} ({error}). {retry}',
    cause:
      'The package @aws-sdk/client-cloudwatch-logs is not installed, or a bundler has changed how it is loaded.',
    fix: 'Install @aws-sdk/client-cloudwatch-logs where this package finds it. In a bundle, leave it external, or bundle it for Node with its built-in modules.',
  },
  CWL_SDK_NEEDS_REQUIRE: {
    text: 'The AWS SDK in this bundle has no require: {action} cannot be sent for {where} ({error}). {retry}',
    cause:
      'For Node, esbuild takes the CommonJS form of the AWS SDK, which has no require within an ES module.',
    fix: 'Let the bundler take the ES modules of the SDK (esbuild: --main-fields=module,main), bundle as CommonJS, or leave @aws-sdk/client-cloudwatch-logs external.',
  },
  CWL_CERTIFICATE_UNTRUSTED: {
    text: 'Node does not trust the certificate of the endpoint: {action} failed for {where} ({error}). {retry}',
    cause: 'A proxy or an endpoint of your own uses its own certificate authority, or the clock is wrong.',
    fix: 'Set NODE_EXTRA_CA_CERTS to the file of that certificate authority. Otherwise check the endpoint and the clock.',
  },
  CWL_CLOCK_SKEW: {
    text: 'The clock of this machine is too far off, and the AWS SDK could not correct for it: {action} failed for {where} ({error}). {retry}',
    cause: 'AWS refuses a request whose time differs by more than five minutes.',
    fix: 'Synchronize the clock.',
  },
  CWL_LOG_GROUP_MISSING: {
    text: 'The log group "{logGroupName}" does not exist, and createLogGroup is off ({error}). {retry}',
    cause: 'The group was never created or was deleted, and the exporter may not create it.',
    fix: 'Create it: {command}. Or turn createLogGroup on.',
  },
  CWL_LOG_STREAM_MISSING: {
    text: 'The log stream "{logStreamName}" of log group "{logGroupName}" does not exist, and createLogStream is off ({error}). {retry}',
    cause: 'The group or stream was never created or was deleted, and the exporter may not create it.',
    fix: 'Create it: {command}. Or turn createLogStream on.',
  },
  CWL_LIMIT_EXCEEDED: {
    text: 'The account has reached a limit of CloudWatch Logs: {action} failed for {where} ({error}). {retry}',
    cause: 'An account may have a limited number of log groups in a region.',
    fix: 'Delete log groups that are not used, or ask AWS to raise the quota.',
  },
  CWL_FOREIGN_ANSWER: {
    text: 'The answer to {action} for {where} is not from CloudWatch Logs ({error}). {retry}',
    cause: 'A proxy, a load balancer, a captive portal or another server answers instead of the service.',
    fix: 'Check the endpoint, and the proxies between this process and the service.',
  },
  CWL_SETTINGS_REFUSED: {
    text: 'CloudWatch Logs refuses {action} for {where} ({error}). {retry}',
    cause: 'A setting of the log group (class, KMS key, tags, retention) is not accepted by this endpoint.',
    fix: 'Check the option logGroup, and the endpoint.',
  },
  CWL_NO_ANSWER: {
    text: '{action} failed for {where} without an answer ({error}). {retry}',
    cause: 'The connection failed, or the AWS SDK threw an error before the answer came.',
    fix: 'Check the endpoint and the network.',
  },
  CWL_UNAVAILABLE: {
    text: '{action} failed for {where} ({error}). {retry}',
    cause: 'The service throttles, fails, or cannot be reached at the moment.',
    fix: 'If it lasts, check the quotas of the account, the endpoint and the network.',
  },
  CWL_OUTAGE: {
    text: 'CloudWatch Logs does not accept events: {why}. {waiting} events are in the outbox; the exporter retries.',
    cause: 'Calls are throttled, fail, or get no answer. Most outages end without any action.',
    fix: 'If it lasts, check the region, the endpoint and the network.',
  },
  CWL_OUTAGE_LASTS: {
    text: 'CloudWatch Logs has accepted no events for {seconds} s: {why}. {waiting} events are in the outbox; the exporter retries.',
    cause:
      'A wrong region or endpoint, a network without a route to the service, or a long failure of the service.',
    fix: 'Check the region, the endpoint and the network.',
  },
  CWL_OUTAGE_ENDED: {
    text: 'CloudWatch Logs accepts events again after {seconds} s. {waiting} events are in the outbox.',
    cause: 'The service answers again.',
    fix: '',
  },
  CWL_DELIVERY_RESUMED: {
    text: 'CloudWatch Logs accepts events of log group "{logGroupName}" again after {seconds} s (the failure was: {kind}). {waiting} events are in the outbox.',
    cause: 'The cause of the failure is gone.',
    fix: '',
  },
  CWL_EVENTS_REJECTED: {
    text: 'CloudWatch Logs rejects many events of log group "{logGroupName}", not only single ones ({error}). The exporter drops them.',
    cause: 'The endpoint answers a correct request as if it were invalid.',
    fix: 'Check the endpoint, and report the answer to the maintainers of the exporter.',
  },
  CWL_ENTITY_REJECTED: {
    text: 'CloudWatch Logs rejects the entity for log group "{logGroupName}" ({error}). The exporter sends the events without it.',
    cause:
      'An attribute of the resource is not a valid value for an entity, or the endpoint does not support entities.',
    fix: 'Check service.name and deployment.environment.name, or set entity to false.',
  },
  CWL_GZIP_REFUSED: {
    text: 'The endpoint cannot read gzip. The exporter sends plain requests.',
    cause: 'An emulator, a proxy or an older endpoint does not decompress requests.',
    fix: 'Set compression to "none" to send plain requests from the start.',
  },
  CWL_RETENTION_UNKNOWN: {
    text: 'The creation of log group "{logGroupName}" got no answer, and the group exists now. The exporter leaves its retention as it is.',
    cause: 'Another process may have created the group, with a retention of its own.',
    fix: 'To set it, run: {command}.',
  },
  CWL_RETENTION_NOT_SET: {
    text: 'Created log group "{logGroupName}" without a retention policy of its own: unless the account has one, its events never expire.',
    cause: 'CloudWatch Logs keeps events until a retention policy ends them, and bills their storage.',
    fix: 'Set the option logGroup.retentionInDays, or run: {command}.',
  },
  CWL_RETENTION_FAILED: {
    text: 'The retention of {days} days could not be set for log group "{logGroupName}" ({error}). The exporter retries.',
    cause: 'The credentials in use may lack logs:PutRetentionPolicy.',
    fix: 'Check that the credentials in use allow logs:PutRetentionPolicy on the log group.',
  },
  CWL_EVENTS_LOST: {
    text: 'Lost {records} for {where}, from {from} to {to}: {reason}{error}.',
    cause:
      'The reason is one of these. outbox_full: more events wait than outbox.maxBytes holds. shutdown: no answer came before the end. too_old, too_new, expired: CloudWatch Logs or the log group keeps no event of that time. invalid: CloudWatch Logs refused the event. oversized, empty, encode_failed: no event could be made of the record. damaged: the disk of a durable outbox changed the event.',
    fix: 'For outbox_full and shutdown, see the earlier messages. All reasons: npx opentelemetry-exporter-cloudwatch-logs explain CWL_EVENTS_LOST',
  },
  CWL_ON_LOSS_THREW: {
    text: 'The function onLoss threw. The exporter ignores what it throws.',
    cause: 'A defect of the function that the application passed.',
    fix: 'Correct the function onLoss.',
  },
} as const satisfies Readonly<Record<string, MessageEntry>>;
