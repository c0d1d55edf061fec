"""Anonymeter's values on the project's fixtures; test/conformance compares ours with them.

Usage: python bench/peers/anonymeter_values.py > test/conformance/anonymeter.json
Needs `pip install anonymeter==1.1.0`. Every row is attacked in linkability and inference, so that nothing is random but
how the peer breaks ties of distances; singling out is random, and several seeds are stored.
"""

import logging
import warnings

import numpy as np
import polars as pl
from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator
from anonymeter.evaluators.singling_out_evaluator import _generate_singling_out_queries
from fixture_tables import CANDIDATES, KINDS, complete, read, recorder, write

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

ROWS = 700
SECRETS = ["diagnosis", "bmi"]
SEEDS = 5


def rates(evaluator):
    found = evaluator.results()
    risk = found.risk()
    return {
        "attack": [found.attack_rate.value, found.attack_rate.error],
        "control": [found.control_rate.value, found.control_rate.error],
        "risk": risk.value,
        "ci": list(risk.ci),
        "n_success": found.n_success,
        "n_control": found.n_control,
    }


def main():
    train, holdout = (complete(read(file), ROWS).drop_duplicates() for file in ("train.csv", "holdout.csv"))
    rows = min(len(train), len(holdout))
    train, holdout = train.head(rows).reset_index(drop=True), holdout.head(rows).reset_index(drop=True)
    names = list(KINDS)
    candidates = {}
    for file in CANDIDATES:
        synthetic = complete(read(file), ROWS)
        results, record = recorder()
        aux = (names[::2], names[1::2])
        for k in (1, 10):

            def link(k=k):
                np.random.seed(0)
                evaluator = LinkabilityEvaluator(train, synthetic, aux, n_attacks=rows, n_neighbors=k, control=holdout)
                return rates(evaluator.evaluate(n_jobs=1))

            record("anonymeter", "Linkability", link, {"n_attacks": rows, "n_neighbors": k, "aux_cols": aux, "complete_rows": ROWS})
        for secret in SECRETS:

            def infer(secret=secret):
                np.random.seed(0)
                evaluator = InferenceEvaluator(
                    train,
                    synthetic,
                    [name for name in names if name != secret],
                    secret,
                    regression=KINDS[secret] == "numerical",
                    n_attacks=rows,
                    control=holdout,
                )
                return rates(evaluator.evaluate(n_jobs=1))

            record(
                "anonymeter",
                "Inference",
                infer,
                {"n_attacks": rows, "regression": KINDS[secret] == "numerical", "tolerance": 0.05},
                [secret],
            )
        for mode in ("univariate", "multivariate"):
            for seed in range(SEEDS):

                def single(mode=mode, seed=seed):
                    evaluator = SinglingOutEvaluator(
                        train, synthetic, n_attacks=300, n_cols=3, control=holdout, max_attempts=20000, seed=seed
                    )
                    made = _generate_singling_out_queries(
                        df=pl.from_pandas(synthetic),
                        n_attacks=300,
                        n_cols=3,
                        mode=mode,
                        max_attempts=20000,
                        rng=np.random.default_rng(seed),
                    )
                    return {**rates(evaluator.evaluate(mode=mode)), "n_made": len(made)}

                record("anonymeter", f"SinglingOut/{mode}", single, {"n_attacks": 300, "seed": seed, "n_cols": 3})
        candidates[file] = results
    write(
        "anonymeter_values.py",
        ["anonymeter"],
        f"rows with a missing cell dropped, the first {ROWS} of each file, train and holdout without duplicates and of equal length ({rows})",
        candidates,
    )


main()
