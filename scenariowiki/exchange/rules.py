"""What a column's header means: the import's field names in three languages, and the mapping to them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scenariowiki.scenarios.rules.template import Field, localised
from scenariowiki.text import chinese, glued

# field: (heading in zh-Hans, in zh-Hant, in English), further names it is known by
HEADINGS: Mapping[str, tuple[tuple[str, str, str], tuple[str, ...]]] = {
    "external_id": (("编号", "編號", "External ID"), ("案例编号", "序号", "外部编号", "外部id", "场景编号")),
    "layer": (("层面", "層面", "Layer"), ("层次", "类型", "场景类型")),
    "title": (
        ("标题", "標題", "Title"),
        ("名称", "主题", "案例名称", "情景名称", "情景标题", "案例标题", "场景标题"),
    ),
    "situation": (
        ("运营情景", "運營情景", "Situation"),
        ("情景", "情境", "场景", "问题描述", "情景描述", "案例描述", "运营场景"),
    ),
    "solution": (
        ("管理方案", "管理方案", "Solution"),
        ("方案", "解决方案", "处理方案", "处理过程", "解决办法", "应对方案"),
    ),
    "outcome": (("效果", "效果", "Outcome"), ("结果", "成效", "实施效果", "方案效果")),
    "tags": (("标签", "標籤", "Tags"), ("tag", "tab", "关键词", "标签tab")),
    "category": (("目录", "目錄", "Category"), ("分类", "类别")),
    "team": (("班组", "班組", "Team"), ("团队", "组别")),
    "occurred_on": (("发生日期", "發生日期", "Occurred on"), ("日期", "发生时间")),
    "author": (("作者", "作者", "Author"), ("提交人", "分享人", "姓名", "案例分享人")),
    "result": (("结果类型", "結果類型", "Result"), ("是否有效",)),
    "applied_on": (("使用日期", "使用日期", "Applied on"), ("应用日期",)),
    "preconditions": (("适用条件", "適用條件", "Preconditions"), ("前提", "前提条件")),
    "early_warning": (("预警方案", "預警方案", "Early warning"), ("预警",)),
    "solution_title": (("方案标题", "方案標題", "Solution title"), ()),
    "state": (("状态", "狀態", "State"), ()),
    "audience": (("可见范围", "可見範圍", "Audience"), ()),
    "no": (("情景号", "情景號", "No"), ("number",)),
    "successor": (("接替情景", "接替情景", "Successor"), ()),
    "instance": (("实例", "實例", "Instance"), ()),
    "revision": (("修订号", "修訂號", "Revision"), ()),
    "solution_id": (("方案号", "方案號", "Solution ID"), ()),
}
# Parts of a document, which no column of a table has.
PARTS = frozenset({"fields", "solutions"})
# What only an export says; nobody needs to map it by hand.
MARKS = frozenset({"no", "successor", "instance", "revision", "solution_id"})
LOCALES = ("zh-Hans", "zh-Hant", "en")

LAYERS: Mapping[str, str] = {
    "service": "service",
    "服务": "service",
    "服务层面": "service",
    "服务技能": "service",
    "management": "management",
    "管理": "management",
    "管理层面": "management",
    "管理流程": "management",
}
RESULTS: Mapping[str, str] = {
    "solved": "solved",
    "有效": "solved",
    "解决": "solved",
    "已解决": "solved",
    "partly": "partly",
    "部分有效": "partly",
    "部分解决": "partly",
    "failed": "failed",
    "无效": "failed",
    "harmful": "harmful",
    "有害": "harmful",
}
COLUMNS_MAX = 100
HEADER_WITHIN = 5


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a file is read: `mapping` from column to field, `fixed` values that win over the file's.

    `unmapped` columns are kept in `source`; `authors` are the accounts of credit lines, by folded name.
    """

    mapping: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    strip_glued: bool = False
    authors: Mapping[str, int] = field(default_factory=dict)

    def author(self, credit: str | None) -> int | None:
        """Return the account that an administrator gave a credit line to."""
        return self.authors.get(author_key(credit)) if credit else None

    def column_of(self, path: str) -> str:
        """Return the column that a field's value came from, for the report of a bad row."""
        name = path.removeprefix("fields.")
        if name.startswith("solutions."):
            name = _SOLUTION_COLUMNS.get(name.split(".")[2] if name.count(".") > 1 else "", "solution")
        return next((column for column, meant in self.mapping.items() if meant == name), name)


_SOLUTION_COLUMNS = {
    "steps": "solution",
    "title": "solution_title",
    "expected_effect": "outcome",
    "preconditions": "preconditions",
    "early_warning": "early_warning",
    "result": "result",
}


def guess(columns: Sequence[str], template: Sequence[Field]) -> dict[str, str]:
    """Map the columns whose headers are known to fields; the first column of a meaning wins."""
    known = _known_names(template)
    mapping: dict[str, str] = {}
    for column in columns:
        meant = known.get(normalised(column))
        if meant and meant not in mapping.values():
            mapping[column] = meant
    return mapping


def is_header(cells: Sequence[str], template: Sequence[Field]) -> bool:
    """Tell whether a row names at least two fields, or a title alone."""
    meant = guess(cells, template).values()
    return len(meant) >= 2 or "title" in meant


def normalised(header: str) -> str:
    """Fold a header: one script, lower case, glued pinyin, brackets and white space away."""
    folded = chinese.fold(header).strip()
    folded = re.sub(r"[(（\[【].*?[)）\]】]", "", folded)
    return re.sub(r"[\s　*:：]+", " ", folded).strip()


def author_key(credit: str) -> str:
    """Fold a credit line: in one script, without white space and glued pinyin, it is one person's."""
    return "".join(chinese.fold(glued.strip_glued(credit)).split())


def make_plan(
    columns: Sequence[str],
    template: Sequence[Field],
    *,
    mapping: Mapping[str, str] | None = None,
    fixed: Mapping[str, str] | None = None,
    strip_glued: bool = False,
    authors: Mapping[str, int] | None = None,
) -> Plan:
    """Combine the guessed mapping with what was said; an empty field name leaves a column out."""
    guessed = guess(columns, template)
    said = {column: meant for column, meant in (mapping or {}).items() if column in columns}
    for column, meant in said.items():
        guessed = {old: field_ for old, field_ in guessed.items() if field_ != meant or old == column}
    final = {column: meant for column, meant in {**guessed, **said}.items() if meant}
    return Plan(
        mapping=final,
        fixed=dict(fixed or {}),
        unmapped=tuple(column for column in columns if column not in final and column not in PARTS),
        strip_glued=strip_glued,
        authors={author_key(credit): account for credit, account in (authors or {}).items()},
    )


def field_names(template: Sequence[Field]) -> tuple[str, ...]:
    """List every field a column may be mapped to."""
    return (*HEADINGS, *(one.key for one in template if one.key not in HEADINGS))


def heading(name: str, template: Sequence[Field], locale: str) -> str:
    """Return the header of a field's column in a language; the import knows it again in each."""
    if name in HEADINGS:
        return HEADINGS[name][0][LOCALES.index(locale) if locale in LOCALES else 0]
    found = next((one for one in template if one.key == name), None)
    return localised(found.labels, locale) or name if found else name


def _known_names(template: Sequence[Field]) -> dict[str, str]:
    known = {
        normalised(name): one
        for one, (headings, names) in HEADINGS.items()
        for name in (one, *headings, *names)
    }
    for one in template:
        for name in (one.key, *one.labels.values()):
            known.setdefault(normalised(name), one.key)
    return known
