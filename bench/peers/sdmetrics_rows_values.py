"""SDMetrics' coverage, statistics and row measures on the project's fixtures; test/conformance compares ours with them.

Usage: python bench/peers/sdmetrics_rows_values.py > test/conformance/sdmetrics-rows.json
Needs `pip install sdmetrics==0.32.0`.
"""

import warnings

import numpy as np
from fixture_tables import CANDIDATES, KINDS, NUMBERS, read, recorder, write
from sdmetrics.reports.single_table import QualityReport
from sdmetrics.single_column import CategoryCoverage, RangeCoverage, StatisticSimilarity
from sdmetrics.single_table import (
    CategoricalCAP,
    CategoricalZeroCAP,
    DCROverfittingProtection,
    DisclosureProtection,
    NewRowSynthesis,
)
from sdmetrics.single_table.privacy.dcr_utils import calculate_dcr

warnings.simplefilter("ignore")

ROWS = 700
KEYS = ["sex", "ethnic_group", "region", "smoker"]
SECRETS = ["diagnosis", "occupation"]
METADATA = {"columns": {name: {"sdtype": kind} for name, kind in KINDS.items()}}


def main():
    train, holdout = (read(file) for file in ("train.csv", "holdout.csv"))
    candidates = {}
    for file in CANDIDATES:
        synthetic = read(file)
        results, record = recorder()

        def report(train=train, synthetic=synthetic):
            made = QualityReport()
            made.generate(train, synthetic, METADATA, verbose=False)
            return made.get_score()

        record("sdmetrics", "QualityReport.overall", report)
        for name in KINDS:
            r, s = train[name], synthetic[name]
            if name in NUMBERS:
                record("sdmetrics", "RangeCoverage", lambda r=r, s=s: RangeCoverage.compute(r, s), columns=[name])
                for statistic in ("mean", "std", "median"):
                    record(
                        "sdmetrics",
                        "StatisticSimilarity",
                        lambda r=r, s=s, statistic=statistic: StatisticSimilarity.compute(r, s, statistic=statistic),
                        {"statistic": statistic},
                        [name],
                    )
            else:
                record("sdmetrics", "CategoryCoverage", lambda r=r, s=s: CategoryCoverage.compute(r, s), columns=[name])
        some = [table.head(ROWS) for table in (train, holdout, synthetic)]
        record(
            "sdmetrics",
            "NewRowSynthesis",
            lambda: NewRowSynthesis.compute_breakdown(train, some[2], METADATA),
            {"synthetic": ROWS},
        )
        record(
            "sdmetrics",
            "DCROverfittingProtection",
            lambda: DCROverfittingProtection.compute_breakdown(some[0], some[2], some[1], METADATA, None),
            {"rows": ROWS},
        )

        def distances():
            found = calculate_dcr(some[2], some[0], METADATA)
            return {"first20": list(found[:20]), "mean": found.mean(), "median": found.median()}

        record("sdmetrics", "calculate_dcr", distances, {"dataset": f"first {ROWS} synthetic rows", "reference": f"train first {ROWS}"})
        for secret in SECRETS:
            # A missing cell is a value of its own for us and no cell for the peer: filled as a word.
            tables = [table[[*KEYS, secret]].fillna("missing") for table in (train, synthetic)]
            for metric in (CategoricalCAP, CategoricalZeroCAP):
                record(
                    "sdmetrics",
                    metric.__name__,
                    lambda metric=metric, secret=secret, tables=tables: metric.compute(
                        tables[0], tables[1], key_fields=KEYS, sensitive_fields=[secret]
                    ),
                    {"key_fields": KEYS, "sensitive_fields": [secret]},
                )
            record(
                "sdmetrics",
                "DisclosureProtection",
                lambda secret=secret, tables=tables: DisclosureProtection.compute_breakdown(
                    tables[0], tables[1], known_column_names=KEYS, sensitive_column_names=[secret], computation_method="cap"
                ),
                {"known_column_names": KEYS, "sensitive_column_names": [secret]},
            )
        candidates[file] = results
    write(
        "sdmetrics_rows_values.py",
        ["sdmetrics"],
        f"all rows; the first {ROWS} of each file where params say so; in the disclosure metrics a missing cell is filled as a word",
        candidates,
    )


np.random.seed(0)
main()
