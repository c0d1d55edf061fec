import { type AuditMeta, categories } from '../result/document.ts';
import type { Audit } from './audit.ts';
import { generationTrend } from './diversity/generation-trend.ts';
import { minorityFidelity } from './diversity/minority-fidelity.ts';
import { modeCollapse } from './diversity/mode-collapse.ts';
import { rareCategoryRetention } from './diversity/rare-category-retention.ts';
import { spread } from './diversity/spread.ts';
import { tailCoverage } from './diversity/tail-coverage.ts';
import { groupFidelity } from './fairness/group-fidelity.ts';
import { groupPrivacy } from './fairness/group-privacy.ts';
import { groupRepresentation } from './fairness/group-representation.ts';
import { groupUtility } from './fairness/group-utility.ts';
import { outcomeParity } from './fairness/outcome-parity.ts';
import { associations } from './fidelity/associations.ts';
import { columnCoverage } from './fidelity/column-coverage.ts';
import { columnPairTrends } from './fidelity/column-pair-trends.ts';
import { columnShapes } from './fidelity/column-shapes.ts';
import { columnStatistics } from './fidelity/column-statistics.ts';
import { datetimePatterns } from './fidelity/datetime-patterns.ts';
import { manifold } from './fidelity/manifold.ts';
import { marginals } from './fidelity/marginals.ts';
import { principalComponents } from './fidelity/principal-components.ts';
import { propensity } from './fidelity/propensity.ts';
import { qualityReport } from './fidelity/quality-report.ts';
import { queryWorkload } from './fidelity/query-workload.ts';
import { textShapes } from './fidelity/text-shapes.ts';
import { twoSample } from './fidelity/two-sample.ts';
import { attributeDisclosure } from './privacy/attribute-disclosure.ts';
import { attributeInference } from './privacy/attribute-inference.ts';
import { detectionPower } from './privacy/detection-power.ts';
import { differentialPrivacyClaim } from './privacy/differential-privacy-claim.ts';
import { distanceToClosestRecord } from './privacy/distance-to-closest-record.ts';
import { exactCopies } from './privacy/exact-copies.ts';
import { identifiersAndText } from './privacy/identifiers-and-text.ts';
import { linkability } from './privacy/linkability.ts';
import { membershipInference } from './privacy/membership-inference.ts';
import { nearestNeighbourLegacy } from './privacy/nearest-neighbour-legacy.ts';
import { rareCombinations } from './privacy/rare-combinations.ts';
import { singlingOut } from './privacy/singling-out.ts';
import { splitIntegrity } from './privacy/split-integrity.ts';
import { vulnerableRecords } from './privacy/vulnerable-records.ts';
import { allTargets } from './utility/all-targets.ts';
import { augmentation } from './utility/augmentation.ts';
import { featureImportance } from './utility/feature-importance.ts';
import { modelSelection } from './utility/model-selection.ts';
import { regressionInference } from './utility/regression-inference.ts';
import { trainOnSyntheticTestOnReal } from './utility/train-on-synthetic-test-on-real.ts';
import { boundaryAdherence } from './validity/boundary-adherence.ts';
import { categoryAdherence } from './validity/category-adherence.ts';
import { constraints } from './validity/constraints.ts';
import { duplicateRows } from './validity/duplicate-rows.ts';
import { formatAdherence } from './validity/format-adherence.ts';
import { keyUniqueness } from './validity/key-uniqueness.ts';
import { missingness } from './validity/missingness.ts';
import { tableStructure } from './validity/table-structure.ts';

/** The catalogue, in the order in which audits run and are listed. */
export const catalogue: readonly Audit[] = [
  tableStructure,
  keyUniqueness,
  boundaryAdherence,
  categoryAdherence,
  formatAdherence,
  missingness,
  constraints,
  duplicateRows,
  columnShapes,
  columnStatistics,
  columnCoverage,
  datetimePatterns,
  textShapes,
  columnPairTrends,
  associations,
  marginals,
  propensity,
  manifold,
  twoSample,
  principalComponents,
  queryWorkload,
  qualityReport,
  tailCoverage,
  rareCategoryRetention,
  spread,
  modeCollapse,
  minorityFidelity,
  trainOnSyntheticTestOnReal,
  allTargets,
  augmentation,
  featureImportance,
  modelSelection,
  regressionInference,
  groupRepresentation,
  groupFidelity,
  groupUtility,
  outcomeParity,
  groupPrivacy,
  splitIntegrity,
  exactCopies,
  rareCombinations,
  distanceToClosestRecord,
  nearestNeighbourLegacy,
  membershipInference,
  singlingOut,
  linkability,
  attributeInference,
  attributeDisclosure,
  vulnerableRecords,
  identifiersAndText,
  differentialPrivacyClaim,
  detectionPower,
];

export { generationTrend };

/** Audits of a whole series, which are read off the others' results: explained and listed, not run for a candidate. */
export const seriesAudits: readonly AuditMeta[] = [generationTrend];

/** What all of them are, category by category. */
export const descriptions: readonly AuditMeta[] = categories.flatMap((category) =>
  [...catalogue.map(({ meta }) => meta), ...seriesAudits].filter((meta) => meta.category === category),
);
