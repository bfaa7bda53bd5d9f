import type { Action } from '../model/action.js';
import type { ActionHandler } from './context.js';
import { filterLogEvents } from './filter-log-events.js';
import { getLogEvents } from './get-log-events.js';
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  listTagsForResource,
  putRetentionPolicy,
  tagResource,
} from './groups.js';
import { putLogEvents } from './put-log-events.js';
import { createLogStream, deleteLogStream, describeLogStreams } from './streams.js';

const HANDLERS = new Map<string, ActionHandler>(
  Object.entries({
    CreateLogGroup: createLogGroup,
    CreateLogStream: createLogStream,
    DeleteLogGroup: deleteLogGroup,
    DeleteLogStream: deleteLogStream,
    DeleteRetentionPolicy: deleteRetentionPolicy,
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
    ListTagsForResource: listTagsForResource,
    PutLogEvents: putLogEvents,
    PutRetentionPolicy: putRetentionPolicy,
    TagResource: tagResource,
  } satisfies Record<Action, ActionHandler>),
);

export function handlerOf(action: string): ActionHandler | undefined {
  return HANDLERS.get(action);
}
