/**
 * An error that the person at the keyboard can mend: it names its subject, states the fact and says the remedy.
 * The command line prints it without a stack trace and exits with 2.
 */
export class UserError extends Error {
  /** Stable, kebab-case, for machines: `file-not-found`, `no-common-columns`. */
  readonly code: string;
  /** What to do about it, one sentence. */
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string) {
    super(message);
    this.name = 'UserError';
    this.code = code;
    this.remedy = remedy;
  }
}
