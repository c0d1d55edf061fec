import type { NameView } from './text.ts';

/** The data behind a chart, or a table of facts. */
export interface DataTable {
  readonly summary: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly head: NameView; readonly cells: readonly string[] }[];
}

/** A chart with the finding as its title and its data behind it. */
export interface FigureView {
  readonly title: string;
  readonly aside: string;
  readonly drawing: import('../charts/svg.ts').Drawing;
  readonly note: string;
  readonly table: DataTable;
}
