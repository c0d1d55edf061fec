// Documentation made from the code: `npm run docs` writes docs/audits.md and the JSON Schemas in docs/schema. With
// --check it writes nothing and fails where a committed file differs.
import { descriptions } from '../dist/audits/index.js';
import { jsonSchemaOf } from '../dist/cli/schema.js';
import { categories } from '../dist/result/document.js';
import { writeOrCheck } from './generated-files.mjs';

writeOrCheck(
  {
    'docs/audits.md': auditsPage(),
    'docs/schema/result.schema.json': `${JSON.stringify(jsonSchemaOf('result'), null, 2)}\n`,
    'docs/schema/policy.schema.json': `${JSON.stringify(jsonSchemaOf('policy'), null, 2)}\n`,
    'docs/schema/config.schema.json': `${JSON.stringify(jsonSchemaOf('config'), null, 2)}\n`,
    'docs/schema/manifest.schema.json': `${JSON.stringify(jsonSchemaOf('manifest'), null, 2)}\n`,
  },
  'npm run docs',
);

function auditsPage() {
  const used = categories.filter((category) => descriptions.some((meta) => meta.category === category));
  const sections = used.flatMap((category) => [
    `## ${capitalized(category)}`,
    ...descriptions.filter((meta) => meta.category === category).map(auditSection),
  ]);
  return `${[
    '# Audits',
    '<!-- Made by scripts/docs.mjs from the catalogue; edit src/audits, then `npm run docs`. -->',
    `${descriptions.length} audits. T is train, H the holdout, S the candidate. \`synthaudit explain ID\` prints the same.`,
    used.map((category) => tocLine(category)).join('\n'),
    ...sections,
  ].join('\n\n')}\n`;
}

function tocLine(category) {
  const links = descriptions
    .filter((meta) => meta.category === category)
    .map((meta) => `[${meta.id}](#${meta.id})`);
  return `- ${capitalized(category)}: ${links.join(', ')}`;
}

function auditSection(meta) {
  return [
    `### ${meta.id}`,
    `**${plain(meta.title)}.** Where not: ${plain(meta.failureTitle)}.`,
    plain(meta.why),
    [
      '| measure | what | unit | better | formula |',
      '| --- | --- | --- | --- | --- |',
      ...Object.entries(meta.measures).map(([name, measure]) => measureRow(name, measure)),
    ].join('\n'),
    `What to try: ${plain(meta.remedy)}`,
    `Sources:\n\n${meta.sources.map((source) => `- ${plain(source)}`).join('\n')}`,
  ].join('\n\n');
}

function measureRow(name, { title, unit, better, reference, formula }) {
  const cells = [`\`${name}\``, title, unit, readingOf(better, reference), formula];
  return `| ${cells.map((cell, i) => (i === 0 ? cell : plain(cell))).join(' | ')} |`;
}

function readingOf(better, reference) {
  if (better === 'nearer-reference') return `near ${reference}`;
  if (better === 'none') return 'descriptive';
  return reference === null ? better : `${better}; fresh real data: ${reference}`;
}

/** Formulas and titles are plain text: what Markdown would read as markup stands as it is. */
function plain(text) {
  return text.replace(/[\\|*<]/g, (character) => `\\${character}`);
}

function capitalized(word) {
  return word[0].toUpperCase() + word.slice(1);
}
