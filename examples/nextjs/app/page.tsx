// oxlint-disable-next-line import/no-default-export -- Next.js looks for it
export default function Page() {
  return <p>shop</p>;
}
