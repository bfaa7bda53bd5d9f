/** What the SDK throws for an answer of the service. */
export function serviceError(
  name: string,
  message = '',
  status = 400,
  headers: Readonly<Record<string, string>> = {},
): Error {
  const error = new Error(message);
  error.name = name;
  Object.assign(error, { $fault: status < 500 ? 'client' : 'server', $metadata: { httpStatusCode: status } });
  Object.defineProperty(error, '$response', { value: { statusCode: status, headers }, enumerable: false });
  return error;
}

/** What Node throws for a connection that fails. */
export function networkError(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

/** Texts of the real service. */
export const TEXTS = {
  groupMissing: 'The specified log group does not exist.',
  streamMissing: 'The specified log stream does not exist.',
  groupExists: 'The specified log group already exists',
  streamExists: 'The specified log stream already exists',
  signatureExpired:
    'Signature expired: 20231201T095742Z is now earlier than 20231201T095745Z (20231201T100245Z - 5 min.)',
  tokenExpired: 'The security token included in the request is expired',
  denied:
    'User: arn:aws:iam::123456789012:user/me is not authorized to perform: logs:PutLogEvents on resource: arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s because no identity-based policy allows the logs:PutLogEvents action',
  tooLarge: 'Upload too large: 1049882 bytes exceeds limit of 1048576',
  emptyMembers:
    "2 validation errors detected: Value '' at 'logEvents.1.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'logEvents.4.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
} as const;
