"""Turns the features of a pair into a stated probability that both tell the same."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

from scenariowiki.search.duplicates.features import NAMES, Regime

LIKELY = 0.9
WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A logistic regression; `maybe` is the probability with the best F1 on the pairs it was fitted on."""

    intercept: float
    maybe: float
    weights: tuple[float, ...]

    def probability(self, features: Sequence[float]) -> float:
        """State how probable it is that a pair with these features is one thing told twice."""
        total = self.intercept + sum(map(float.__mul__, self.weights, features))
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@cache
def fitted() -> Mapping[Regime, Model]:
    """Read the weights that `bench/fit_duplicates.py` wrote; refuses those of other features."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {regime: _model(stored[regime]) for regime in Regime}


def maybe() -> float:
    """Give the lowest probability that is worth showing to a person."""
    return min(model.maybe for model in fitted().values())


def _model(stored: Mapping[str, Any]) -> Model:
    if tuple(stored["weights"]) != NAMES:
        raise ValueError("weights.json was fitted on other features: run bench/fit_duplicates.py")
    return Model(
        intercept=stored["intercept"], maybe=stored["maybe"], weights=tuple(stored["weights"].values())
    )
