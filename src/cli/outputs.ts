import { UserError } from '../errors.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import type { ResultDocument } from '../result/document.ts';

export const fileNames = {
  html: 'report.html',
  json: 'result.json',
  md: 'summary.md',
  junit: 'junit.xml',
  sarif: 'results.sarif',
} as const;

export type Format = keyof typeof fileNames;

/** What is written unless formats are named; the last two are for systems that act on verdicts. */
export function defaultFormats(hasPolicy: boolean): Format[] {
  return hasPolicy ? ['html', 'json', 'md', 'junit', 'sarif'] : ['html', 'json', 'md'];
}

/** @throws {UserError} `unknown-format` */
export function formatsOf(list: readonly string[]): Format[] {
  const formats = new Set(list.map((format) => format.trim().toLowerCase()));
  for (const format of formats) {
    if (Object.hasOwn(fileNames, format)) continue;
    throw new UserError(
      'unknown-format',
      `--format names “${format}”, which is no output format`,
      'Choose of html, json, md, junit and sarif, with commas between them.',
    );
  }
  return [...formats] as Format[];
}

/** The texts of the files, by name. */
export async function outputsOf(
  result: ResultDocument,
  formats: readonly Format[],
): Promise<Record<string, string>> {
  // Loaded here, because help and mistakes need not wait for the renderers.
  const { renderHtml } = await import('../render/html.ts');
  const { renderJunit } = await import('../render/junit.ts');
  const { renderMarkdown } = await import('../render/markdown.ts');
  const { renderSarif } = await import('../render/sarif.ts');
  const render = {
    html: () => renderHtml(result),
    json: () => canonicalJson(result),
    md: () => renderMarkdown(result),
    junit: () => renderJunit(result),
    sarif: () => renderSarif(result),
  };
  return Object.fromEntries(formats.map((format) => [fileNames[format], render[format]()]));
}
