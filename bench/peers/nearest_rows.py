"""Times scikit-learn's brute-force nearest neighbours, in processor time, on the rows of bench/nearest-rows.mjs.

Codes become one-hot columns of 1/2 for Manhattan (a difference then adds 1) and of sqrt(1/2) for Euclid.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.neighbors import NearestNeighbors


def read(folder: Path, part: str, row_count: int) -> tuple[np.ndarray, np.ndarray]:
    numeric = np.fromfile(folder / f"{part}-numeric", dtype=np.float64).reshape(-1, row_count).T
    codes = np.fromfile(folder / f"{part}-codes", dtype=np.int32).reshape(-1, row_count).T
    return numeric, codes


def one_hot(numeric: np.ndarray, codes: np.ndarray, sizes: np.ndarray, unit: float) -> np.ndarray:
    blocks = [numeric] + [np.eye(size)[codes[:, c]] * unit for c, size in enumerate(sizes)]
    return np.ascontiguousarray(np.hstack(blocks))


def main() -> None:
    folder, row_count, metric, k = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    base_numeric, base_codes = read(folder, "base", row_count)
    query_numeric, query_codes = read(folder, "queries", row_count)
    unit = 0.5 if metric == "manhattan" else np.sqrt(0.5)
    sizes = np.maximum(base_codes.max(axis=0), query_codes.max(axis=0)) + 1 if base_codes.size else np.array([], int)
    base = one_hot(base_numeric, base_codes, sizes, unit)
    queries = one_hot(query_numeric, query_codes, sizes, unit)

    start = time.process_time()
    finder = NearestNeighbors(n_neighbors=k, algorithm="brute", metric=metric, n_jobs=1).fit(base)
    distances, _ = finder.kneighbors(queries)
    seconds = time.process_time() - start

    checks = [{"query": q, "distances": distances[q].tolist()} for q in range(0, row_count, max(1, row_count // 50))]
    print(json.dumps({"seconds": seconds, "checks": checks}))


if __name__ == "__main__":
    main()
