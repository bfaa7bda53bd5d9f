import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** What a user reads. */
export const USER_PAGES = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md') && name !== 'ARCHITECTURE.md')
    .map((name) => `docs/${name}`),
];

/** What a contributor reads besides. */
export const ALL_PAGES = [
  ...USER_PAGES,
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs/ARCHITECTURE.md',
  ...readdirSync('docs/decisions').map((name) => `docs/decisions/${name}`),
  'examples/README.md',
];

export function textOf(page: string): string {
  return readFileSync(page, 'utf8');
}

export interface Snippet {
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

/** The blocks of code in a language, with the line that each begins on. */
export function snippetsOf(language: string, pages: readonly string[] = ALL_PAGES): Snippet[] {
  return pages.flatMap((page) => {
    const text = textOf(page);
    return Array.from(text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))).map((found) => ({
      page,
      line: text.slice(0, found.index).split('\n').length,
      code: found[1] ?? '',
    }));
  });
}

/** Headings as GitHub makes anchors of them. */
export function anchorsOf(page: string): Set<string> {
  const prose = textOf(page).replaceAll(/^```.*?^```/gms, '');
  return new Set(
    Array.from(prose.matchAll(/^#+ (.*)$/gm)).map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** What is wrong with the links of a page that lead into the repository. */
export function brokenLinks(page: string): string[] {
  const prose = textOf(page).replaceAll(/^```.*?^```/gms, '');
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g)).flatMap(([, target = '']) => {
    if (target.startsWith('https://')) return [];
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(file)) return [`${page}: ${target} does not exist`];
    if (anchor !== undefined && !anchorsOf(file).has(anchor))
      return [`${page}: ${target} has no such heading`];
    return [];
  });
}
