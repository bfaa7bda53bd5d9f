import { quote } from '../../util/quote.js';
import type { TemplateKind } from './template.js';

/**
 * Characters of a name, counted as UTF-16 units, which is never less than how the service counts.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 */
export const MAX_NAME_LENGTH = 512;

/** What the service forbids; lone surrogates cannot be written as UTF-8. */
export const FORBIDDEN: Readonly<Record<TemplateKind, RegExp>> = {
  logGroupName: /[^.\-_/#A-Za-z0-9]/gu,
  logStreamName: /[:*\p{Surrogate}]/gu,
};

/** Group names with this prefix, in any case, are reserved by the service. */
export const RESERVED_GROUP_PREFIX = /^aws\//i;

const ALLOWED: Readonly<Record<TemplateKind, string>> = {
  logGroupName: 'only letters, digits and . - _ / # in a log group name',
  logStreamName: 'no : and no * in a log stream name',
};

const ARN = /^arn:[^:]*:logs:/;

/** Throws where the service would refuse the text. Only values are made legal, because no person chose them. */
export function refuseForbidden(kind: TemplateKind, literal: string, template: string): void {
  if (kind === 'logGroupName' && ARN.test(literal)) {
    throw new Error(
      `expected the name of a log group, got the ARN ${quote(template)}: give what follows "log-group:" in it, ` +
        'and choose region and account by clientConfig',
    );
  }
  const [forbidden] = FORBIDDEN[kind][Symbol.match](literal) ?? [];
  if (forbidden === undefined) return;
  throw new Error(`expected ${ALLOWED[kind]}, got ${quote(forbidden)} in ${quote(template)}`);
}
