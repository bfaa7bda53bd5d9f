/**
 * The template of the stream for a worker thread: behind each `{process.pid}` comes the thread's id, so that threads
 * do not share a stream.
 */
export function streamOfThread(template: string, threadId: number): string {
  // `{{` is a brace and begins no placeholder.
  return template.replaceAll(/\{\{|\{process\.pid(?:\|[^{}]*)?\}/g, (found) =>
    found === '{{' ? found : `${found}-${threadId}`,
  );
}
