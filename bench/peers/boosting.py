"""Fits scikit-learn's histogram boosting on the table that bench/boosting.mjs wrote; prints milliseconds and the AUC."""

import json
import sys
import time
from pathlib import Path

import numpy as np

try:
    import sklearn
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score
except ImportError:
    print(json.dumps({"missing": "scikit-learn"}))
    sys.exit(0)

folder = Path(sys.argv[1])
plan = json.loads((folder / "plan.json").read_text())
columns = np.fromfile(folder / "columns.f64").reshape(plan["features"], plan["rows"] * 2)
labels = np.fromfile(folder / "labels.i32", dtype=np.int32)
table = np.ascontiguousarray(columns.T)
train, test = slice(0, plan["rows"]), slice(plan["rows"], None)

times = []
for _ in range(plan["repeats"]):
    model = HistGradientBoostingClassifier(
        max_iter=plan["rounds"],
        learning_rate=plan["learningRate"],
        max_leaf_nodes=plan["maxLeaves"],
        min_samples_leaf=plan["minLeafRows"],
        l2_regularization=plan["ridge"],
        early_stopping=False,
    )
    began = time.perf_counter()
    model.fit(table[train], labels[train])
    fitted = time.perf_counter()
    scores = model.predict_proba(table[test])[:, 1]
    times.append((fitted - began, time.perf_counter() - fitted))

best = min(times)
print(
    json.dumps(
        {
            "version": sklearn.__version__,
            "fitMs": best[0] * 1000,
            "predictMs": best[1] * 1000,
            "auc": roc_auc_score(labels[test], scores),
        }
    )
)
