import { isMap, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { UserError } from '../errors.ts';

/** A YAML text that knows on which line each of its entries stands. Owns the parsed text. */
export class LinedDocument {
  readonly #name: string;
  readonly #lines = new LineCounter();
  readonly #document: ReturnType<typeof parseDocument>;

  /** @throws {UserError} `bad-policy` where the text is no YAML */
  constructor(source: string, name: string) {
    this.#name = name;
    this.#document = parseDocument(source, { lineCounter: this.#lines });
    const [error] = this.#document.errors;
    if (error) {
      const fact = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
      throw badPolicy(`${name}, line ${this.#lines.linePos(error.pos[0]).line}: ${fact}`);
    }
    this.#refuseUnknownAliases();
  }

  /** The value, where the schema accepts it. @throws {UserError} `bad-policy` with the line */
  check<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> {
    const parsed = schema.safeParse(this.#valueOf());
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    // A misspelt name makes another one missing: the misspelling is what there is to mend.
    const issue = (issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]) as z.core.$ZodIssue;
    if (issue.code === 'unrecognized_keys') {
      const key = issue.keys[0] as string;
      throw badPolicy(`${this.where([...issue.path, key])}: there is no entry “${key}” here`);
    }
    const subject = issue.path.length === 0 ? 'the file' : `“${issue.path.map(String).join('.')}”`;
    const missing = issue.path.length > 0 && this.#document.getIn(issue.path) === undefined;
    const message = missing ? 'is missing' : issue.message;
    throw badPolicy(`${this.where(issue.path)}: ${subject} ${message}`);
  }

  /** `policy.yaml, line 12`: where an entry stands, or the nearest that holds it. */
  where(path: readonly PropertyKey[]): string {
    let node: unknown = this.#document.contents;
    let start = 0;
    for (const key of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => String(item.key) === String(key));
        if (pair === undefined) break;
        start = (pair.key as Node).range?.[0] ?? start;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(key)];
        start = (node as Node | undefined)?.range?.[0] ?? start;
      } else break;
    }
    return `${this.#name}, line ${this.#lines.linePos(start).line}`;
  }

  /** YAML reads a text that begins with `*` as a reference to something named before. */
  #refuseUnknownAliases(): void {
    visit(this.#document, {
      Alias: (_, alias) => {
        if (alias.resolve(this.#document) !== undefined) return;
        const { line } = this.#lines.linePos(alias.range?.[0] ?? 0);
        throw badPolicy(
          `${this.#name}, line ${line}: nothing is named “${alias.source}”`,
          'Put quotes around a text that begins with *.',
        );
      },
    });
  }

  #valueOf(): unknown {
    try {
      return this.#document.toJS() ?? {};
    } catch {
      // References within references can grow without end.
      throw badPolicy(`${this.#name}: its references hold more than can be read`);
    }
  }
}

export function badPolicy(
  fact: string,
  remedy = 'See `synthaudit schema policy` for what may stand there.',
): UserError {
  return new UserError('bad-policy', fact, remedy);
}
