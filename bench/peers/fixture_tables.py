"""The project's fixtures as tables for the peers: what every script beside this one starts from.

Categories and booleans as their text, numbers parsed, pandas' own tokens for missing; identifiers, dates and free text
left out. Rows with a missing cell are dropped where a peer cannot have them, then the first rows are taken: never a
random choice, so that the same rows can be taken elsewhere.
"""

import json
import math
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import pandas as pd

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
CANDIDATES = ["vendor-b-copies.csv"]
KINDS = {
    name: described["sdtype"]
    for name, described in json.loads((FIXTURES / "metadata.json").read_text())["columns"].items()
    if described["sdtype"] in ("numerical", "categorical", "boolean")
}
NUMBERS = [name for name, kind in KINDS.items() if kind == "numerical"]


def read(file):
    table = pd.read_csv(FIXTURES / file, dtype=str)[list(KINDS)]
    for name in KINDS:
        table[name] = pd.to_numeric(table[name]).astype(float) if name in NUMBERS else table[name].astype(object)
    return table


def complete(table, rows):
    """The first rows without a missing cell."""
    return table.dropna().head(rows).reset_index(drop=True)


def recorder():
    """Collects results in the format of the reference files, and says so where a peer fails."""
    results = []

    def record(peer, metric, compute, params=None, columns=None):
        entry = {"peer": peer, "metric": metric, "params": params or {}, "columns": columns}
        try:
            entry["value"] = plain(compute())
        except Exception as error:  # a peer's failure is a result
            entry["value"] = None
            entry["error"] = f"{type(error).__name__}: {error}"[:200]
        results.append(entry)

    return results, record


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(entry) for entry in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else float(value)
    return value if value is None or isinstance(value, str) else str(value)


def write(script, packages, preprocessing, candidates):
    """One JSON document on standard output."""
    versions = {"python": platform.python_version()}
    for name in [*packages, "numpy", "pandas", "scipy", "scikit-learn"]:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = None
    document = {
        "madeBy": f"bench/peers/{script}",
        "versions": versions,
        "preprocessing": preprocessing,
        "candidates": candidates,
    }
    json.dump(plain(document), sys.stdout, indent=1)
    print()
