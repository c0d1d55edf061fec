"""Predictions of scikit-learn's HistGradientBoosting for matrices that are given as raw float64 files, so that both
sides learn from the same cells. Reads a JSON request from standard input.

Request: {"folder": path, "task": "classification" | "regression", "classes": n, "categorical": [bool, ...],
          "fits": [name, ...]}: the folder has NAME.x and NAME.y per fit and test.x; NAME.p is written, rows x classes or
one number per row. NaN is missing.
"""

import json
import os
import sys

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor


def main():
    request = json.load(sys.stdin)
    folder, categorical = request["folder"], np.array(request["categorical"])

    def read(name):
        return np.fromfile(os.path.join(folder, name))

    def matrix(name):
        return read(name).reshape(len(categorical), -1).T

    test = matrix("test.x")
    for name in request["fits"]:
        x, y = matrix(f"{name}.x"), read(f"{name}.y")
        # More than 255 categories are not taken as such.
        coded = categorical & (np.nanmax(np.vstack([x, test]), axis=0, initial=0) < 255)
        if request["task"] == "regression":
            predictions = HistGradientBoostingRegressor(categorical_features=coded, random_state=0).fit(x, y).predict(test)
        else:
            model = HistGradientBoostingClassifier(categorical_features=coded, random_state=0).fit(x, y.astype(int))
            predictions = np.zeros((len(test), request["classes"]))
            predictions[:, model.classes_] = model.predict_proba(test)
        predictions.astype(float).tofile(os.path.join(folder, f"{name}.p"))
    print(sklearn.__version__)


main()
