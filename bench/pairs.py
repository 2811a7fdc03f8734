"""Labelled pairs of texts, and the measures taken on them; halves share no text."""

import gzip
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scenariowiki.search.duplicates.prepared import prepare
from scenariowiki.search.duplicates.terms import Statistics

DATA = Path(__file__).resolve().parents[1] / "../shared/data"
JUDGED = Path(__file__).with_name("hotline_pairs.tsv")
Floats = npt.NDArray[np.float64]


class Pair(NamedTuple):
    """Two texts, and whether people called them the same; titles where they have some."""

    one: str
    other: str
    same: int
    titles: tuple[str, str] | None = None


def load(name: str) -> list[Pair]:
    """Read one file of labelled pairs."""
    path = DATA / "duplicates" / f"{name}.tsv"
    if not path.exists():
        raise SystemExit(f"needs {path}")
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [Pair(row[0], row[1], int(row[2])) for row in rows if len(row) == 3]


def halves(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Split into a half to fit on and one to measure on; pairs linked by a common text stay together."""
    roots: dict[str, str] = {}

    def root(text: str) -> str:
        roots.setdefault(text, text)
        while roots[text] != text:
            roots[text] = roots[roots[text]]
            text = roots[text]
        return text

    for pair in pairs:
        roots[root(pair.one)] = root(pair.other)
    sides: tuple[list[Pair], list[Pair]] = ([], [])
    for pair in pairs:
        sides[hashlib.sha256(root(pair.one).encode()).digest()[0] % 2].append(pair)
    return sides


def counted(texts: Iterable[str]) -> Statistics:
    """Count words over a set of texts as an index of them would."""
    found: Counter[str] = Counter()
    several = set(texts)
    for text in several:
        prepared = prepare(text)
        found.update(prepared.words | prepared.signs)
    statistics = Statistics(
        len(several), lambda terms: {term: found[term] for term in terms if term in found}
    )
    statistics.learn(found)
    return statistics


def cases() -> list[tuple[str, str]]:
    """Read title and situation of the real hotline cases."""
    path = DATA / "bulk/hotline_cases.jsonl.gz"
    if not path.exists():
        raise SystemExit(f"needs {path}")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [(case["title"], case["situation"]) for case in map(json.loads, lines)]


def judged_cases() -> tuple[list[Pair], Floats]:
    """Read the pairs of hotline cases that one reader judged, and for how many pairs each stands.

    They were drawn by score from what the joins of a scan had proposed; the same is whoever tells of the
    same matter at the same place. `hotline_pairs.tsv` holds places in the file, judgement and mass only.
    """
    told = cases()
    rows = [line.split("\t") for line in JUDGED.read_text(encoding="utf-8").splitlines()]
    pairs = [
        Pair(
            _whole(told[int(one)]),
            _whole(told[int(other)]),
            int(same),
            (told[int(one)][0], told[int(other)][0]),
        )
        for one, other, same, _mass in rows
    ]
    return pairs, np.array([float(row[3]) for row in rows])


def retold(dice: random.Random, told: Sequence[tuple[str, str]], count: int) -> list[Pair]:
    """Make pairs of cases: one shortened, shuffled and retitled (the same), and its nearest others (not)."""
    return [pair for at, near in _nearest(dice, told, count) for pair in _retellings(dice, told, at, near)]


def noted(dice: random.Random, told: Sequence[tuple[str, str]], count: int) -> list[Pair]:
    """Make pairs of a case's first words and a case, its own retold (the same) or a near one (not)."""
    return [pair for at, near in _nearest(dice, told, count) for pair in _notes(dice, told, at, near)]


def _nearest(
    dice: random.Random, told: Sequence[tuple[str, str]], count: int
) -> Iterator[tuple[int, list[int]]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for at, (_, situation) in enumerate(told):
        for word in prepare(situation).words:
            holders[word].append(at)
    for at in dice.sample(range(len(told)), count):
        rare = [holders[word] for word in prepare(told[at][1]).words if len(holders[word]) <= 60]
        nearest = [near for near, _ in Counter(chain.from_iterable(rare)).most_common(8) if near != at]
        # The very nearest is often a real repeat that nobody labelled.
        yield at, nearest[1:4]


def _retellings(
    dice: random.Random, told: Sequence[tuple[str, str]], at: int, nearest: Sequence[int]
) -> Iterator[Pair]:
    title, situation = told[at]
    retitled = title[: dice.randint(4, 20)]
    yield Pair(_whole(told[at]), _whole((retitled, shortened(dice, situation))), 1, (title, retitled))
    for near in nearest:
        yield Pair(_whole(told[at]), _whole(told[near]), 0, (title, told[near][0]))


def _notes(
    dice: random.Random, told: Sequence[tuple[str, str]], at: int, nearest: Sequence[int]
) -> Iterator[Pair]:
    title = told[at][0][: dice.randint(4, 20)]
    note = _whole((title, shortened(dice, told[at][1])[: dice.randint(15, 40)]))
    length = dice.choice((40, 80, 500))
    for near, same in ((at, 1), *((near, 0) for near in nearest)):
        yield Pair(note, _whole((told[near][0], told[near][1][:length])), same, (title, told[near][0]))


def _whole(told: tuple[str, str]) -> str:
    return "\n".join(told)


def shortened(dice: random.Random, text: str) -> str:
    """Leave out a good third of the sentences and shuffle the rest."""
    sentences = [part for part in re.split(r"(?<=[。！？；，,])", text) if part.strip()]
    kept = [sentence for sentence in sentences if dice.random() > 0.4] or sentences[:1]
    dice.shuffle(kept)
    return "您好，" + "".join(kept)


_TURNS = (
    *(
        ("开通", "关闭"),
        ("打开", "关闭"),
        ("增加", "减少"),
        ("提高", "降低"),
        ("提前", "延期"),
        ("转入", "转出"),
    ),
    *(
        ("能", "不能"),
        ("可以", "不可以"),
        ("有", "没有"),
        ("收款", "付款"),
        ("之前", "之后"),
        ("绑定", "解绑"),
    ),
    ("会", "不会"),
)


_ROUTES = ("从{}转到{}", "把{}还给{}", "由{}改到{}", "{}比{}")


def turned(dice: random.Random, texts: Sequence[str], count: int) -> list[Pair]:
    """Make pairs of the same words and another meaning (not the same), and of mere rewording (the same)."""
    names = sorted({word for text in texts[:2000] for word in prepare(text).ordered if len(word) > 1})
    pairs: list[Pair] = []
    for text in dice.sample(list(texts), len(texts)):
        told, other = _swapped(dice, text, names) if dice.random() < 0.15 else (text, _turned(text))
        if other:
            pairs.append(Pair(told, other, 0))
        if other or dice.random() < 0.5:
            said = dice.choice(("请问{}", "{}呢", "你好，{}", "{}？谢谢", "{}要"))
            pairs.append(Pair(told, said.format(told.rstrip("?？")), 1))
    return pairs[:count]


def _swapped(dice: random.Random, text: str, names: Sequence[str]) -> tuple[str, str]:
    route, two = dice.choice(_ROUTES), dice.sample(names, 2)
    return route.format(*two) + text, route.format(*reversed(two)) + text


def _turned(text: str) -> str | None:
    """Change a number, or turn the first word that can be turned; None when there is neither."""
    number = re.search(r"\d+", text)
    if number:
        return text.replace(number[0], str(int(number[0]) * 2 + 7), 1)
    for one, other in _TURNS:
        if one in text and other not in text and f"不{one}" not in text:
            return text.replace(one, other, 1)
    return None


def best_f1(scores: Floats, same: Floats, mass: Floats | None = None) -> tuple[float, float]:
    """Give the best F1 over all thresholds, and the threshold; `mass` is how many pairs each stands for."""
    mass = np.ones(len(same)) if mass is None else mass
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum((mass * same)[order])
    f1 = 2 * hits / (np.cumsum(mass[order]) + (mass * same).sum())
    return float(f1.max()), float(scores[order][int(f1.argmax())])


def best_accuracy(scores: Floats, same: Floats) -> float:
    """Give the best accuracy over all thresholds."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(same[order])
    shown = np.arange(1, len(same) + 1)
    right = hits + (len(same) - same.sum()) - (shown - hits)
    return float(max(right.max(), len(same) - same.sum()) / len(same))


def auc(scores: Floats, same: Floats) -> float:
    """Give the chance that a same pair scores above another one; ties count half."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    positives = same.sum()
    return float(
        (ranks[same == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(same) - positives))
    )
