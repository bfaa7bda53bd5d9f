import type { ReactNode } from 'react';
// oxlint-disable-next-line import/no-default-export -- Next.js looks for it
export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html>
      <body>{children}</body>
    </html>
  );
}
