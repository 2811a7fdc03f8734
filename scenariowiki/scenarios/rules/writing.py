"""Hints on wording (R42, R43): long sentences, vague words, no time or amount given, customers' data."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from scenariowiki.text.chinese import fold
from scenariowiki.text.numbers import numbers_in
from scenariowiki.text.sentences import diff_tokens, split_sentences

LONGEST = 60
# How much of one form is looked through for its wording, while somebody types: more than anybody writes
# who is read. Customers' data are looked for in all of it.
SENTENCES_MOST = 500
CHARACTERS_MOST = 20_000
LATIN_WORD = 2
EXCERPT = 24


class Flaw(StrEnum):
    """What a reader would stumble over, the gravest first."""

    CUSTOMER_DATA = auto()
    NO_DEADLINE = auto()
    NO_AMOUNT = auto()
    VAGUE = auto()
    LONG = auto()


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A text and where it stands; whoever acts on instructions needs times and amounts."""

    place: str
    text: str
    instructs: bool = False


@dataclass(frozen=True, kw_only=True)
class Hint:
    """One flaw: `words` are those it is about, masked where they are a customer's; it never stops anybody."""

    flaw: Flaw
    place: str
    words: str


_VAGUE = (
    "适当", "酌情", "视情况", "看情况", "必要时", "妥善", "差不多", "大概", "若干", "等等", "尽量",
    "相关部门", "有关部门", "相关人员", "有关人员", "相关规定", "有关规定", "一段时间", "有时候", "之类的",
    "as needed", "as appropriate", "if necessary", "appropriately", "and so on", "some time",
    "relevant department",
)  # fmt: skip
_WHEN = (
    "尽快", "尽早", "及时", "适时", "第一时间", "稍后", "定期", "按时", "回电",
    "回复客户", "回访", "as soon as possible", "asap", "promptly", "call back",
)  # fmt: skip
_HOW_MUCH = (
    "补偿", "赔偿", "赔付", "减免", "打折", "折扣", "额度", "限额", "少量", "多次", "几次", "超时", "超额",
    "compensate", "compensation", "discount", "a few times",
)  # fmt: skip
_TIME = re.compile(r"(?:工作日|天|周|个月|月|年|分钟|秒)$|\d:\d\d$|\d-\d\d$")
_SOON = re.compile(
    r"当[天日班场]|今天|今日|明天|次日|第二天|下班前|交班前|挂机前|通话中|本周|本月|today|tomorrow"
)

# Read in folded text. Every repetition is bounded: these run while somebody types.
_ORDER = r"(?:订单|工单|会员|快递|运单|卡|账|合同|客户)(?:编?号|账号)(?:码)?(?:是|为)?[:\s]{0,3}"
_CUSTOMER = re.compile(
    rf"""
      (?<![a-z\d.-])(?P<mobile>(?:86[\ -]?)?1[3-9]\d[\ -]?\d{{4}}[\ -]?\d{{4}})(?![a-z\d])
    | (?<![a-z\d.-])(?P<phone>0[1-9]\d{{1,2}}[\ -]?\d{{7,8}})(?![a-z\d])
    | (?<![a-z\d.-])(?P<number>\d{{17}}[\dx]|\d{{4}}(?:[\ -]?\d{{4}}){{3}}(?:[\ -]?\d{{1,3}})?)(?![a-z\d])
    | (?P<mail>[a-z\d][a-z\d._+-]{{0,40}}@[a-z\d-]{{1,40}}(?:\.[a-z\d-]{{2,20}}){{1,3}})
    | {_ORDER}(?P<order>[a-z]{{0,4}}\d[a-z\d-]{{5,30}})
    | (?:姓名|名字)(?:是|为|叫)?[:\s]{{1,3}}(?P<name>[\u4e00-\u9fff]{{2,4}})
    | (?P<address>\d{{1,4}}(?:号楼|栋|幢|弄)(?:\d{{1,3}}单元)?\d{{2,4}}[室号])
    """,
    re.VERBOSE,
)
# However a number is written: whoever types a customer's does not always mind where it ends.
_LONG_NUMBER = re.compile(r"\d(?:[\s_\u2010-\u2015-]*\d){6,}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def hints(passages: Iterable[Passage]) -> list[Hint]:
    """Look texts through; the gravest first, then in the order of the form, each said once per place."""
    given = list(passages)
    found = dict.fromkeys(hint for passage in given for hint in _customer_data(passage))
    found |= dict.fromkeys(hint for passage, sentence in looked_at(given) for hint in _in(passage, sentence))
    order = list(Flaw)
    return sorted(found, key=lambda hint: order.index(hint.flaw))


def mask(text: str) -> str:
    """Hide in a text what belongs to customers, as the hints do, and any number of seven digits or more."""
    folded = fold(text)
    shown, at = "", 0
    for start, end in _joined([*_customers(folded), *(one.span() for one in _LONG_NUMBER.finditer(folded))]):
        shown += text[at:start] + _masked(text[start:end])
        at = end
    return shown + text[at:]


def looked_at(passages: Iterable[Passage]) -> Iterator[tuple[Passage, str]]:
    """Walk the sentences whose wording is looked at: the first of a form, each once per place."""
    sentences, characters = SENTENCES_MOST, CHARACTERS_MOST
    for passage in passages:
        for sentence in dict.fromkeys(split_sentences(passage.text[:characters])):
            if sentences == 0:
                return
            sentences -= 1
            characters -= len(sentence)
            yield passage, sentence


def _in(passage: Passage, sentence: str) -> Iterator[Hint]:
    folded = fold(sentence)
    found = [*_long(sentence)]
    for flaw, word in (*_vague(folded), *(_unsaid(folded) if passage.instructs else ())):
        at = folded.index(word)
        found.append((flaw, sentence[at : at + len(word)]))
    for flaw, words in found:
        yield Hint(flaw=flaw, place=passage.place, words=words)


def _long(sentence: str) -> Iterator[tuple[Flaw, str]]:
    """Count characters, a Latin word as two: sixty are what one takes in without going back."""
    tokens = (token for token in diff_tokens(sentence) if token[0].isalnum())
    length = sum(LATIN_WORD if token[0].isascii() else 1 for token in tokens)
    if length > LONGEST:
        yield Flaw.LONG, sentence.strip()[:EXCERPT] + "…"


def _vague(folded: str) -> Iterator[tuple[Flaw, str]]:
    return ((Flaw.VAGUE, word) for word in _VAGUE if word in folded)


def _unsaid(folded: str) -> Iterator[tuple[Flaw, str]]:
    """Find what is to be done some time or for some amount in a sentence that names none."""
    given = numbers_in(folded)
    if not any(_TIME.search(reading) for reading in given) and not _SOON.search(folded):
        yield from ((Flaw.NO_DEADLINE, word) for word in _WHEN if word in folded)
    if not any(reading[0].isdigit() for reading in given):
        yield from ((Flaw.NO_AMOUNT, word) for word in _HOW_MUCH if word in folded)


def _customer_data(passage: Passage) -> Iterator[Hint]:
    folded = fold(passage.text)
    for start, end in _customers(folded):
        yield Hint(flaw=Flaw.CUSTOMER_DATA, place=passage.place, words=_masked(folded[start:end]))


def _customers(folded: str) -> Iterator[tuple[int, int]]:
    """Find where customers' data begin and end."""
    for match in _CUSTOMER.finditer(folded):
        kind = str(match.lastgroup)
        if kind != "number" or _names_somebody(re.sub(r"[ -]", "", match[kind])):
            yield match.span(kind)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put spans in order, and those that share a sign together."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _names_somebody(digits: str) -> bool:
    """Tell the numbers of identity and bank cards from others by their check digits."""
    if len(digits) == 18 and digits[:17].isdigit():
        total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
        if "10x98765432"[total % 11] == digits[17]:
            return True
    return digits.isdigit() and 16 <= len(digits) <= 19 and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def _masked(words: str) -> str:
    """Leave enough to find it by."""
    kept = 1 if len(words) < 8 else 3
    return words[:kept] + "*" * min(len(words) - kept, 4) + (words[-2:] if kept == 3 else "")
