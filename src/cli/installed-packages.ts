import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Two levels above this module, in `src` as in `dist`. */
const root = fileURLToPath(new URL('../../', import.meta.url));

interface PackageFile {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * `name@version` of every package that this one runs with, as installed, sorted. What is optional and not there (programs
 * for other platforms) is left out.
 */
export function installedPackages(): string[] {
  const found = new Set<string>();
  const visit = (folder: string) => {
    const { dependencies, optionalDependencies } = readPackage(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = find(name, folder);
      if (place === null) continue;
      const label = `${name}@${readPackage(place).version ?? 'unknown'}`;
      if (found.has(label)) continue;
      found.add(label);
      visit(place);
    }
  };
  visit(root);
  return [...found].sort();
}

function readPackage(folder: string): PackageFile {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;
}

/** As Node looks for it: in the nearest `node_modules` upwards. */
function find(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(join(place, 'package.json'))) return place;
    if (dirname(folder) === folder) return null;
  }
}
