import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Finds optional packages: beside this package, otherwise from the application. */
export interface Packages {
  /** The file that `require(specifier)` would load; undefined if it is not found. */
  find(specifier: string): string | undefined;
  /** Loads a file that was found; the caller knows its type. */
  load(file: string): ReturnType<NodeJS.Require>;
  /** The loaded file of that name, by `import` or `require` of CommonJS: two versions may be installed. */
  findLoaded(specifier: string): string | undefined;
  /** The files of CommonJS that have been loaded, whoever has loaded them. */
  loadedFiles(): readonly string[];
  /** The same, as that file would find it. */
  from(file: string): Packages;
}

export function createPackages(
  bases: readonly (string | undefined)[] = [import.meta.filename, ...applicationFolder()],
): Packages {
  const requires = bases.flatMap(requireFrom);
  return {
    find: (specifier) => filesOf(specifier, requires)[0],
    load: (file) => createRequire(file)(file),
    findLoaded: (specifier) =>
      filesOf(specifier, requires).find((file) => createRequire(file).cache[file] !== undefined),
    loadedFiles: () => Object.keys(requires[0]?.cache ?? {}),
    from: (file) => createPackages([file]),
  };
}

/** The files that they would load, the first one first. */
function filesOf(specifier: string, requires: readonly NodeJS.Require[]): string[] {
  return requires.flatMap((require) => {
    try {
      return [require.resolve(specifier)];
    } catch {
      return [];
    }
  });
}

/** In a bundle this file may have no name, or one that is not a path: then packages are found from the application. */
function requireFrom(base: string | undefined): NodeJS.Require[] {
  try {
    return base === undefined ? [] : [createRequire(base)];
  } catch {
    return [];
  }
}

function applicationFolder(): string[] {
  try {
    return [join(process.cwd(), 'package.json')];
  } catch {
    // The folder of the process was deleted.
    return [];
  }
}
