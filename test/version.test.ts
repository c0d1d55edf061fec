import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { version } from '../src/version.ts';

const text = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

it('is one version: the tool, the package, its lock file and the first heading of the changelog', () => {
  expect(JSON.parse(text('package.json')).version).toBe(version);
  expect(JSON.parse(text('package-lock.json')).version).toBe(version);
  expect(text('CHANGELOG.md').match(/^## (\S+)/m)?.[1]).toBe(version);
});
