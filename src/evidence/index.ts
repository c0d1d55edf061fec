import type { Framework } from '../result/document.ts';
import { edpb28of2024 } from './frameworks/edpb-28-2024.ts';
import { ehds } from './frameworks/ehds.ts';
import { euAiAct } from './frameworks/eu-ai-act.ts';
import { gdprRecital26 } from './frameworks/gdpr-recital-26.ts';
import { hipaaExpertDetermination } from './frameworks/hipaa-164-514-b-1.ts';
import { ico } from './frameworks/ico.ts';
import { isoIec27559 } from './frameworks/iso-iec-27559.ts';
import { nistSp800188 } from './frameworks/nist-sp-800-188.ts';
import { nistSp800226 } from './frameworks/nist-sp-800-226.ts';
import { pdpc2024 } from './frameworks/pdpc-2024.ts';
import { wp216 } from './frameworks/wp216.ts';

/**
 * Laws, opinions and standards that reviewers hold a release against, in reading order. Clauses are paraphrased,
 * nothing is quoted; each framework says which state it describes. Another one is another file of data.
 */
export const frameworks: readonly Framework[] = [
  gdprRecital26,
  wp216,
  edpb28of2024,
  ico,
  nistSp800226,
  nistSp800188,
  hipaaExpertDetermination,
  ehds,
  euAiAct,
  isoIec27559,
  pdpc2024,
];
