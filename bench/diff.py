"""Times diff, merge and attribution beside plain diff-match-patch: python -m bench.diff.

Ours and the baselines (both texts as a whole, by characters, with semantic clean-up: in Python, and the same
in C++) take turns on the same pair, which neither has seen before. The baselines are cut off after 2 seconds.
The texts are hotline cases from ../shared/data/bulk if they are there, else made up.
"""

import gzip
import html
import json
import os
import platform
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from diff_match_patch import diff_match_patch
from fast_diff_match_patch import diff as fast_diff

from scenariowiki.text.attribution import Attributed, attribute
from scenariowiki.text.diff import Op, collapse, diff_text
from scenariowiki.text.merge3 import merge_text
from scenariowiki.text.sentences import split_sentences

_CASES = Path(__file__).resolve().parents[1] / "../shared/data/bulk/hotline_cases.jsonl.gz"
_CUT_OFF = 2.0
_TAGS = {Op.EQUAL: "{}", Op.INSERT: "<ins>{}</ins>", Op.DELETE: "<del>{}</del>", Op.GAP: "<hr>"}

Pair = tuple[str, str]
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Row(NamedTuple):
    """One line of the table: how often, which pairs, and what is asked of ours."""

    what: str
    rounds: int
    pair: Callable[[random.Random], Pair]
    goal: str


def main() -> None:
    """Print the table of comparisons, then merge and attribution."""
    text = _corpus(random.Random(7))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; times in ms")
    print(f"{'what':34}{'ours p50':>9}{'p95':>8}{'python':>9}{'ratio':>7}{'c++':>8}{'kB html':>9}  goal")
    for row in [*_usual(text), *_worst()]:
        _print_row(row)
    _print_alone(text)


def _usual(text: str) -> Iterator[Row]:
    def edited(size: int, edits: int) -> Callable[[random.Random], Pair]:
        def pair(dice: random.Random) -> Pair:
            before = _part(text, size)
            return before, _edit(before, edits, dice)

        return pair

    yield Row("1.5 kB, 4 edits", 40, edited(1_500, 4), "p50 <= 5")
    yield Row("200 kB, 5 edits", 10, edited(200_000, 5), "p50 <= 30, p95 <= 60, <= 400 kB")
    yield Row("200 kB, 50 edits", 10, edited(200_000, 50), "p50 <= 30, p95 <= 60, <= 400 kB")
    yield Row("200 kB, 500 edits", 5, edited(200_000, 500), "p50 <= 30, p95 <= 60, <= 400 kB")


def _worst() -> Iterator[Row]:
    goal = "<= 1000"
    yield Row(
        "256 kB, every line changed", 2, lambda dice: (_amounts(dice, 5_000), _amounts(dice, 5_000)), goal
    )
    yield Row(
        "256 kB, the same, one line more",
        2,
        lambda dice: (_amounts(dice, 5_000), _amounts(dice, 5_001)),
        goal,
    )
    yield Row("256 kB, one line", 2, lambda dice: (_line(dice), _line(dice)), goal)
    yield Row("256 kB, nothing in common", 2, lambda _: ("甲。" * 42_000, "乙！" * 43_000), goal)
    yield Row("256 kB, blank lines", 2, lambda _: (_blank("a"), _blank("b")), goal)
    yield Row("256 kB, two sentences shuffled", 2, lambda dice: (_coins(dice), _coins(dice)), goal)


def _print_row(row: Row) -> None:
    dice = random.Random(row.what)
    ours, python, cpp, sizes = [], [], [], []
    for _ in range(row.rounds):
        before, after = row.pair(dice)
        took, shown = _timed(_rendered, before, after)
        ours.append(took)
        sizes.append(len(shown.encode()))
        python.append(_timed(_baseline, before, after)[0])
        cpp.append(_timed(_fast_baseline, before, after)[0])
    half, most = _quantile(ours, 0.5), _quantile(ours, 0.95)
    base = _quantile(python, 0.5)
    print(
        f"{row.what:34}{half:9.1f}{most:8.1f}{base:9.1f}{half / base:7.2f}{_quantile(cpp, 0.5):8.1f}"
        f"{max(sizes) / 1000:9.0f}  {row.goal}"
    )


def _print_alone(text: str) -> None:
    print(f"{'without a baseline':34}{'p50':>9}{'p95':>8}")
    dice = random.Random(5)
    base = _part(text, 14_400)
    merges, shares = [], []
    current = Attributed(text=base, runs=attribute(base, 0))
    for revision in range(1, 41):
        ours, theirs = _edit(base, 3, dice), _edit(base, 3, dice)
        merges.append(_timed(merge_text, base, ours, theirs)[0])
        after = _edit(current.text, 3, dice)
        took, runs = _timed(attribute, after, revision, [current])
        shares.append(took)
        current = Attributed(text=after, runs=runs)
    for what, taken, goal in [
        ("attribution, 4.8k characters", shares, "about 0.5"),
        ("merge, 4.8k characters", merges, ""),
    ]:
        print(f"{what:34}{_quantile(taken, 0.5):9.2f}{_quantile(taken, 0.95):8.2f}  {goal}")


def _rendered(before: str, after: str) -> str:
    runs = collapse(diff_text(before, after).runs)
    return "".join([_TAGS[run.op].format(html.escape(run.text)) for run in runs])


def _baseline(before: str, after: str) -> None:
    engine = diff_match_patch()
    engine.Diff_Timeout = _CUT_OFF
    runs = engine.diff_main(before, after, checklines=False, deadline=time.time() + _CUT_OFF)
    # The clean-up has no time limit of its own and is quadratic where the comparison was cut off.
    if len(runs) < 20_000:
        engine.diff_cleanupSemantic(runs)


def _fast_baseline(before: str, after: str) -> None:
    fast_diff(before, after, timelimit=_CUT_OFF, checklines=False, cleanup="Semantic", counts_only=False)


def _timed(
    work: Callable[Arguments, Result], *args: Arguments.args, **named: Arguments.kwargs
) -> tuple[float, Result]:
    start = time.perf_counter()
    result = work(*args, **named)
    return (time.perf_counter() - start) * 1000, result


def _quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def _corpus(dice: random.Random) -> str:
    if not _CASES.exists():
        return _amounts(dice, 8_000)
    with gzip.open(_CASES, "rt", encoding="utf-8") as lines:
        return "\n".join(json.loads(line)["situation"] for line, _ in zip(lines, range(1_000), strict=False))


def _part(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def _edit(text: str, edits: int, dice: random.Random) -> str:
    sentences = split_sentences(text)
    for place in dice.sample(range(len(sentences)), min(edits, len(sentences))):
        sentences[place] = _edited(sentences[place], dice)
    return "".join(sentences)


def _edited(sentence: str, dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.2:
        return ""
    if kind < 0.4:
        return f"{sentence}新增一句处理意见。"
    cut = dice.randrange(len(sentence))
    return f"{sentence[:cut]}15分钟{sentence[cut + 2 :]}"


def _amounts(dice: random.Random, lines: int) -> str:
    return "".join(
        f"第{i}条退款{dice.randrange(999)}元，{dice.randrange(30)}天内到账。\n" for i in range(lines)
    )


def _line(dice: random.Random) -> str:
    return "".join(chr(0x4E00 + dice.randrange(3_000)) for _ in range(85_000))


def _blank(letter: str) -> str:
    return "".join(f"{letter}{i}\n\n" for i in range(32_000))


def _coins(dice: random.Random) -> str:
    return "".join(dice.choice(("甲。", "乙。")) for _ in range(43_000))


if __name__ == "__main__":
    main()
