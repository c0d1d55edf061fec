import Handlebars from 'handlebars';

/** A finished drawing. The only markup that templates pass through, so every text in it is escaped here. */
export type Drawing = InstanceType<typeof Handlebars.SafeString>;

export type Attributes = Readonly<Record<string, string | number | null>>;

/**
 * A picture with a text alternative. `hue` (`c1` … `c8`) sets the candidate's colour for everything in it.
 */
export function picture(
  options: { width: number; height: number; label: string; hue?: string; className?: string },
  children: readonly string[],
): Drawing {
  const { width, height, label } = options;
  const className = [options.className, options.hue].filter((name) => name !== undefined).join(' ');
  const markup = element(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      class: className === '' ? null : className,
      role: 'img',
      'aria-label': label,
    },
    ...children,
  );
  return new Handlebars.SafeString(markup);
}

/** An element with escaped attributes; children are markup. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  let open = name;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null) continue;
    open += ` ${key}="${typeof value === 'number' ? place(value) : escaped(value)}"`;
  }
  return children.length === 0 ? `<${open}/>` : `<${open}>${children.join('')}</${name}>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, className: string): string {
  return element('line', { x1, y1, x2, y2, class: className });
}

/** A text at a place; `anchor` start, middle or end. */
export function label(
  x: number,
  y: number,
  content: string,
  className: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  return element(
    'text',
    { x, y, class: className, 'text-anchor': anchor === 'start' ? null : anchor },
    escaped(content),
  );
}

/** A vertical axis title, read from bottom to top. */
export function turned(x: number, y: number, content: string, className: string): string {
  return element(
    'text',
    { x, y, class: className, 'text-anchor': 'middle', transform: `rotate(-90 ${place(x)} ${place(y)})` },
    escaped(content),
  );
}

/** A coordinate with one decimal: finer is invisible, and the page has to stay small. */
export function place(value: number): string {
  if (!Number.isFinite(value)) return '0';
  const text = value.toFixed(1);
  return text.endsWith('.0') ? text.slice(0, -2).replace(/^-0$/u, '0') : text;
}

export function escaped(text: string): string {
  return Handlebars.escapeExpression(text);
}
