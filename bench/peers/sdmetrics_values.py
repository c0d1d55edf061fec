"""Computes SDMetrics' and SciPy's values on the project's fixtures; test/conformance compares ours with them.

Usage: python bench/peers/sdmetrics_values.py > test/conformance/sdmetrics.json
Needs `pip install sdmetrics==0.32.0` (which brings pandas and SciPy); the versions used stand in the output.
"""

import json
import math
import platform
import warnings
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sdmetrics
from scipy.spatial.distance import jensenshannon
from scipy.stats import wasserstein_distance
from sdmetrics.column_pairs import ContingencySimilarity, CorrelationSimilarity
from sdmetrics.reports.single_table import QualityReport
from sdmetrics.single_column import (
    BoundaryAdherence,
    CategoryAdherence,
    KSComplement,
    MissingValueSimilarity,
    TVComplement,
)

warnings.simplefilter("ignore")

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
CANDIDATES = ["vendor-a-good.csv", "vendor-c-collapsed.csv"]
COLUMNS = {
    name: described
    for name, described in json.loads((FIXTURES / "metadata.json").read_text())["columns"].items()
    if described["sdtype"] in ("numerical", "categorical", "boolean", "datetime")
}
KINDS = {name: described["sdtype"] for name, described in COLUMNS.items()}


def read(file):
    """Categories as their text, numbers and dates parsed; pandas' own tokens for missing."""
    table = pd.read_csv(FIXTURES / file, dtype=str)[list(COLUMNS)]
    for name, described in COLUMNS.items():
        if described["sdtype"] == "numerical":
            table[name] = pd.to_numeric(table[name]).astype(float)
        elif described["sdtype"] == "datetime":
            table[name] = pd.to_datetime(table[name], format=described["datetime_format"])
        else:
            table[name] = table[name].astype(object)
    return table


def is_number(name):
    return KINDS[name] in ("numerical", "datetime")


def columns_of(real, synthetic):
    values = {}
    for name in COLUMNS:
        r, s = real[name], synthetic[name]
        found = {"missing-value-similarity": MissingValueSimilarity.compute(r, s)}
        if is_number(name):
            found["ks-complement"] = KSComplement.compute(r, s)
            found["boundary-adherence"] = BoundaryAdherence.compute(r, s)
            a, b = (np.sort(numbers(column)) for column in (r, s))
            found["wasserstein-distance"] = wasserstein_distance(a / np.std(a), b / np.std(a))
        else:
            found["tv-complement"] = TVComplement.compute(r, s)
            found["category-adherence"] = CategoryAdherence.compute(r, s)
            levels = sorted(set(r.dropna()) | set(s.dropna()))
            p, q = (column.value_counts(normalize=True).reindex(levels, fill_value=0) for column in (r, s))
            found["jensen-shannon-distance"] = jensenshannon(p, q, base=2)
            found["hellinger-distance"] = np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / math.sqrt(2)
        values[name] = found
    return values


def numbers(column):
    filled = column.dropna()
    if pd.api.types.is_datetime64_any_dtype(filled):
        # In days from the first, so that nothing is lost to large epochs.
        return (filled - pd.Timestamp("2000-01-01")).dt.days.to_numpy(dtype=float)
    return filled.to_numpy(dtype=float)


def pairs_of(real, synthetic):
    values = []
    for a, b in combinations(COLUMNS, 2):
        r, s = real[[a, b]], synthetic[[a, b]]
        if is_number(a) and is_number(b):
            score = {
                coefficient.lower(): CorrelationSimilarity.compute(r, s, coefficient=coefficient)
                for coefficient in ("Pearson", "Spearman")
            }
        else:
            continuous = [name for name in (a, b) if KINDS[name] == "numerical"]
            if not continuous and (is_number(a) or is_number(b)):
                continue
            score = {"contingency": ContingencySimilarity.compute(r.copy(), s.copy(), continuous or None)}
        values.append({"columns": [a, b], **score})
    return values


def report_of(real, synthetic, correlation_from, association_from):
    """The quality report over numbers and categories; dates are left out."""
    kept = [name for name in COLUMNS if KINDS[name] != "datetime"]
    report = QualityReport()
    report.real_correlation_threshold = correlation_from
    report.real_association_threshold = association_from
    metadata = {"columns": {name: COLUMNS[name] for name in kept}}
    report.generate(real[kept], synthetic[kept], metadata, verbose=False)
    details = report.get_details("Column Pair Trends")
    means = report.get_properties().set_index("Property")["Score"]
    return {
        "thresholds": [correlation_from, association_from],
        "column-shapes": means["Column Shapes"],
        "column-pair-trends": means["Column Pair Trends"],
        "pairs": [
            {"columns": [row["Column 1"], row["Column 2"]], "score": row["Score"]}
            for _, row in details.iterrows()
        ],
    }


def plain(value):
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else float(value)
    return value


def main():
    train = read("train.csv")
    candidates = {}
    for file in CANDIDATES:
        synthetic = read(file)
        candidates[file] = {
            "columns": columns_of(train, synthetic),
            "pairs": pairs_of(train, synthetic),
            "reports": [report_of(train, synthetic, 0, 0), report_of(train, synthetic, 0.5, 0.3)],
        }
    versions = {
        "sdmetrics": sdmetrics.__version__,
        "scipy": scipy.__version__,
        "pandas": pd.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }
    print(json.dumps(plain({"madeBy": "bench/peers/sdmetrics_values.py", "versions": versions, "candidates": candidates}), indent=1))


main()
