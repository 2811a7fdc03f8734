"""Fits the weights of the duplicate finder and writes them there: python -m bench.fit_duplicates.

One logistic regression a regime, whose weights keep the signs of `features.SIGNS`. Questions are fitted on
the customer-service pairs of AFQMC, sentences on its longer ones, half of PAWS-X and notes of hotline cases,
cases on hotline cases retold; pairs turned around (negated, reversed, renumbered) teach what no set holds
enough of. What a case's score means is then read off real pairs of hotline cases that were judged by eye.
"""

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.pairs import (
    Floats,
    Pair,
    best_f1,
    cases,
    counted,
    halves,
    judged_cases,
    load,
    noted,
    retold,
    turned,
)
from scenariowiki.search.duplicates.features import NAMES, SIGNS, Regime, compare, ratio, regime
from scenariowiki.search.duplicates.model import WEIGHTS
from scenariowiki.search.duplicates.prepared import condense, prepare

_STEPS = 800
_RATE = 0.03
_RIDGE = 1e-4
# No pair of the sets has a category; set by hand until curators' verdicts can be fitted on.
_SAME_CATEGORY = 0.3
# AFQMC's labels are noisy, which flattens what overlap tells: add this much before calibrating. It orders
# candidates better on both other question sets.
_LEANING = {Regime.QUESTION: {"signs_shared": 2.0, "words_shared": 1.0, "sorted_ratio": 1.0}}
# How much each set counts beside the others in each regime.
MASSES: Mapping[Regime, Mapping[str, float]] = {
    Regime.QUESTION: {"afqmc_train": 1.0, "turned": 0.05},
    Regime.SENTENCE: {"notes": 1.0, "pawsx_dev": 1.0, "afqmc_train": 0.5, "turned": 0.1},
    Regime.CASE: {"cases": 1.0},
}


class Featured(NamedTuple):
    """A set of pairs as the regression sees it."""

    features: Floats
    same: Floats
    regimes: npt.NDArray[np.str_]

    def only(self, regime: Regime) -> "Featured":
        """Keep the pairs of one regime."""
        kept = self.regimes == regime.value
        return Featured(self.features[kept], self.same[kept], self.regimes[kept])


def main() -> None:
    """Fit on the training sets and store the weights."""
    sets = {name: featured(pairs) for name, pairs in training().items()}
    stored = {
        regime: fitted(
            [(sets[name].only(regime), mass) for name, mass in masses.items()], _LEANING.get(regime, {})
        )
        for regime, masses in MASSES.items()
    }
    stored[Regime.CASE] = restated(stored[Regime.CASE])
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(WEIGHTS.read_text(encoding="utf-8"))


def training() -> dict[str, list[Pair]]:
    """Gather the sets to fit on."""
    dice = random.Random(11)
    questions = load("afqmc_train")
    texts = sorted({text for pair in questions for text in (pair.one, pair.other)})
    return {
        "afqmc_train": questions,
        "pawsx_dev": halves(load("pawsx_dev"))[0],
        "turned": turned(dice, texts, 4000),
        "cases": retold(dice, cases()[::2], 1000),
        "notes": noted(dice, cases()[::2], 1000),
    }


def fitted(sets: Sequence[tuple[Featured, float]], leaning: Mapping[str, float]) -> dict[str, object]:
    """Fit one regime; the probability stored as `maybe` is that with the best F1 on its first set."""
    features, same, _ = sets[0][0]
    leaned = fit(sets) + np.array([leaning.get(name, 0.0) for name in NAMES])
    intercept, scale = calibrate([(one.features @ leaned, one.same, mass) for one, mass in sets])
    probable = 1 / (1 + np.exp(-(scale * (features @ leaned) + intercept)))
    rounded = dict(zip(NAMES, (round(float(scale * weight), 4) for weight in leaned), strict=True))
    return {
        "intercept": round(intercept, 4),
        "maybe": round(best_f1(probable, same)[1], 3),
        "weights": rounded | {"same_category": _SAME_CATEGORY},
    }


def restated(case: Mapping[str, Any]) -> dict[str, object]:
    """Have a case's score state what it means among real pairs, each of which stands for many.

    Where scores are probabilities, the threshold with the best F1 is half of that F1; so found it hangs on no
    single pair of a small sample.
    """
    pairs, mass = judged_cases()
    sets = featured(pairs, texts=["\n".join(told) for told in cases()])
    scores = case["intercept"] + sets.features @ np.array(list(case["weights"].values()))
    intercept, scale = calibrate([(scores, sets.same, mass)])
    probable = 1 / (1 + np.exp(-(scale * scores + intercept)))
    weights = {name: round(scale * weight, 4) for name, weight in case["weights"].items()}
    return {
        "intercept": round(intercept + scale * case["intercept"], 4),
        "maybe": round(best_f1(probable, sets.same, mass)[0] / 2, 3),
        "weights": weights | {"same_category": _SAME_CATEGORY},
    }


def calibrate(sets: Sequence[tuple[Floats, Floats, float | Floats]]) -> tuple[float, float]:
    """Fit intercept and scale of the scores by Newton's method (Platt), so that they state a probability.

    Each set counts for its mass, shared by its pairs, or each pair for one of its own.
    """
    scores = np.concatenate([one for one, _, _ in sets])
    same = np.concatenate([one for _, one, _ in sets])
    mass = np.concatenate([np.ones(len(one)) * mass / len(one) for _, one, mass in sets])
    mass /= mass.sum()
    table = np.c_[np.ones(len(scores)), scores]
    found = np.zeros(2)
    for _ in range(30):
        probable = 1 / (1 + np.exp(-(table @ found)))
        curve = (table * (mass * probable * (1 - probable))[:, None]).T @ table
        found += np.linalg.solve(curve, table.T @ (mass * (same - probable)))
    return float(found[0]), float(found[1])


def featured(pairs: Sequence[Pair], texts: Sequence[str] = ()) -> Featured:
    """Compute the features of all pairs and their labels; words weigh by the pairs' texts or those given."""
    statistics = counted(texts or [text for pair in pairs for text in (pair.one, pair.other)])
    rows, regimes = [], []
    for pair in pairs:
        one, other = prepare(pair.one), prepare(pair.other)
        titles = ratio(*map(condense, pair.titles or (pair.one, pair.other)))
        rows.append(compare(one, other, titles, same_category=False, statistics=statistics))
        regimes.append(regime(one, other).value)
    return Featured(np.array(rows), np.array([pair.same for pair in pairs], dtype=float), np.array(regimes))


def fit(sets: Sequence[tuple[Featured, float]]) -> Floats:
    """Minimise the logistic loss by projected gradient steps (Adam) on standardised features.

    Each set has an intercept of its own, since sets differ in how many of their pairs are the same.
    """
    features = np.concatenate([one.features for one, _ in sets])
    same = np.concatenate([one.same for one, _ in sets])
    mass = np.concatenate([np.full(len(one.same), mass / len(one.same)) for one, mass in sets])
    mass /= mass.sum()
    own = np.zeros((len(features), len(sets)))
    own[np.arange(len(own)), np.repeat(np.arange(len(sets)), [len(one.same) for one, _ in sets])] = 1
    middle, spread = features.mean(0), features.std(0) + 1e-9
    table = np.c_[(features - middle) / spread, own]
    signs = np.r_[[SIGNS[name] for name in NAMES], np.zeros(len(sets))]
    weights, slow, square = np.zeros((3, table.shape[1]))
    for step in range(1, _STEPS + 1):
        error = mass * (1 / (1 + np.exp(-(table @ weights))) - same)
        slope = table.T @ error + _RIDGE * weights * np.r_[np.ones(len(NAMES)), np.zeros(len(sets))]
        slow = 0.9 * slow + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        weights = weights - _RATE * (slow / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-7)
        weights[weights * signs < 0] = 0
    plain: Floats = weights[: len(NAMES)] / spread
    return plain


if __name__ == "__main__":
    main()
