import type { IncomingHttpHeaders } from 'node:http';
import { handlerOf } from './actions/handlers.js';
import type { ActionHandler } from './actions/context.js';
import { parseAmzDate } from './fault-answer.js';
import type { FaultSubject } from './faults.js';
import type { Input } from './model/input.js';
import { groupOf, recordedInput } from './recorded-input.js';
import type { OpenCall } from './recorder.js';
import { accessKeyOf, checkSignature, decode, parse, tooLarge } from './request-body.js';
import { ServiceError } from './model/service-error.js';

const TARGET = /^Logs_20140328\.(\w{1,128})$/;
const CONTENT_TYPE = /^application\/x-amz-json-1\.1\b/;

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | 'too large';
}

/** The record of a call, as far as its headers show it. */
export function openCall({ headers, body }: WireRequest, time: number): OpenCall {
  const wireBytes = body === 'too large' ? Number(headers['content-length'] ?? 0) : body.length;
  return {
    action: TARGET.exec(String(headers['x-amz-target']))?.[1] ?? 'unknown',
    input: {},
    wireBytes,
    bodyBytes: wireBytes,
    gzip: headers['content-encoding'] === 'gzip',
    accessKeyId: accessKeyOf(headers),
    time,
  };
}

/** Reads a request as far as possible; the record has what is known even when this throws. */
export function readRequest(request: WireRequest, call: OpenCall): { handler: ActionHandler; input: Input } {
  const { headers, body: wire } = request;
  if (wire === 'too large') throw tooLarge();
  checkSignature(headers, wire);
  const handler = isProtocol(request) ? handlerOf(call.action) : undefined;
  if (handler === undefined) {
    const message = `Unknown operation: ${call.action}`;
    throw new ServiceError('UnknownOperationException', message, 400, ['unknown operation']);
  }
  const body = decode(wire, headers['content-encoding'], call.action);
  call.bodyBytes = body.length;
  const input = parse(body);
  call.input = recordedInput(call.action, input);
  return { handler, input };
}

/** The facts of a call that faults match on. */
export function subjectOf(call: OpenCall, headers: IncomingHttpHeaders): FaultSubject {
  const { action, input, accessKeyId, gzip } = call;
  return {
    action,
    logGroupName: groupOf(input),
    logStreamName: input.logStreamName,
    accessKeyId,
    gzip,
    signedAt: parseAmzDate(String(headers['x-amz-date'])),
    // The real time, whatever `now` returns: callers sign by their clock, and the SDK learns its offset from this Date.
    time: Date.now(),
  };
}

function isProtocol({ method, path, headers }: WireRequest): boolean {
  return method === 'POST' && path === '/' && CONTENT_TYPE.test(headers['content-type'] ?? '');
}
