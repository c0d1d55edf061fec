import type { ResultDocument } from '../result/document.ts';
import { renderReportTemplate } from './templates.ts';
import { reportView } from './view/report.ts';

/**
 * The audit report as one self-contained HTML page: no script, no network, strict content security policy.
 * A pure function of the result document: the same document gives the same bytes.
 */
export function renderHtml(result: ResultDocument): string {
  return renderReportTemplate(reportView(result));
}
