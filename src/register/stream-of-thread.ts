/**
 * The stream template for a worker thread: each `{process.pid}` is followed by the thread id, so that threads
 * do not share a stream.
 */
export function streamOfThread(template: string, threadId: number): string {
  // `{{` is an escaped brace and begins no placeholder.
  return template.replaceAll(/\{\{|\{process\.pid(?:\|[^{}]*)?\}/g, (found) =>
    found === '{{' ? found : `${found}-${threadId}`,
  );
}
