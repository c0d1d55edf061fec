"""mostlyai-qa's accuracies on the project's fixtures; test/conformance compares ours with them.

Usage: python bench/peers/mostlyai_values.py > test/conformance/mostlyai.json
Needs `pip install --no-deps mostlyai-qa==1.10.11 phik` with plotly, joblib, pandas and pyarrow. Binning and accuracy are
the peer's own; its package (which loads language models) is not imported as a whole.
"""

import sys
import types
import warnings
from itertools import combinations
from pathlib import Path
from unittest.mock import MagicMock

from fixture_tables import CANDIDATES, read, recorder, write

warnings.simplefilter("ignore")


def accuracy_module():
    root = next(path / "mostlyai" / "qa" for path in map(Path, sys.path) if (path / "mostlyai" / "qa").is_dir())
    for name, path in (("mostlyai", root.parent), ("mostlyai.qa", root)):
        package = types.ModuleType(name)
        package.__path__ = [str(path)]
        sys.modules[name] = package
    for name in ("phik", "phik.phik"):
        sys.modules[name] = MagicMock(name=name)  # correlations, not run
    from mostlyai.qa import _accuracy

    return _accuracy


def main():
    qa = accuracy_module()
    real = read("train.csv")
    candidates = {}
    for file in CANDIDATES:
        synthetic = read(file)
        results, record = recorder()
        real_bins, bins = qa.bin_data(real, 10)
        other_bins, _ = qa.bin_data(synthetic, bins)
        scores = {}
        for order in (1, 2, 3):
            for names in combinations(real, order):
                scores[names] = qa.calculate_accuracy(real_bins[list(names)], other_bins[list(names)])
        for order, name in ((1, "univariate"), (2, "bivariate"), (3, "trivariate")):
            of = [score for names, score in scores.items() if len(names) == order]
            if order < 3:
                for names, score in scores.items():
                    if len(names) == order:
                        record("mostlyai-qa", f"accuracy.{name}", lambda score=score: score, {"bins": 10}, list(names))
            means = {name: sum(s[0] for s in of) / len(of), f"{name}_max": sum(s[1] for s in of) / len(of)}
            record("mostlyai-qa", "accuracy.overall", lambda means=means: means, {"bins": 10, "vs": "synthetic"})
        candidates[file] = results
    write("mostlyai_values.py", ["mostlyai-qa"], "all rows; missing is a cell", candidates)


main()
