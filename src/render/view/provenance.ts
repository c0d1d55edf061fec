import type { ResultDocument, ResultInput } from '../../result/document.ts';
import { formatBytes, formatCount, formatDate, formatDuration } from './numbers.ts';
import { inline, type NameView, nameView } from './text.ts';

export interface ProvenanceView {
  readonly files: readonly {
    readonly role: string;
    readonly name: NameView;
    readonly rows: string;
    readonly columns: string;
    readonly bytes: string;
    readonly sha256: string;
  }[];
  readonly facts: readonly { readonly name: string; readonly text: string }[];
  readonly replay: string;
}

export function provenanceView(result: ResultDocument): ProvenanceView {
  const { inputs, run, tool } = result;
  const { volatile } = run;
  const named = (list: readonly string[]) =>
    list.length === 0 ? 'none' : list.map((name) => inline(name)).join(', ');
  return {
    files: [
      ...fileRows('Training', inputs.train),
      ...(inputs.holdout === null ? [] : fileRows('Holdout', inputs.holdout)),
      ...inputs.candidates.flatMap((candidate) =>
        fileRows(`Candidate ${inline(candidate.id, 24)}`, candidate),
      ),
      ...(inputs.metadata === null
        ? []
        : [
            {
              role: 'Metadata',
              name: nameView(inputs.metadata.name, 48),
              rows: '',
              columns: '',
              bytes: formatBytes(inputs.metadata.bytes),
              sha256: inputs.metadata.sha256,
            },
          ]),
      ...(inputs.canaries === null ? [] : fileRows('Canaries', inputs.canaries)),
    ],
    facts: [
      { name: 'Tool', text: `${tool.name} ${tool.version}, result schema ${result.schemaVersion}` },
      { name: 'Seed', text: String(run.seed) },
      { name: 'Preset', text: run.preset },
      { name: 'Disclosure', text: run.disclosure },
      { name: 'Started', text: `${formatDate(volatile.startedAt)} (${inline(volatile.startedAt, 40)})` },
      { name: 'Duration', text: formatDuration(volatile.durationMs) },
      {
        name: 'Machine',
        text: `${inline(volatile.machine.platform, 40)}, Node ${inline(volatile.machine.node, 20)}, ${volatile.machine.threads} of ${volatile.machine.cores} cores`,
      },
      { name: 'Targets', text: named(inputs.targets) },
      { name: 'Sensitive columns', text: named(inputs.sensitive) },
      { name: 'Keys', text: named(inputs.keys) },
      { name: 'Groups', text: named(inputs.groups) },
      { name: 'Unit', text: inputs.unit === null ? 'a row' : inline(inputs.unit) },
      { name: 'Ignored columns', text: named(inputs.ignored) },
      ...(inputs.dpClaim === null
        ? []
        : [
            {
              name: 'Claim of differential privacy',
              text: `ε = ${inputs.dpClaim.epsilon}, δ = ${inputs.dpClaim.delta}`,
            },
          ]),
    ],
    replay: replayOf(result),
  };
}

/** The command that asks for this run again; paths and options beyond these are the reader's to add. */
function replayOf(result: ResultDocument): string {
  const { inputs, run } = result;
  const file = (input: ResultInput) => quoted(input.files.length === 1 ? input.files[0]!.name : input.name);
  const many = (flag: string, values: readonly string[]) => values.map((value) => `${flag} ${quoted(value)}`);
  const parts = [
    'synthaudit audit',
    `--train ${file(inputs.train)}`,
    ...(inputs.holdout === null ? [] : [`--holdout ${file(inputs.holdout)}`]),
    ...inputs.candidates.map((candidate) => `--synthetic ${quoted(candidate.name)}=${file(candidate)}`),
    ...(inputs.metadata === null ? [] : [`--metadata ${quoted(inputs.metadata.name)}`]),
    ...(inputs.dpClaim === null
      ? []
      : [`--dp-claim eps=${inputs.dpClaim.epsilon},delta=${inputs.dpClaim.delta}`]),
    ...(inputs.canaries === null ? [] : [`--canaries ${file(inputs.canaries)}`]),
    ...many('--target', inputs.targets),
    ...many('--sensitive', inputs.sensitive),
    ...many('--keys', inputs.keys),
    ...many('--group', inputs.groups),
    ...(inputs.unit === null ? [] : many('--unit', [inputs.unit])),
    ...many('--ignore', inputs.ignored),
    `--preset ${run.preset} --disclosure ${run.disclosure} --seed ${run.seed}`,
  ];
  return parts.join(' \\\n  ');
}

/** Quoted for a POSIX shell. */
function quoted(value: string): string {
  const text = inline(value, 120);
  return /^[\w./-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function fileRows(role: string, input: ResultInput): ProvenanceView['files'] {
  const whole = {
    role,
    name: nameView(input.files.length === 1 ? input.files[0]!.name : input.name, 48),
    rows: formatCount(input.rows),
    columns: formatCount(input.columns),
    bytes: formatBytes(input.bytes),
    sha256: input.sha256,
  };
  if (input.files.length <= 1) return [whole];
  const parts = input.files.slice(0, 50).map((file) => ({
    role: 'part',
    name: nameView(file.name, 48),
    rows: '',
    columns: '',
    bytes: formatBytes(file.bytes),
    sha256: file.sha256,
  }));
  return [whole, ...parts];
}
