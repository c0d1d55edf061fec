/** The one place that reads the package's `templates/`: two levels above this module, in `src` as in `dist`. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import type { ReportView } from './view/report.ts';

const folder = fileURLToPath(new URL('../../templates/', import.meta.url));

let compiled: ((view: ReportView) => string) | null = null;

/**
 * The report's page for a view model. Templates are strict: a field that the view lacks is an error, not a gap.
 * Everything is escaped; only the style sheet and our own drawings are passed through.
 */
export function renderReportTemplate(view: ReportView): string {
  compiled ??= compileReport();
  return compiled(view);
}

function compileReport(): (view: ReportView) => string {
  const handlebars = Handlebars.create();
  for (const file of readdirSync(`${folder}partials`).sort()) {
    if (!file.endsWith('.hbs')) continue;
    handlebars.registerPartial(file.slice(0, -'.hbs'.length), read(`partials/${file}`));
  }
  const template = handlebars.compile(read('report.hbs'), { strict: true, preventIndent: true });
  const styles = new Handlebars.SafeString(read('report.css'));
  return (view) => template({ ...view, styles });
}

function read(path: string): string {
  return readFileSync(`${folder}${path}`, 'utf8');
}
