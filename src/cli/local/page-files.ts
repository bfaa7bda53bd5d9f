import { readdirSync, readFileSync } from 'node:fs';

/** The files of the page by name. The build replaces this with their texts: see scripts/build.mjs. */
export const PAGE_FILES: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(new URL('page/', import.meta.url))
    .filter((name) => /\.(html|css|js)$/.test(name))
    .map((name) => [name, readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8')]),
);
