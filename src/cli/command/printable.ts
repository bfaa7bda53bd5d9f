/** Text from outside, on one line: it must not be able to send control sequences to a terminal. */
export function printable(text: string): string {
  return (
    text
      .replaceAll(/\s+/g, ' ')
      // oxlint-disable-next-line no-control-regex -- control characters are what it is about
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD')
  );
}
