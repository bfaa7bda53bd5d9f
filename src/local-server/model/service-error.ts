import type { ViolationRule } from './types.js';

/** An error in the form of the service; `rules` names the rules of the service that the call broke. */
export class ServiceError extends Error {
  readonly status: number;
  readonly rules: readonly ViolationRule[];

  constructor(name: string, message: string, status = 400, rules: readonly ViolationRule[] = []) {
    super(message);
    this.name = name;
    this.status = status;
    this.rules = rules;
  }
}

export function invalidParameter(message: string, ...rules: readonly ViolationRule[]): ServiceError {
  return new ServiceError('InvalidParameterException', message, 400, rules);
}

export function serialization(message: string, rule: ViolationRule = 'malformed JSON'): ServiceError {
  return new ServiceError('SerializationException', message, 400, [rule]);
}

export function groupNotFound(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
}

export function streamNotFound(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

export function alreadyExists(thing: 'group' | 'stream'): ServiceError {
  return new ServiceError('ResourceAlreadyExistsException', `The specified log ${thing} already exists`);
}

export function throttling(message = 'Rate exceeded'): ServiceError {
  return new ServiceError('ThrottlingException', message);
}
