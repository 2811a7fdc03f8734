"""Writes the measured part of docs/duplicates.md: python -m bench.duplicate_curves.

What was stated against what was true, and what each threshold finds, on labelled pairs that nothing was
fitted on; for cases, which have too few, each half is read by what the other half says.
"""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.fit_duplicates import Featured, calibrate, featured
from bench.memory_index import MemoryIndex
from bench.pairs import DATA, Floats, Pair, auc, best_f1, cases, halves, judged_cases, load
from bench.search_quality import Finder, cut_words, probabilities
from scenariowiki.search.duplicates.features import NAMES

PAGE = Path(__file__).resolve().parents[1] / "docs/duplicates.md"
BEGIN = "<!-- measured: python -m bench.duplicate_curves -->"
OVERLAPS = ("words_shared", "signs_shared", "pairs_shared", "ratio", "sorted_ratio")
CONTRASTS = (
    *("numbers_differ", "negation_differs", "denied", "direction_differs"),
    *("roles_differ", "order_differs", "moved", "question_differs"),
)
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
ASKED = 3_079


class Read(NamedTuple):
    """A set of pairs with what was stated of them; `mass` is how many pairs each stands for."""

    name: str
    stated: Floats
    same: Floats
    mass: Floats


def main() -> None:
    """Measure, and replace what stands behind the mark."""
    kept = PAGE.read_text(encoding="utf-8").split(BEGIN)[0]
    told = halves(load("pawsx_dev"))[1]
    reads = [
        _read("LCQMC", load("lcqmc_dev")),
        _read("BQ", load("bq_dev")),
        _read("PAWS-X, the half not fitted on", told),
        _read_cases(),
    ]
    parts = [*map(_calibration, reads), *map(_thresholds, reads), _apart(featured(told)), _intents()]
    PAGE.write_text(kept + BEGIN + "\n\n" + "\n\n".join(parts) + "\n", encoding="utf-8")
    print("\n\n".join(parts))


def _read(name: str, pairs: Sequence[Pair]) -> Read:
    sets = featured(pairs)
    return Read(name, probabilities(sets), sets.same, np.ones(len(sets.same)))


def _read_cases() -> Read:
    """Read each half of the judged cases by a scale fitted on the other half."""
    pairs, mass = judged_cases()
    sets = featured(pairs, texts=["\n".join(told) for told in cases()])
    scores = _logit(probabilities(sets))
    stated = np.zeros(len(scores))
    side = np.arange(len(scores)) % 2
    for half in (0, 1):
        of, by = side == half, side != half
        intercept, scale = calibrate([(scores[by], sets.same[by], mass[by])])
        stated[of] = 1 / (1 + np.exp(-(intercept + scale * scores[of])))
    return Read("cases judged by eye", stated, sets.same, mass)


def _logit(probability: Floats) -> Floats:
    found: Floats = np.log(probability / (1 - probability))
    return found


def _calibration(read: Read) -> str:
    rows = []
    for least in np.arange(0, 1, 0.1):
        held = (read.stated >= least) & (read.stated < least + 0.1)
        if held.any():
            share = np.average(read.same[held], weights=read.mass[held])
            stated = np.average(read.stated[held], weights=read.mass[held])
            rows.append(f"| {least:.1f} – {least + 0.1:.1f} | {stated:.2f} | {share:.2f} | {held.sum()} |")
    off = abs(np.average(read.stated - read.same, weights=read.mass))
    head = (
        f"### Stated and true: {read.name}\n\n| stated | mean | same in truth | pairs |\n|---|---|---|---|\n"
    )
    return head + "\n".join(rows) + f"\n\nMean stated and share of same pairs differ by {off:.3f}."


def _thresholds(read: Read) -> str:
    rows = []
    for least in THRESHOLDS:
        taken = read.stated >= least
        hits = float((read.mass * read.same)[taken].sum())
        precision = hits / float(read.mass[taken].sum()) if taken.any() else 1.0
        recall = hits / float((read.mass * read.same).sum())
        rows.append(f"| {least:.2f} | {precision:.2f} | {recall:.2f} | {taken.sum()} |")
    f1, at = best_f1(read.stated, read.same, read.mass)
    head = f"### By threshold: {read.name}\n\n| P from | precision | recall | pairs |\n|---|---|---|---|\n"
    return head + "\n".join(rows) + f"\n\nBest F1 {f1:.3f} at P {at:.2f}."


def _apart(sets: Featured) -> str:
    """Set the model against every single score on pairs of the same words and another meaning."""
    ours = auc(probabilities(sets), sets.same)
    lines = [f"| the model | {ours:.3f} |"]
    for name in (*OVERLAPS, *CONTRASTS):
        sign = 1 if name in OVERLAPS else -1
        lines.append(f"| {name} alone | {auc(sign * sets.features[:, NAMES.index(name)], sets.same):.3f} |")
    turned = sets.features[:, [NAMES.index(name) for name in CONTRASTS[:5]]].max(1) > 0
    inside = auc(probabilities(sets)[turned], sets.same[turned])
    best = max(auc(sets.features[turned, NAMES.index(name)], sets.same[turned]) for name in OVERLAPS)
    return (
        "### Same words, other meaning: PAWS-X, the half not fitted on\n\n"
        "| score | AUC |\n|---|---|\n" + "\n".join(lines) + "\n\n"
        f"Among the {turned.sum()} pairs that differ in a number, a negation, a direction or a role: "
        f"the model {inside:.3f}, the best overlap {best:.3f}."
    )


def _intents() -> str:
    """Look for a question of the same intent among English bank questions (row 12)."""
    path = DATA / "duplicates/banking77_train.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = random.Random(3).sample(rows, ASKED)
    texts, intents = [row["text"] for row in rows], [row["intent"] for row in rows]
    plain, ours = MemoryIndex(texts, cut_words), Finder(texts)

    def hits(find: Callable[[str], Sequence[int]]) -> float:
        first = [next((near for near in find(text) if near != at), at) for at, text in enumerate(texts)]
        return [intents[at] == intents[near] for at, near in enumerate(first) if near != at].count(
            True
        ) / ASKED

    baseline = hits(lambda text: [at for at, _ in plain.candidates(cut_words(text), 2)])
    plainly, found = hits(ours.candidates), hits(lambda text: ours.find(text, 2))
    return (
        f"### Same intent first: Banking77, {ASKED} questions of its training file\n\n"
        "| | hit@1 |\n|---|---|\n"
        f"| BM25 over words | {baseline:.3f} |\n| ours, before ranking by features | {plainly:.3f} |\n"
        f"| ours | {found:.3f} |\n\n"
        f"{found / baseline:.3f} times the baseline; the goal is 1.06."
    )


if __name__ == "__main__":
    main()
