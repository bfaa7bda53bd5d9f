/** Lets the event loop turn once: what needs neither time nor another thread has run then. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
