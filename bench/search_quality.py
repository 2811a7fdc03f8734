"""Measures the duplicate finder, candidates, decisions and speed: python -m bench.search_quality [share].

Every figure stands beside a baseline taken in the same run. Nothing measured here was fitted on, but for one
half of PAWS-X, whose figures are those of the other half; the three numbers of `_LEANING` were chosen by
looking at LCQMC and BQ. `share` (0 to 1) measures candidates
on a part, for a quick look.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import rjieba
from opencc import OpenCC

from bench.fit_duplicates import Featured, featured
from bench.memory_index import MemoryIndex
from bench.pairs import Floats, Pair, auc, best_accuracy, best_f1, cases, halves, load, shortened
from scenariowiki.search.duplicates import Candidate, Probe, Statistics, candidate_terms, similar
from scenariowiki.search.duplicates.features import NAMES, Regime
from scenariowiki.search.duplicates.model import fitted
from scenariowiki.text.chinese import fold, is_han, words

_OVERLAPS = ("words_shared", "signs_shared", "pairs_shared", "ratio", "sorted_ratio")


class Row(NamedTuple):
    """One line of the table; without a baseline the goal is absolute."""

    what: str
    ours: float
    baseline: float | None
    goal: str


def main(share: float = 1.0) -> None:
    """Measure everything and print the table."""
    rows = [
        *candidate_rows("lcqmc_dev", 1, ">= 1.02", share),
        *candidate_rows("bq_dev", 10, ">= 1.10", share),
        *pair_rows(),
        *speed_rows(),
    ]
    print(f"\n{'what':58}{'ours':>9}{'baseline':>10}{'ratio':>8}  goal")
    for row in rows:
        baseline = "" if row.baseline is None else f"{row.baseline:.4f}"
        ratio = "" if row.baseline is None else f"{row.ours / row.baseline:.3f}"
        print(f"{row.what:58}{row.ours:9.4f}{baseline:>10}{ratio:>8}  {row.goal}")


def cut_words(text: str) -> list[str]:
    """Cut as the baseline does: the segmenter's plain words."""
    return [word for word in rjieba.cut(fold(text)) if word.strip()]


def cut_signs(text: str) -> list[str]:
    """Cut into single characters."""
    return [sign for sign in fold(text) if sign.strip()]


def cut_both(text: str) -> list[str]:
    """Cut as the index does: search words, and single Han characters."""
    return [token.text for token in words(text)] + [sign for sign in fold(text) if is_han(sign)]


def candidate_rows(name: str, depth: int, goal: str, share: float) -> list[Row]:
    """Look for the partner of every text that has one among all texts of a set."""
    pairs = load(name)
    texts = sorted({text for pair in pairs for text in (pair.one, pair.other)})
    place = {text: at for at, text in enumerate(texts)}
    partners: dict[int, set[int]] = {}
    for pair in pairs:
        if pair.same and pair.one != pair.other:
            partners.setdefault(place[pair.one], set()).add(place[pair.other])
            partners.setdefault(place[pair.other], set()).add(place[pair.one])
    asked = sorted(random.Random(3).sample(sorted(partners), int(len(partners) * share)))
    plain, ours = MemoryIndex(texts, cut_words), Finder(texts)
    hant = OpenCC("s2tw")

    def hits(find: Callable[[str], Sequence[int]]) -> float:
        return sum(
            not partners[at].isdisjoint([near for near in find(texts[at]) if near != at][:depth])
            for at in asked
        ) / len(asked)

    baseline = hits(lambda text: [at for at, _ in plain.candidates(cut_words(text), depth + 1)])
    same_script = hits(lambda text: ours.find(text, depth + 1))
    other_script = hits(lambda text: ours.find(hant.convert(text), depth + 1))
    return [
        Row(f"{name}: hit@{depth} against BM25 over words", same_script, baseline, goal),
        Row(f"{name}: hit@{depth} before ranking by features", hits(ours.candidates), baseline, ""),
        Row(f"{name}: hit@{depth} asked in traditional script", other_script, same_script, ">= 0.98"),
    ]


class Finder:
    """The duplicate finder over an index in memory."""

    def __init__(self, texts: Sequence[str], titles: Sequence[str] | None = None) -> None:
        self.index = MemoryIndex(
            [f"{title}\n{text}" for title, text in zip(titles, texts, strict=True)] if titles else texts,
            cut_both,
        )
        self.known = [
            Candidate(id=at, title=titles[at], text=text) if titles else Candidate(id=at, title=text, text="")
            for at, text in enumerate(texts)
        ]
        self.statistics = Statistics(self.index.size, self.index.document_frequency)

    def candidates(self, text: str) -> list[int]:
        """Ask for 50 candidates by the rarest words."""
        terms = candidate_terms(text, self.index.document_frequency, self.index.size)
        return [at for at, _ in self.index.candidates(terms, 50)]

    def find(self, title: str, limit: int, situation: str = "") -> list[int]:
        """Rank the candidates."""
        near = [self.known[at] for at in self.candidates(f"{title}\n{situation}" if situation else title)]
        probe = Probe(title=title, situation=situation)
        return [match.id for match in similar(probe, near, self.statistics, limit)]


def pair_rows() -> list[Row]:
    """Decide labelled pairs."""
    lcqmc, bq, pawsx = load("lcqmc_dev"), load("bq_dev"), halves(load("pawsx_dev"))[1]
    questions, bank, sentences = featured(lcqmc), featured(bq), featured(pawsx)
    asked, banked, told = probabilities(questions), probabilities(bank), probabilities(sentences)
    single = max(auc(sentences.features[:, NAMES.index(name)], sentences.same) for name in _OVERLAPS)
    for name, scores, sets in (("lcqmc", asked, questions), ("bq", banked, bank), ("pawsx", told, sentences)):
        print(name, "stated probability : share of same pairs (pairs)", curve(scores, sets.same))
    return [
        Row(
            "lcqmc_dev: pair F1 against BM25 over words",
            best_f1(asked, questions.same)[0],
            best_f1(self_normalised(lcqmc, cut_words), questions.same)[0],
            ">= 1.02",
        ),
        Row(
            "bq_dev: pair accuracy against BM25 over words",
            best_accuracy(banked, bank.same),
            best_accuracy(self_normalised(bq, cut_words), bank.same),
            ">= 1.03",
        ),
        Row(
            "bq_dev: pair accuracy against BM25 over characters",
            best_accuracy(banked, bank.same),
            best_accuracy(self_normalised(bq, cut_signs), bank.same),
            ">= 1.03",
        ),
        Row("pawsx_dev: AUC against the best overlap alone", auc(told, sentences.same), single, "> 1"),
    ]


def probabilities(sets: Featured) -> Floats:
    """State the probability of every pair."""
    models = fitted()
    return np.array(
        [
            models[Regime(regime)].probability(tuple(map(float, features)))
            for features, regime in zip(sets.features, sets.regimes, strict=True)
        ]
    )


def curve(scores: Floats, same: Floats) -> str:
    """Set what was stated against what was true, by tenths."""
    points = []
    for least in np.arange(0, 1, 0.1):
        held = (scores >= least) & (scores < least + 0.1)
        if held.any():
            points.append(f"{scores[held].mean():.2f}:{same[held].mean():.2f} ({held.sum()})")
    return "  ".join(points)


def self_normalised(pairs: Sequence[Pair], cut: Callable[[str], list[str]]) -> Floats:
    """Score pairs by BM25, each side relative to how well a text finds itself."""
    texts = sorted({text for pair in pairs for text in (pair.one, pair.other)})
    place = {text: at for at, text in enumerate(texts)}
    index = MemoryIndex(texts, cut)

    def score(asked: str, found: str) -> float:
        own, other = index.scores_of(cut(asked), (place[asked], place[found]))
        return other / own if own else 0.0

    return np.array([(score(pair.one, pair.other) + score(pair.other, pair.one)) / 2 for pair in pairs])


def speed_rows() -> list[Row]:
    """Ask for cases like a case retold, among 10,000."""
    told = cases()
    titles = [title for title, _ in told] + [f"{title}（续）" for title, _ in told[:3009]]
    texts = [text for _, text in told] + [text[::-1] for _, text in told[:3009]]
    finder = Finder(texts, titles)
    dice = random.Random(5)
    spent, first = [], 0
    asked = dice.sample(range(len(told)), 200)
    for at in asked:
        situation = shortened(dice, texts[at])[:200]
        started = time.process_time()
        found = finder.find(titles[at], 10, situation)
        spent.append((time.process_time() - started) * 1000)
        first += texts[found[0]] == texts[at]
    spent.sort()
    return [
        Row("similar, 200 characters among 10,000: p50 CPU ms", spent[len(spent) // 2], None, ""),
        Row("similar, 200 characters among 10,000: p95 CPU ms", spent[int(len(spent) * 0.95)], None, "<= 60"),
        Row("similar, a case retold found first", first / len(asked), None, ""),
    ]


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
