import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Single files that import nothing. */
const leaves = ['errors', 'did-you-mean', 'version'];

/** Who may import whom: docs/architecture.md in one table. Every room may import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  index: ['run-audits', 'audits', 'bundle', 'policy', 'render', 'result', 'scores', 'series', ...leaves],
  cli: [
    'run-audits',
    'audits',
    'bundle',
    'comparison',
    'datasets',
    'policy',
    'render',
    'result',
    'statistics',
    ...leaves,
  ],
  'run-audits': [
    'audits',
    'artifacts',
    'comparison',
    'datasets',
    'disclosure',
    'evidence',
    'kernels',
    'policy',
    'result',
    'scores',
    'series',
    'statistics',
    ...leaves,
  ],
  audits: ['attacks', 'artifacts', 'datasets', 'models', 'kernels', 'result', 'statistics', ...leaves],
  artifacts: ['attacks', 'datasets', 'models', 'kernels', 'statistics', 'errors'],
  attacks: ['models', 'kernels', 'statistics', 'errors'],
  models: ['kernels', 'statistics', 'errors'],
  datasets: ['result', 'statistics', ...leaves],
  kernels: ['statistics', 'errors'],
  statistics: [],
  disclosure: ['result', 'statistics'],
  // How results were rounded is the disclosure door's to say.
  comparison: ['result', 'disclosure', 'statistics', 'errors'],
  policy: ['comparison', 'disclosure', 'result', 'errors', 'statistics'],
  scores: ['result', 'statistics'],
  series: ['result', 'statistics'],
  evidence: ['result', 'errors'],
  render: ['result', 'errors'],
  bundle: ['result', 'errors'],
  result: [],
  errors: [],
  'did-you-mean': [],
  version: [],
};

/** Packages and modules of Node that only some rooms may use. */
const onlyIn: Readonly<Record<string, readonly string[]>> = {
  '@duckdb/node-api': ['datasets'],
  commander: ['cli'],
  'cli-progress': ['cli'],
  yaml: ['cli', 'policy'],
  handlebars: ['render'],
  'd3-array': ['render'],
  'd3-scale': ['render'],
  'd3-shape': ['render'],
  'ml-random-forest': ['models'],
  'ml-matrix': ['models', 'statistics'],
  'pure-rand': ['statistics'],
  'simple-statistics': ['statistics'],
  'node:worker_threads': ['kernels'],
  // Hashes of inputs, resamples, policies and outputs; random names of hidden files. Keys and signatures: see below.
  'node:crypto': ['artifacts', 'bundle', 'cli', 'datasets', 'policy'],
  // Files are opened by datasets, the command line and the template loader.
  'node:fs': ['datasets', 'cli', 'render'],
  'node:fs/promises': ['datasets', 'cli', 'render'],
  // Nothing starts a program or talks to a network.
  'node:child_process': [],
  'node:http': [],
  'node:https': [],
  'node:http2': [],
  'node:net': [],
  'node:tls': [],
  'node:dgram': [],
  'node:dns': [],
};

interface SourceFile {
  /** Below src, with slashes. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** Code alone: comments would let a word pass for a use. */
  readonly code: string;
  readonly imports: readonly string[];
  /** Modules that it hands to workers by URL. */
  readonly tasks: readonly string[];
}

const files = readSources();

describe('the architecture', () => {
  it('has only rooms that the table names', () => {
    expect(new Set(files.map(({ room }) => room).filter((room) => !(room in mayImport)))).toEqual(new Set());
    expect(files.length).toBeGreaterThan(100);
  });

  it('lets a room import only the rooms below it', () => {
    const wrong = files.flatMap((file) =>
      [...relativeImports(file), ...resolved(file, file.tasks)]
        .filter((target) => {
          const room = roomOf(target);
          return room !== file.room && !mayImport[file.room]?.includes(room);
        })
        .map((target) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no circles between files', () => {
    // Types are gone when the code runs: only circles of values can bite.
    const values = files.map((file) => ({ ...file, imports: importsOf(withoutTypeImports(file.code)) }));
    const edges = new Map(values.map((file) => [file.path, relativeImports(file)]));
    expect(circleIn(edges)).toBeNull();
  });

  it('keeps packages and modules of Node in their rooms', () => {
    const wrong = files.flatMap((file) =>
      packagesOf(file)
        .filter((name) => name in onlyIn && !onlyIn[name]?.includes(file.room))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('opens templates in one file of render', () => {
    const openers = files.filter(
      (file) => file.room === 'render' && packagesOf(file).some((name) => name.startsWith('node:fs')),
    );
    expect(openers.map(({ path }) => path)).toEqual(['render/templates.ts']);
  });

  it.each([
    ['the process', /\bprocess\s*\./, ['cli']],
    ['the console', /\bconsole\s*\./, ['cli']],
    ['WebAssembly', /\bWebAssembly\b/, ['kernels']],
    ['unseeded randomness', /\bMath\s*\.\s*random\b/, []],
    [
      'keys and signatures',
      /\b(createPrivateKey|createPublicKey|generateKeyPair(Sync)?|createSign|createVerify)\b|\bimport \{[^}]*\b(sign|verify)\b[^}]*\} from 'node:crypto'/,
      ['bundle'],
    ],
    ['the network', /\b(fetch|WebSocket|XMLHttpRequest)\s*\(/, []],
  ])('keeps %s in its room', (_, pattern, rooms: readonly string[]) => {
    const users = files.filter(({ room, code }) => pattern.test(code) && !rooms.includes(room));
    expect(users.map(({ path }) => path)).toEqual([]);
  });

  it('enters datasets by its door', () => {
    const doors = ['datasets/datasets.ts', 'datasets/table.ts'];
    const wrong = files.flatMap((file) =>
      relativeImports(file)
        .filter(
          (target) => roomOf(target) === 'datasets' && file.room !== 'datasets' && !doors.includes(target),
        )
        .map((target) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no long files', () => {
    const long = files
      .filter(({ path }) => !path.endsWith('-wasm.ts'))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 450);
    expect(long).toEqual([]);
  });

  it('writes relative imports with their extension', () => {
    const without = files.flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith('.') && !name.endsWith('.ts'))
        .map((name) => `${path}: ${name}`),
    );
    expect(without).toEqual([]);
  });

  it('uses no package that package.json does not list for its users', () => {
    const listed = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies);
    const used = new Set(files.flatMap(packagesOf).filter((name) => !name.startsWith('node:')));
    expect([...used].filter((name) => !listed.includes(name))).toEqual([]);
  });
});

describe('the check itself', () => {
  it('sees imports, exports, types and imports on demand, and no comments', () => {
    const code = `import a from './a.ts';\nimport type { B } from "../b.ts";\nexport * from './c.ts';\nexport type { D } from './d.ts';
import './e.ts';\nconst f = await import('./f.ts');\n// import g from './g.ts';\n/* from './h.ts' */\nnew URL('./i.ts', import.meta.url)`;
    expect(importsOf(withoutComments(code))).toEqual([
      './a.ts',
      '../b.ts',
      './c.ts',
      './d.ts',
      './e.ts',
      './f.ts',
    ]);
    expect(tasksOf(code)).toEqual(['./i.ts']);
    expect(importsOf(withoutTypeImports(withoutComments(code)))).toEqual([
      './a.ts',
      './c.ts',
      './e.ts',
      './f.ts',
    ]);
  });

  it('finds a circle', () => {
    const edges = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['b']],
      ['d', ['c']],
    ]);
    expect(circleIn(edges)).toEqual(['b', 'd', 'c', 'b']);
    edges.set('d', []);
    expect(circleIn(edges)).toBeNull();
  });
});

function readSources(): SourceFile[] {
  const folder = join(root, 'src');
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      // AssemblyScript: another language, compiled by scripts/build-kernels.mjs.
      .filter((path) => !path.includes(join('kernels', 'assembly')))
      .map((path) => {
        const name = relative(folder, path).replaceAll('\\', '/');
        const text = readFileSync(path, 'utf8');
        const code = withoutComments(text);
        const named = { imports: importsOf(code), tasks: tasksOf(code) };
        return { path: name, room: roomOf(name), text, code, ...named };
      })
  );
}

/** The first folder, or the file itself; src/run/ holds the parts of run-audits. */
function roomOf(path: string): string {
  const first = path.split('/')[0]!.replace(/\.ts$/, '');
  return first === 'run' ? 'run-audits' : first;
}

function withoutComments(text: string): string {
  // A line comment begins a line or follows a space; `https://` in a string does neither.
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Every module that the code names in an import, an export or an import on demand. */
function importsOf(code: string): string[] {
  const named = /\bfrom\s*(['"])([\w@./:-]+)\1|\bimport\s*\(?\s*(['"])([\w@./:-]+)\3/g;
  return [...code.matchAll(named)].map((match) => (match[2] ?? match[4]) as string);
}

function withoutTypeImports(code: string): string {
  return code.replace(/^(import|export) type [^;]*;/gm, '');
}

function tasksOf(code: string): string[] {
  return [...code.matchAll(/\bnew URL\(\s*['"](\.[^'"]+\.ts)['"]/g)].map((match) => match[1] as string);
}

function relativeImports(file: SourceFile): string[] {
  return resolved(
    file,
    file.imports.filter((name) => name.startsWith('.')),
  );
}

function resolved({ path }: SourceFile, names: readonly string[]): string[] {
  return names.map((name) => posix.normalize(posix.join(posix.dirname(path), name)));
}

/** Packages without what stands behind their name; modules of Node as they are. */
function packagesOf({ imports }: SourceFile): string[] {
  return imports
    .filter((name) => !name.startsWith('.'))
    .map((name) => {
      if (name.startsWith('node:')) return name;
      const parts = name.split('/');
      return name.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] as string);
    });
}

/** A way that leads from a file back to itself, or null. */
function circleIn(edges: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): string[] | null => {
    const met = way.indexOf(file);
    if (met >= 0) return [...way.slice(met), file];
    if (done.has(file)) return null;
    for (const next of edges.get(file) ?? []) {
      const circle = visit(next, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of edges.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}
