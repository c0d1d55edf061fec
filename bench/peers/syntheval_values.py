"""SynthEval's values on the project's fixtures; test/conformance compares ours with them.

Usage: python bench/peers/syntheval_values.py > test/conformance/syntheval.json
Needs `pip install syntheval==1.7.3`, in an environment of its own.
"""

import contextlib
import io
import warnings

from fixture_tables import CANDIDATES, complete, read, recorder, write
from syntheval import SynthEval

warnings.simplefilter("ignore")

ROWS = 700
TARGET = "readmitted"
METRICS = [
    "dwm", "pca", "cio", "corr_diff", "mi_diff", "ks_test", "h_dist", "p_mse", "q_mse",
    "nndr", "nnaa", "dcr", "hit_rate", "eps_risk", "mmd",
]


def main():
    train, holdout = (complete(read(file), ROWS) for file in ("train.csv", "holdout.csv"))
    candidates = {}
    for file in CANDIDATES:
        synthetic = complete(read(file), ROWS)
        cat_cols = [
            name for name in train if train[name].dtype == object or train[name].nunique() < 10
        ]
        results, record = recorder()
        for metric in METRICS:
            settings = {"n_perms": 20} if metric == "ks_test" else {}

            def evaluate(metric=metric, settings=settings):
                evaluator = SynthEval(
                    train.copy(), holdout.copy(), cat_cols=cat_cols, verbose=False, enable_plots=False, console="off"
                )
                with contextlib.redirect_stdout(io.StringIO()):
                    evaluator.evaluate(synthetic.copy(), TARGET, **{metric: settings})
                return evaluator._raw_results[metric]

            record("syntheval", metric, evaluate, {"cat_cols": cat_cols, "rows": ROWS, **settings})
        candidates[file] = results
    write(
        "syntheval_values.py",
        ["syntheval", "pcametric"],
        f"rows with a missing cell dropped, the first {ROWS} of each file",
        candidates,
    )


main()
