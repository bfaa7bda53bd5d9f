import type { NameFunction } from '../options/options.js';
import { ignoreRejection, isPromise } from '../util/ignore-rejection.js';
import { OVERFLOW } from './bind-template.js';
import type { RecordName } from './bind-template.js';
import { sanitizeText, finishName, UNKNOWN } from './sanitize-name.js';
import type { NameWarnings } from './name-warnings.js';
import type { TemplateKind } from '../options/name-template/template.js';

/** Turns any result of the application's function into a legal name. */
export function bindFunction(kind: TemplateKind, nameOf: NameFunction, warnings: NameWarnings): RecordName {
  // Neighboring records usually have the same name: it is sanitized once for a run of them.
  let lastGiven: string | undefined;
  let lastName = '';

  return (record, _timestampMillis, overflow) => {
    if (overflow) return OVERFLOW;
    let given: unknown;
    try {
      given = nameOf(record);
    } catch {
      warnings.badName(kind, 'threw');
      return UNKNOWN;
    }
    if (typeof given !== 'string' || given === '') {
      ignoreRejection(given);
      warnings.badName(kind, given === '' ? 'gave an empty text' : `gave ${kindOf(given)}, not a string`);
      return UNKNOWN;
    }
    if (given !== lastGiven) {
      lastName = finishName(kind, sanitizeText(kind, given));
      lastGiven = given;
    }
    return lastName;
  };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return isPromise(value) ? 'a promise' : typeof value;
}
