"""SDNist's values on the project's fixtures, and on NIST's ACS excerpt; test/conformance and the page compare ours with them.

Usage: python bench/peers/sdnist_values.py > test/conformance/sdnist.json
       python bench/peers/sdnist_values.py --acs FOLDER --out FOLDER [--candidates aindo,pram]
Needs Python 3.9 and `pip install sdnist==2.4`. Its report downloads NIST's data with their dictionary first; the metrics are
therefore called by themselves. With --acs every candidate gets a file in the format of the reference files, and the tables that
the metrics were given are written beside it.
"""

import argparse
import io
import json
import platform
import sys
import tempfile
import warnings
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from fixture_tables import CANDIDATES, KINDS, NUMBERS, plain, read, recorder, write
import sdnist.report  # first: its modules import each other
from sdnist.metrics import propensity as propensity_module
from sdnist.metrics.apparent_match_dist import cellchange
from sdnist.metrics.inconsistency import Inconsistencies
from sdnist.metrics.kmarginal import KMarginal
from sdnist.metrics.pca import PCAMetric
from sdnist.metrics.pearson_correlation import PearsonCorrelationDifference
from sdnist.metrics.propensity import PropensityMSE
from sdnist.metrics.unique_exact_matches import unique_exact_matches
from sdnist.report.dataset.binning import add_bin_for_NA, bin_density, percentile_rank_synthetic, percentile_rank_target
from sdnist.report.plots.univariate import divergence

warnings.simplefilter("ignore")

# As many numbers as it keeps components, so that none is lost.
COMPONENTS = 5
ACS_NUMBERS = ["AGEP", "POVPIP", "PINCP", "PWGTP", "WGTP"]
ACS_QUASI = ["SEX", "MSP", "RAC1P", "OWN_RENT", "EDU", "PUMA", "INDP_CAT", "HISP"]
ACS_CANDIDATES = ["aindo", "mostlyai", "cart-cf21", "subsample40", "pram", "kanon6", "mwem-pgm", "anonos"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--acs", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--candidates", default=",".join(ACS_CANDIDATES))
    given = parser.parse_args()
    if given.acs:
        for name in given.candidates.split(","):
            acs(given.acs, given.out, name)
        return
    candidates = {}
    train = fixture("train.csv")
    quasi = ["sex", "ethnic_group", "region", "occupation", "smoker"]
    for file in CANDIDATES:
        results, record = recorder()
        measure(record, train, fixture(file), NUMBERS, quasi, "sex")
        candidates[file] = results
    write(
        "sdnist_values.py",
        ["sdnist"],
        "all rows; a missing cell is `N`; numbers cut to whole ones where SDNist does; rows with a missing number left out of correlations and components",
        candidates,
    )


def fixture(file):
    table = read(file)
    for name in KINDS:
        if name in NUMBERS:
            table[name] = table[name].astype(object)
        table[name] = table[name].where(table[name].notna(), "N")
    return table


def measure(record, train, synthetic, numbers, quasi, group, left_out=()):
    """Every metric; cells are words or numbers, `N` where missing."""
    names = [name for name in train.columns if name not in left_out]
    train, synthetic = train[names], synthetic[names]
    numbers = [name for name in numbers if name in names]
    words = [name for name in names if name not in numbers]
    quasi = [name for name in quasi if name in names]
    target, other = binned(train, synthetic, numbers)
    peer = "sdnist"
    # Its tables are those of all pairs; words of few levels need no cut, neither here nor there.
    narrow = [name for name in words if name != group and len(set(train[name]) | set(synthetic[name])) <= 20]
    record(peer, "KMarginal", lambda: KMarginal(train[narrow], synthetic[narrow]).compute_score(), {"columns": narrow})
    # It leaves PUMA out of the pairs and groups by it.
    renamed = [table.rename(columns={group: "PUMA"}) for table in (target, other)]
    record(peer, "KMarginal, binned", lambda: KMarginal(*renamed).compute_score(), {"numbers": numbers, "group": group})
    if group in names:
        record(peer, "KMarginal, grouped", lambda: grouped(*renamed), {"numbers": numbers, "group": group})

    filled = [keep_numbers(table, numbers) for table in (train, synthetic)]
    difference = PearsonCorrelationDifference(*filled)
    difference.compute()
    for place, a in enumerate(numbers):
        for b in numbers[place + 1 :]:
            record(peer, "PearsonCorrelationDifference", lambda a=a, b=b: difference.pp_corr_diff.loc[a, b], columns=[a, b])
    some = numbers[:COMPONENTS]
    record(peer, "PCAMetric", lambda: [components(table[some], table[some]) for table in filled], columns=some)

    record(peer, "unique_exact_matches", lambda: unique_exact_matches(train[words], synthetic[words]), {"columns": words})

    def apparent():
        percents, real, made, matched = cellchange(train, synthetic, quasi, [])
        return {"target": len(real), "deidentified": len(made), "matched": len(matched), "agreement": percents.mean()}

    record(peer, "cellchange", apparent, {"columns": quasi})
    counted = divergence(other, target, {name: {} for name in names})
    for _, row in counted.iterrows():
        record(peer, "divergence", lambda row=row: row.iloc[1], columns=[row.iloc[0]])
    record(peer, "PropensityMSE", lambda: propensity(coded(target, words), coded(other, words, target)))


def grouped(target, other):
    found = KMarginal(target, other, ["PUMA"])
    score = found.compute_score()
    return {"score": score, "groups": {str(key): value for key, value in found.scores.items()}}


def binned(train, synthetic, numbers):
    """Numbers in twentieths of train's ranks, by SDNist's functions; words stay."""
    target = add_bin_for_NA(percentile_rank_target(train, numbers), train, numbers)
    other = percentile_rank_synthetic(synthetic, train, target, numbers)
    return target, add_bin_for_NA(other, synthetic, numbers)


def keep_numbers(table, numbers):
    kept = table[numbers]
    return kept[(kept != "N").all(axis=1)].astype(float).reset_index(drop=True)


def components(table, other):
    """Directions, and the variance of the table's rows along them."""
    found = PCAMetric(table, other)
    found.compute_pca()
    return {"directions": found.comp_df.values, "variances": found.t_pdf.var(ddof=0).values}


def coded(table, words, levels_of=None):
    """Its tree takes numbers only."""
    out = table.copy()
    for name in words:
        levels = sorted({str(value) for value in (table if levels_of is None else levels_of)[name]} | {str(value) for value in table[name]})
        out[name] = [levels.index(str(value)) for value in table[name]]
    return out.astype(float)


def propensity(target, synthetic):
    """The score, and rows of both files in each leaf, from which it can be had without the tree."""
    kept = {}

    class Remembered(propensity_module.tree.DecisionTreeClassifier):
        def fit(self, rows, labels):
            # Features are drawn at random where splits are equally good.
            self.set_params(random_state=0)
            kept["leaves"] = super().fit(rows, labels).apply(rows)
            kept["labels"] = labels
            return self

    plain_tree = propensity_module.tree
    propensity_module.tree = type("Tree", (), {"DecisionTreeClassifier": Remembered})
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = PropensityMSE(target, synthetic, Path(folder))
            propensity_module.relative_path = lambda *_, **__: ""
            found.compute_score()
    finally:
        propensity_module.tree = plain_tree
    table = pd.crosstab(kept["leaves"], kept["labels"])
    return {"pmse": found.pmse_score, "ks": found.ks_score.statistic, "leaves": table.values}


def acs(folder, out, name):
    """One candidate of NIST's excerpt, as its report prepares it: shared columns, `N` for missing, DENSITY in its own bins."""
    files = {"train": folder / "train.csv", "synthetic": next(folder.glob(f"synthetic-{name}.csv*"))}
    tables = {role: pd.read_csv(path, dtype=str, keep_default_na=False) for role, path in files.items()}
    names = sorted(set(tables["train"].columns) & set(tables["synthetic"].columns))
    tables = {role: table[names].applymap(spelled).reset_index(drop=True) for role, table in tables.items()}
    # Columns with cells that it cannot read are dropped, as by its validation.
    dropped = [name for name in names if name != "PUMA" and not all(is_number(value) for table in tables.values() for value in table[name].unique())]
    names = [name for name in names if name not in dropped]
    tables = {role: table[names] for role, table in tables.items()}
    raw = {role: table.copy() for role, table in tables.items()}
    if "DENSITY" in names:
        most = tables["train"]["DENSITY"].astype(float).max()
        for table in tables.values():
            table["DENSITY"] = table["DENSITY"].astype(float)
            table["DENSITY"] = bin_density(table[["DENSITY"]].copy(), {"DENSITY": {"values": {"max": most}}})["DENSITY"].astype(int).astype(str)
    for table in tables.values():
        for number in set(ACS_NUMBERS) & set(names):
            table[number] = [value if value == "N" else float(value) for value in table[number]]
    results, record = recorder()
    measure(record, tables["train"], tables["synthetic"], ACS_NUMBERS, ACS_QUASI, "PUMA", left_out=["INDP"])
    record("sdnist", "Inconsistencies", lambda: inconsistencies(raw["synthetic"]))
    published = published_score(folder, name)
    record("sdnist", "report", lambda: published)
    inputs = out / "inputs" / f"nist-acs-{name}"
    inputs.mkdir(parents=True, exist_ok=True)
    for role, table in tables.items():
        table.to_csv(inputs / f"{role}.csv", index=False)
    columns = {name: {"sdtype": "numerical" if name in ACS_NUMBERS else "categorical"} for name in names}
    document = {
        "versions": {key: version(key) for key in ("sdnist", "numpy", "pandas", "scipy", "scikit-learn")} | {"python": platform.python_version()},
        "metadata": {"columns": columns},
        "rows": {"train": len(tables["train"]), "holdout": None, "synthetic": len(tables["synthetic"])},
        "max_rows": None,
        "results": results,
    }
    (out / f"nist-acs-{name}--synthetic.json").write_text(json.dumps(plain(document), indent=1))
    print(name, {entry["metric"]: entry["value"] for entry in results if entry["metric"] in ("KMarginal, binned", "report")}, file=sys.stderr)
    for entry in results:
        if "error" in entry:
            print(entry["metric"], entry["error"], file=sys.stderr)


def spelled(text):
    """Whole numbers alike in all files: some say 2, some 2.0."""
    text = "N" if text in ("", "N", "nan") else text
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number == int(number) else str(number)


def is_number(text):
    try:
        return text == "N" or float(text) is not None
    except ValueError:
        return False


def inconsistencies(raw):
    """Rows that break each of its rules; cells are typed as its validation leaves them."""
    typed = raw.copy()
    for name in typed.columns:
        if name != "PUMA":
            typed[name] = [value if value == "N" else float(value) for value in typed[name]]
            if name not in ("PINCP", "DENSITY"):
                typed[name] = pd.Series([value if value == "N" else int(value) for value in typed[name]], dtype=object)
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        found = Inconsistencies(typed, Path(folder))
        import sdnist.metrics.inconsistency as module

        module.relative_path = lambda *_, **__: ""
        found.compute()
    rules = [entry for part in ("age", "work", "housing") for entry in found.report_data[part]["inconsistencies"]]
    return {rule["inconsistency_name"]: rule["inconsistency_violations"] for rule in rules}


def published_score(folder, name):
    """What NIST's own report of that submission says, as the folder's README has it."""
    for line in (folder / "README.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells and cells[0].removesuffix(".gz") == f"synthetic-{name}.csv":
            return {"k-marginal": float(cells[4]), "unique exact match": float(cells[5]), "pMSE": float(cells[6])}
    return None


np.random.seed(0)
main()
