/**
 * The calls this server answers; any other is an `UnknownOperationException`.
 * @since 0.1.0
 */
export type Action =
  | 'CreateLogGroup'
  | 'CreateLogStream'
  | 'DeleteLogGroup'
  | 'DeleteLogStream'
  | 'DeleteRetentionPolicy'
  | 'DescribeLogGroups'
  | 'DescribeLogStreams'
  | 'FilterLogEvents'
  | 'GetLogEvents'
  | 'ListTagsForResource'
  | 'PutLogEvents'
  | 'PutRetentionPolicy'
  | 'TagResource';
