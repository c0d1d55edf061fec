"""synthcity's values on the project's fixtures; test/conformance compares ours with them.

Usage: python bench/peers/synthcity_values.py > test/conformance/synthcity.json
Needs `pip install --no-deps synthcity==0.2.12`, pydantic, loguru and scikit-learn. Its metrics' own modules are run; what
they import for other purposes (PyTorch, plugins, caches) is replaced by empty modules, and its data loader by a table.
"""

import importlib.util
import sys
import types
import warnings
from pathlib import Path
from unittest.mock import MagicMock

import numpy as np
import pandas as pd
from fixture_tables import CANDIDATES, NUMBERS, complete, read, recorder, write
from sklearn.preprocessing import MinMaxScaler

warnings.simplefilter("ignore")

ROWS = 700
SENSITIVE = ["readmitted"]


class Metric:
    """Stands for the peer's base class, which only adds caching and reductions."""

    def __init__(self, default_metric="", **settings):
        self._n_histogram_bins = 10
        self._task_type = "classification"
        self._random_state = 0
        for name, value in settings.items():
            setattr(self, f"_{name}", value)
        self._reduction = "mean"

    def reduction(self):
        return np.mean


class Loader:
    """A table with the methods that the metrics call."""

    sensitive_features = SENSITIVE

    def __init__(self, table):
        self.table = table
        self.columns = table.columns

    def dataframe(self):
        return self.table

    def numpy(self):
        return self.table.to_numpy(dtype=float).copy()

    def train(self):
        return self

    def type(self):
        return "generic"

    def __len__(self):
        return len(self.table)

    def __getitem__(self, names):
        return self.table[names]


def modules():
    root = next(
        path / "synthcity" for path in map(Path, sys.path) if (path / "synthcity").is_dir()
    )

    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name.split(".")[0] in ("torch", "geomloss") or name.startswith("synthcity."):
                return importlib.util.spec_from_loader(name, self)
            return None

        def create_module(self, spec):
            module = MagicMock(name=spec.name)
            module.__spec__ = spec
            module.__path__ = []
            module.Tensor = type("Tensor", (), {})  # other libraries ask what is one
            return module

        def exec_module(self, module):
            pass

    sys.meta_path.insert(0, Finder())
    package = types.ModuleType("synthcity")
    package.__path__ = [str(root)]
    sys.modules["synthcity"] = package
    metrics = types.ModuleType("synthcity.metrics")
    metrics.__path__ = [str(root / "metrics")]
    sys.modules["synthcity.metrics"] = metrics
    core = types.ModuleType("synthcity.metrics.core")
    core.MetricEvaluator = Metric
    sys.modules["synthcity.metrics.core"] = core
    loaders = types.ModuleType("synthcity.plugins.core.dataloader")
    loaders.DataLoader = Loader
    sys.modules["synthcity.plugins.core.dataloader"] = loaders
    found = []
    for name in ("_utils", "eval_statistical", "eval_privacy", "eval_sanity"):
        spec = importlib.util.spec_from_file_location(f"synthcity.metrics.{name}", root / "metrics" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        setattr(metrics, name, module)
        spec.loader.exec_module(module)
        found.append(module)
    return found[1:]


def encode(train, others):
    """Categories by their place among the sorted levels of all tables; numbers as they are."""
    tables = [train, *others]
    encoded = [pd.DataFrame(index=table.index) for table in tables]
    for name in train:
        levels = sorted(set().union(*(set(table[name]) for table in tables))) if name not in NUMBERS else None
        places = {level: place for place, level in enumerate(levels)} if levels else None
        for table, into in zip(tables, encoded):
            into[name] = table[name].map(places).astype(float) if places else table[name].astype(float)
    return encoded


def main():
    statistical, privacy, sanity = modules()
    real = complete(read("train.csv"), ROWS)
    candidates = {}
    for file in CANDIDATES:
        synthetic = complete(read(file), ROWS)
        raw = encode(real, [synthetic])
        scaler = MinMaxScaler().fit(raw[0])
        scaled = [pd.DataFrame(scaler.transform(table), columns=table.columns) for table in raw]
        results, record = recorder()

        def run(metric, build, scale, params=None, method="_evaluate"):
            tables = scaled if scale else raw
            encoding = "every column min-max scaled by the TRAIN min and range" if scale else "as they are"
            record(
                "synthcity",
                metric,
                lambda: getattr(build(), method)(*(Loader(table.copy()) for table in tables)),
                {"rows": len(real), "encoding": encoding, **(params or {})},
            )

        run("KolmogorovSmirnovTest", statistical.KolmogorovSmirnovTest, False)
        run("JensenShannonDistance", statistical.JensenShannonDistance, False)
        for scale in (False, True):
            for kernel in ("rbf", "linear"):
                run(
                    "MaximumMeanDiscrepancy",
                    lambda kernel=kernel: statistical.MaximumMeanDiscrepancy(kernel=kernel),
                    scale,
                    {"kernel": kernel},
                )
            run("PRDCScore", lambda: statistical.PRDCScore(nearest_k=5), scale, {"nearest_k": 5})
            run("IdentifiabilityScore.score", privacy.IdentifiabilityScore, scale, method="_compute_scores")
            run("CommonRowsProportion", sanity.CommonRowsProportion, scale, method="evaluate")
            run("NearestSyntheticNeighborDistance", sanity.NearestSyntheticNeighborDistance, scale, method="evaluate")

        def alpha():
            names = [
                "alphas", "alpha_precision_curve", "beta_coverage_curve",
                "delta_precision_alpha_naive", "delta_coverage_beta_naive", "authenticity_naive",
            ]
            found = statistical.AlphaPrecision().metrics(*(table.to_numpy() for table in scaled))
            return dict(list(zip(names, found))[3:])

        record("synthcity", "AlphaPrecision.naive", alpha, {"rows": len(real)})
        for name in ("kAnonymization", "lDiversityDistinct", "kMap", "DeltaPresence"):
            run(name, getattr(privacy, name), False, {"sensitive_features": SENSITIVE})
        candidates[file] = results
    write(
        "synthcity_values.py",
        ["synthcity"],
        f"rows with a missing cell dropped, the first {ROWS} of each file; categories as their place among sorted levels",
        candidates,
    )


main()
