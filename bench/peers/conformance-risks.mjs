// Exact copies, the distance attack and utility against independent figures that lie beside the data.
import { readFileSync } from 'node:fs';
import { auditDatasets } from '../../dist/index.js';

const environment = { platform: process.platform, runtime: process.version, cores: 2 };

/** Leak rate, identical matches, the distance attack and the share of closer rows, per candidate. */
export async function compareMembership({ paths, metadata, reference }) {
  const { result, outcomesOf } = await audit(paths, metadata, {
    only: ['exact-copies', 'distance-to-closest-record', 'membership-inference'],
  });
  const rows = [];
  for (const { name } of result.inputs.candidates) {
    const peer = reference.candidates[name];
    const value = valuesOf(outcomesOf(name));
    const attack = (measure) => value(measure, { attack: 'distance-to-closest' });
    // The figures were made with at most so many rows of the candidate.
    const isWhole =
      peer.attack_rows.S === peer.nS && peer.attack_rows.targets === reference.nT + reference.nH;
    const compare = (measure, ours, theirs, isSampled) => {
      if (ours !== null && theirs !== undefined) rows.push({ name, measure, ours, theirs, isSampled });
    };
    compare('leak-rate (exact copies)', value('leak-rate', { attack: 'exact-match' }), peer.exact.R, false);
    compare(
      'identical-match-share (train)',
      value('identical-match-share', { against: 'train' }),
      peer.exact.IMS_train,
      false,
    );
    compare(
      'identical-match-share (holdout)',
      value('identical-match-share', { against: 'holdout' }),
      peer.exact.IMS_holdout,
      false,
    );
    compare('auc (distance attack)', attack('auc'), peer.attacks.dcr.auc, !isWhole);
    compare('tpr-at-fpr-1 (distance attack)', attack('tpr-at-fpr-1'), peer.attacks.dcr.tpr_at_fpr1, !isWhole);
    compare(
      'tpr-at-fpr-10 (distance attack)',
      attack('tpr-at-fpr-10'),
      peer.attacks.dcr.tpr_at_fpr10,
      !isWhole,
    );
    compare('dcr-share', value('dcr-share', {}), peer.dcr_share.share, peer.dcr_share.rows_S < peer.nS);
  }
  return rows;
}

/** AUC or R² of models fitted on the candidate and on train, both tested on the holdout. */
export async function compareUtility({ paths, metadata, facts, target }) {
  const { result, outcomesOf } = await audit(paths, metadata, {
    targets: [target],
    only: ['train-on-synthetic-test-on-real'],
  });
  return result.inputs.candidates.map(({ name }) => {
    const fact = facts.get(name);
    const value = valuesOf(outcomesOf(name));
    return {
      name,
      metric: fact.metric,
      tstr: { ours: value(fact.metric, { trainedOn: 'synthetic' }), theirs: Number(fact.tstr) },
      trtr: { ours: value(fact.metric, { trainedOn: 'train' }), theirs: Number(fact.trtr) },
    };
  });
}

async function audit({ train, holdout, candidates }, metadata, choice) {
  const request = { train, holdout, metadata, synthetic: candidates, disclosure: 'internal', ...choice };
  const result = await auditDatasets(request, environment);
  const ids = new Map(result.inputs.candidates.map(({ id, name }) => [name, id]));
  return { result, outcomesOf: (name) => result.candidates[ids.get(name)].outcomes };
}

/** Looks a measure up by name and labels; null where it was not measured. */
function valuesOf(outcomes) {
  const measures = Object.values(outcomes).flatMap((outcome) => outcome.measures ?? []);
  return (name, labels) =>
    measures.find(
      (measure) =>
        measure.name === name &&
        Object.entries(labels).every(([key, label]) => measure.labels[key] === label),
    )?.estimate.value ?? null;
}

/** A small CSV without quotes, as maps by column. */
export function readFacts(path) {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
}
