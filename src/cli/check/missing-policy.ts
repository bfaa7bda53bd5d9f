import { accountOf } from '../../deliver/account.js';
import { checkedAction } from '../../failures/explain-failure.js';
import type { Failure } from '../../failures/failure.js';
import { policyOf, statementFor, type Policy } from '../policy/statement.js';

/** The caller of the denied calls, as far as it is known. */
export interface Caller {
  readonly region: string;
  readonly accessKeyId: string;
  readonly accountId: string | undefined;
}

/** One statement that allows the denied calls on every stream; undefined when no missing permission caused the denial. Pure. */
export function missingPolicy(
  failures: readonly Failure[],
  logGroupName: string,
  caller: Caller,
): Policy | undefined {
  const denied = failures.filter(isMissingPermission);
  if (denied.length === 0) return undefined;
  const actions = [...new Set(denied.map(checkedAction))];
  const account = accountIn(denied) ?? knownAccount(caller) ?? '*';
  return policyOf([statementFor(actions, { logGroupName, region: caller.region, account })]);
}

/** The service also denies a wrong key or a bad signature. No policy helps there. */
export function isNotAuthorized({ kind, error }: Failure): boolean {
  return kind === 'denied' && /^AccessDenied|^NotAuthorized/.test(error.name);
}

/** Denied by something other than the policies of these credentials (IAM names it), or by a KMS key. */
const OTHER_RULES =
  /explicit deny|because no (?:service control|resource control|session|VPC endpoint) policy|because no permissions boundary|KMS key/i;

/** Whether a policy statement for these credentials would allow the call. */
export function isMissingPermission(failure: Failure): boolean {
  return (
    isNotAuthorized(failure) &&
    !OTHER_RULES.test(failure.error.message) &&
    checkedAction(failure).startsWith('logs:')
  );
}

/** The service names the resource that it checked, with its account id. */
function accountIn(failures: readonly Failure[]): string | undefined {
  const texts = failures.map(({ error }) => error.message).join(' ');
  return (
    /on resource: arn:[\w-]+:logs:[\w-]*:(\d{12}):/.exec(texts)?.[1] ??
    /arn:[\w-]+:(?:iam|sts)::(\d{12}):/.exec(texts)?.[1]
  );
}

/** Undefined where the credentials do not contain the account id. */
export function knownAccount(caller: Pick<Caller, 'accessKeyId' | 'accountId'>): string | undefined {
  const account = accountOf(caller);
  return /^\d{12}$/.test(account) ? account : undefined;
}
