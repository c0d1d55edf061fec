"""Scores of scikit-learn models that were fitted on one file and tested on another: how far apart two models, two sizes
of sample and two seeds are. Reads a JSON request from standard input, prints JSON.

Request: {"train": path, "test": path, "metadata": path, "target": name, "rows": [null or number, ...], "seeds": n}
"""

import json
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.metrics import r2_score, roc_auc_score

MISSING = ["", "NA", "N/A", "?", "nan", "NaN", "null"]


def read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def spelled(column):
    """Categories as typed values: 5.0 is 5, TRUE is true."""
    lower = column.str.strip().str.lower().str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)
    return lower.where(~column.isin(MISSING), "")


def encode(train, test, columns, target):
    """Numbers as they are; categories as codes of their sorted levels, missing as a level."""
    parts = [[], []]
    categorical = []
    for name in train.columns:
        kind = columns[name]["sdtype"]
        if name == target or kind in ("id", "text") or name not in test.columns:
            continue
        if kind == "numerical":
            for part, table in zip(parts, (train, test)):
                part.append(pd.to_numeric(table[name].where(~table[name].isin(MISSING)), errors="coerce"))
            categorical.append(False)
            continue
        both = [spelled(table[name]) for table in (train, test)]
        levels = {level: code for code, level in enumerate(sorted(set(both[0]) | set(both[1])))}
        for part, column in zip(parts, both):
            part.append(column.map(levels).astype(float))
        categorical.append(True)
    return (*(np.column_stack(part) for part in parts), categorical)


def main():
    request = json.load(sys.stdin)
    columns = json.load(open(request["metadata"]))["columns"]
    target = request["target"]
    train, test = read(request["train"]), read(request["test"])
    x, x_test, categorical = encode(train, test, columns, target)
    regression = columns[target]["sdtype"] == "numerical"
    if regression:
        y, y_test = (pd.to_numeric(table[target]).to_numpy() for table in (train, test))
    else:
        labels, labels_test = (spelled(table[target]) for table in (train, test))
        rarer = labels_test.value_counts().index[-1]
        y, y_test = ((column == rarer).to_numpy().astype(int) for column in (labels, labels_test))

    def boosted(seed):
        model = HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier
        coded = [is_coded and len(np.unique(x[:, i])) < 250 for i, is_coded in enumerate(categorical)]
        return model(categorical_features=coded, random_state=seed), False

    def forest(seed):
        model = RandomForestRegressor if regression else RandomForestClassifier
        leaf, share = (5, 1 / 3) if regression else (10, "sqrt")
        return model(100, min_samples_leaf=leaf, max_features=share, random_state=seed), True

    def score(make, rows, seed):
        model, fills = make(seed)
        kept = np.arange(len(y))
        if rows is not None and rows < len(y):
            kept = np.random.default_rng(seed).choice(len(y), rows, replace=False)
        if len(np.unique(y[kept])) < 2:
            return None
        fill = (lambda m: np.where(np.isnan(m), -1, m)) if fills else (lambda m: m)
        model.fit(fill(x[kept]), y[kept])
        if regression:
            return r2_score(y_test, model.predict(fill(x_test)))
        return roc_auc_score(y_test, model.predict_proba(fill(x_test))[:, 1])

    scores = {}
    for name, make in (("boosting", boosted), ("forest", forest)):
        for rows in request["rows"]:
            values = [score(make, rows, seed) for seed in range(request["seeds"])]
            values = [value for value in values if value is not None]
            if values:
                label = f"{name}, {'all' if rows is None else rows} rows"
                scores[label] = {"mean": float(np.mean(values)), "low": min(values), "high": max(values)}
    print(json.dumps({"scikit-learn": sklearn.__version__, "scores": scores}))


main()
