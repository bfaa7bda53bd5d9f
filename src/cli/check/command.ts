import type { Message } from '../../messages/message.js';
import { findNodeSdk } from '../../register/node-sdk.js';
import { createPackages } from '../../register/packages.js';
import { detectResource } from '../../register/resource.js';
import { readSettings } from '../../register/settings.js';
import { resolveOptions, type ResolvedOptions } from '../../options/resolve-options.js';
import { systemClock } from '../../util/clock.js';
import { EXIT, readArgs, UsageError, type Command } from '../command/command.js';
import type { Environment } from '../../util/environment.js';
import { createAwsClient } from './aws-client.js';
import { runCheck } from './check.js';
import { fixesOf } from './fixes.js';
import { printReport } from './print-report.js';
import { createProbe } from './probe.js';
import { redacted } from './redact.js';
import type { CheckReport } from './report.js';

const HELP = `Usage: npx opentelemetry-exporter-cloudwatch-logs check [options]

Tries what the exporter would do, in the account and the region that the environment gives: puts one event, and reads
it back where that is allowed. Says what fails, why, and what to do; prints the policy that is missing. The exporter's
own variables (OTEL_SERVICE_NAME, OTEL_EXPORTER_CLOUDWATCH_...) count here as they do for a service.

  --group NAME       the log group, or a template; default: as the exporter
  --stream NAME      the log stream, or a template; default: as the exporter
  --endpoint URL     another endpoint than that of the region
  --create           make the group and the stream where they are missing, as the exporter would;
                     without it, what is missing and would be created is no failure
  --json             one JSON document for machines; never a secret

Exit code: 0 nothing failed, 1 something failed, 2 called wrongly.

Example:
  OTEL_SERVICE_NAME=checkout AWS_REGION=eu-central-1 npx opentelemetry-exporter-cloudwatch-logs check --create`;

const OPTIONS = {
  group: { type: 'string' },
  stream: { type: 'string' },
  endpoint: { type: 'string' },
  create: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

export const check: Command = {
  help: HELP,
  async run(args, { terminal, env }) {
    const { values } = readArgs(args, OPTIONS);
    const warnings: Message[] = [];
    const warn = (message: Message): void => void warnings.push(message);
    const wanted = resolve(values, env, warn);
    const resource = await resourceOf(env, warn);
    const aws = await createAwsClient(wanted.clientConfig ?? {});
    const options: ResolvedOptions = {
      ...wanted,
      client: aws.client,
      createLogGroup: wanted.createLogGroup && values.create,
      createLogStream: wanted.createLogStream && values.create,
    };
    const probe = createProbe({ clock: systemClock, random: Math.random, warn }, options, resource);
    const onTry = (what: string): void => terminal.live(`${what} ...`);
    const { requestTimeoutMillis } = options;
    const { createLogGroup, createLogStream } = wanted;
    const creation = { isTried: values.create, createLogGroup, createLogStream };
    const found = await runCheck(
      { clock: systemClock, aws, probe, onTry },
      { requestTimeoutMillis, creation, fixes: fixesOf(env) },
    );
    probe.close();
    aws.client.destroy();
    const report = redacted({ ...found, ...whatIsActive(options), warnings }, aws.secrets);
    if (values.json) terminal.print(JSON.stringify(report, undefined, 2));
    else printReport(terminal, report);
    return report.ok ? EXIT.ok : EXIT.failed;
  },
};

/** Options that change which records are sent or what an event contains, if they are set. */
function whatIsActive({
  logGroup,
  resource,
  redact,
  omit,
  minSeverity,
  traceBased,
  errorContext,
  budget,
}: ResolvedOptions): Pick<
  CheckReport,
  'logGroup' | 'resource' | 'redact' | 'omit' | 'minSeverity' | 'traceBased' | 'errorContext' | 'budget'
> {
  const { logGroupClass, retentionInDays } = typeof logGroup === 'function' ? {} : logGroup;
  return {
    ...((logGroupClass ?? retentionInDays) !== undefined && { logGroup: { logGroupClass, retentionInDays } }),
    ...(resource !== 'essential' && { resource }),
    ...(redact.length > 0 && { redact }),
    ...(omit.length > 0 && { omit }),
    ...(minSeverity && { minSeverity }),
    ...(traceBased && { traceBased }),
    ...(errorContext && { errorContext }),
    ...(budget && { budget }),
  };
}

function resolve(
  { group, stream, endpoint }: { group?: string; stream?: string; endpoint?: string },
  env: Environment,
  warn: (message: Message) => void,
): ResolvedOptions {
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:/i.test(endpoint))) {
    throw new UsageError(
      `--endpoint: expected a URL such as https://logs.eu-central-1.amazonaws.com, got "${endpoint}"`,
    );
  }
  try {
    return resolveOptions(
      {
        logGroupName: group,
        logStreamName: stream,
        clientConfig: endpoint === undefined ? {} : { endpoint },
      },
      env,
      warn,
    );
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

async function resourceOf(
  env: Environment,
  warn: (message: Message) => void,
): Promise<ReturnType<typeof detectResource>> {
  const packages = createPackages();
  const { loadAuto } = findNodeSdk(packages) ?? {};
  const resource = detectResource(readSettings(env).detectors, { packages, loadAuto, warn });
  await resource.waitForAsyncAttributes?.();
  return resource;
}
