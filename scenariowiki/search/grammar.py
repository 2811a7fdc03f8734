"""Reads what a person typed into a search box as a small tree of nodes, and never refuses it.

Words are joined by AND; `OR`, `或` and `|` bind tighter (`退款 OR 退货 热线` is `(退款 或 退货) 热线`);
`-word` and `NOT word` exclude; quotes make a phrase; `tag:投诉` and its sisters in `FIELDS` filter;
parentheses group. What makes no sense (a lone operator, an open quote, an unknown field) counts as text or
not at all, and there are no wildcards.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from scenariowiki.text.chinese import fold

MAX_LENGTH = 200
MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Term:
    """A run of characters without a space, as typed; the engine's analyser cuts it into tokens."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand side by side."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A filter: `name` is one of `FIELDS`' values, `value` its code where the field has codes."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but what `node` finds."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """What all of at least two nodes find."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What any of at least two nodes finds."""

    nodes: tuple["Node", ...]


Node = Term | Phrase | Field | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A question as a tree; `root` None asks for everything."""

    root: Node | None
    text: str


_ALIASES = {
    "tag": "tag tags 标签",
    "layer": "layer 层级 层面",
    "no": "no 编号",
    "author": "author 作者",
    "category": "category 分类 类别",
    "team": "team 团队 班组",
    "state": "state status 状态",
    "business_line": "business_line line 业务线 业务",
    "channel": "channel 渠道",
    "stage": "stage 阶段",
    "urgency": "urgency 紧急程度",
    "script": "script 字形",
}
FIELDS: Mapping[str, str] = MappingProxyType(
    {alias: name for name, aliases in _ALIASES.items() for alias in aliases.split()}
)
_CODES = {
    ("layer", "服务"): "service",
    ("layer", "管理"): "management",
    ("state", "草稿"): "draft",
    ("state", "待审"): "submitted",
    ("state", "待修改"): "needs_work",
    ("state", "已发布"): "published",
    ("state", "已驳回"): "rejected",
    ("state", "已归档"): "archived",
    ("script", "简体"): "hans",
    ("script", "繁体"): "hant",
}


class _Kind(StrEnum):
    OPEN = "("
    CLOSE = ")"
    OR = "or"
    NOT = "not"
    NODE = "node"


_Lexeme = tuple[_Kind, Node | None]
_SIGNS = {
    **dict.fromkeys("(（", _Kind.OPEN),
    **dict.fromkeys(")）", _Kind.CLOSE),
    **dict.fromkeys("|｜", _Kind.OR),
    **dict.fromkeys("-－−", _Kind.NOT),
}

_QUOTED = r'(?:["“”„][^"“”„]*["“”„]|「[^」]*」|『[^』]*』)'
_SCAN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<sign>[()（）] | [|｜]+ | (?<![^\s(（|｜])[-－−]+(?=[^\s\-－−]))
    | (?P<field>[^\W\d_]{{1,12}}[:：](?:{_QUOTED}|[^\s()（）|｜"“”„「『]+))
    | (?P<phrase>{_QUOTED})
    | (?P<stray>["“”„「」『』])
    | (?P<word>[^\s()（）|｜"“”„「」『』]+)
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"[Ss]-(\d{1,9})|(\d{1,9})")
_WILDCARDS = "*＊?？~～^"


def parse(text: str) -> Query:
    """Read any string at all as a query; only its first 200 characters count."""
    kept = _clean(text)
    reader = _Reader()
    for kind, node in _lexemes(kept):
        reader.take(kind, node)
    return Query(root=reader.finish(), text=kept)


def wanted(node: Node | None) -> tuple[Term | Phrase, ...]:
    """List the words and phrases that a hit must or may hold, leaving out filters and what is excluded."""
    found: list[Term | Phrase] = []
    waiting = [] if node is None else [node]
    while waiting:
        match waiting.pop():
            case Term() | Phrase() as text:
                found.append(text)
            case And(nodes) | Or(nodes):
                waiting.extend(reversed(nodes))
            case _:
                continue
    return tuple(found)


def _clean(text: str) -> str:
    kept = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text[:MAX_LENGTH])
    return kept.strip()


def _lexemes(text: str) -> Iterator[_Lexeme]:
    for found in _SCAN.finditer(text):
        typed = found[0]
        match found.lastgroup:
            case "sign":
                yield _SIGNS[typed[0]], None
            case "field":
                yield from _field(typed)
            case "phrase":
                yield from _node(Phrase(typed[1:-1].strip()))
            case "word":
                yield from _word(typed)


def _word(word: str) -> Iterator[_Lexeme]:
    match word:
        case "OR" | "或":
            yield _Kind.OR, None
        case "NOT":
            yield _Kind.NOT, None
        case "AND":
            return
        case _ if (number := _NUMBER.fullmatch(word)) and number[1]:
            yield _Kind.NODE, Field("no", str(int(number[1])))
        case _:
            yield from _node(Term(word.strip(_WILDCARDS)))


def _field(typed: str) -> Iterator[_Lexeme]:
    label, value = re.split("[:：]", typed, maxsplit=1)
    name = FIELDS.get(fold(label))
    value = value.strip('"“”„「」『』' + _WILDCARDS).strip()
    if name == "no":
        number = _NUMBER.fullmatch(value)
        value = str(int(number[1] or number[2])) if number else ""
    if name and value:
        yield _Kind.NODE, Field(name, _CODES.get((name, fold(value)), value))
    else:
        yield from _node(Term(typed.strip(_WILDCARDS)))


def _node(node: Term | Phrase) -> Iterator[_Lexeme]:
    """Leave out what no text can be found by: nothing, or punctuation alone."""
    if any(unicodedata.category(sign) not in _UNSEARCHABLE for sign in node.text):
        yield _Kind.NODE, node


_UNSEARCHABLE = frozenset(
    {"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"}
)


@dataclass(slots=True)
class _Group:
    nodes: list[Node] = field(default_factory=list)
    either: bool = False
    exclude: bool = False

    def add(self, node: Node) -> None:
        node = self._signed(node)
        if self.either and self.nodes:
            first = self.nodes.pop()
            earlier = first.nodes if isinstance(first, Or) else (first,)
            node = Or((*earlier, node))
        self.nodes.append(node)
        self.either = False

    def _signed(self, node: Node) -> Node:
        exclude, self.exclude = self.exclude, False
        if not exclude:
            return node
        return node.node if isinstance(node, Not) else Not(node)

    def close(self) -> Node | None:
        if len(self.nodes) < 2:
            return self.nodes[0] if self.nodes else None
        return And(tuple(self.nodes))


@dataclass(slots=True)
class _Reader:
    """Builds the tree with a stack of its own, so that no depth of parentheses can exhaust Python's."""

    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    too_deep: int = 0

    def take(self, kind: _Kind, node: Node | None) -> None:
        match kind:
            case _Kind.OPEN:
                self._open()
            case _Kind.CLOSE:
                self._close()
            case _Kind.OR:
                self.groups[-1].either = True
            case _Kind.NOT:
                self.groups[-1].exclude = not self.groups[-1].exclude
            case _Kind.NODE if node is not None:
                self.groups[-1].add(node)

    def finish(self) -> Node | None:
        while len(self.groups) > 1:
            self._close()
        return self.groups[0].close()

    def _open(self) -> None:
        if len(self.groups) > MAX_DEPTH:
            self.too_deep += 1
        else:
            self.groups.append(_Group())

    def _close(self) -> None:
        if self.too_deep:
            self.too_deep -= 1
        elif len(self.groups) > 1:
            node = self.groups.pop().close()
            if node is None:
                self.groups[-1].exclude = False
            else:
                self.groups[-1].add(node)
