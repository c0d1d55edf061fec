"""Fits scikit-learn's random forest on the table that bench/forest.mjs wrote; prints milliseconds and the AUC."""

import json
import sys
import time
from pathlib import Path

import numpy as np

try:
    import sklearn
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import roc_auc_score
except ImportError:
    print(json.dumps({"missing": "scikit-learn"}))
    sys.exit(0)

folder = Path(sys.argv[1])
plan = json.loads((folder / "plan.json").read_text())
columns = np.fromfile(folder / "columns.f64").reshape(plan["features"], plan["rows"] * 2)
labels = np.fromfile(folder / "labels.i32", dtype=np.int32)
table = np.ascontiguousarray(columns.T, dtype=np.float32)
train, test = slice(0, plan["rows"]), slice(plan["rows"], None)

times = []
for repeat in range(plan["repeats"]):
    forest = RandomForestClassifier(
        n_estimators=plan["trees"],
        min_samples_leaf=plan["minLeafRows"],
        max_features=plan["featureShare"],
        random_state=repeat,
        n_jobs=1,
    )
    began = time.perf_counter()
    forest.fit(table[train], labels[train])
    fitted = time.perf_counter()
    scores = forest.predict_proba(table[test])[:, 1]
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
