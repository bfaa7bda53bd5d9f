import { CloudWatchLogsClient, type CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import type { SignedRequest } from './sigv4.js';

/** Invalid credentials. */
export const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

export interface Answer {
  readonly statusCode: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request handler for a real client: plays answers, the last one repeatedly. */
export function createWire(...answers: Answer[]) {
  const requests: SignedRequest[] = [];
  let destroyed = 0;
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle(request: SignedRequest) {
      requests.push({ ...request, headers: { ...request.headers } });
      const { statusCode, body = '{}', headers = {} } = answers[requests.length - 1] ?? answers.at(-1)!;
      const response = {
        statusCode,
        headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
        body: new Blob([body]).stream(),
      };
      return Promise.resolve({ response });
    },
    destroy: () => void destroyed++,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a handler as the SDK looks at
  const config = {
    region: 'eu-west-1',
    credentials: CREDENTIALS,
    requestHandler,
  } as unknown as CloudWatchLogsClientConfig;
  return {
    requests,
    config,
    client: (more: CloudWatchLogsClientConfig = {}) => new CloudWatchLogsClient({ ...config, ...more }),
    get destroyed() {
      return destroyed;
    },
  };
}

/** An error as the service answers it. */
export function errorAnswer(name: string, message: string, statusCode = 400): Answer {
  return { statusCode, body: JSON.stringify({ __type: name, message }) };
}
