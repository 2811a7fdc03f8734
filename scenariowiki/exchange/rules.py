"""What a column's header means: the import's field names in three languages, and the mapping to them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scenariowiki.scenarios.rules.template import Field
from scenariowiki.text import chinese

# field: the headers it is known by, folded (one script, lower case)
NAMES: Mapping[str, tuple[str, ...]] = {
    "external_id": ("external_id", "external id", "编号", "案例编号", "序号", "外部编号"),
    "layer": ("layer", "层面", "层次", "类型"),
    "title": ("title", "标题", "名称", "主题"),
    "situation": ("situation", "情景", "运营情景", "情境", "问题描述", "情景描述"),
    "solution": ("solution", "方案", "管理方案", "解决方案", "处理方案", "处理过程"),
    "outcome": ("outcome", "效果", "结果", "成效"),
    "tags": ("tags", "tag", "标签", "关键词", "tab"),
    "category": ("category", "目录", "分类", "类别"),
    "team": ("team", "班组", "团队", "组别", "部门"),
    "occurred_on": ("occurred_on", "发生日期", "日期", "发生时间"),
    "author": ("author", "作者", "提交人", "分享人", "姓名"),
    "result": ("result", "结果类型", "是否有效"),
    "applied_on": ("applied_on", "使用日期", "应用日期"),
    "preconditions": ("preconditions", "前提", "适用条件"),
    "early_warning": ("early_warning", "预警", "预警方案"),
    "state": ("state", "状态"),
    "audience": ("audience", "可见范围"),
}
LAYERS: Mapping[str, str] = {
    "service": "service",
    "服务": "service",
    "服务层面": "service",
    "management": "management",
    "管理": "management",
    "管理层面": "management",
}
RESULTS: Mapping[str, str] = {
    "solved": "solved",
    "有效": "solved",
    "解决": "solved",
    "已解决": "solved",
    "partly": "partly",
    "部分有效": "partly",
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

    `unmapped` columns are kept in `source`.
    """

    mapping: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    strip_glued: bool = False


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
    folded = re.sub(r"[\(（\[【].*?[\)）\]】]", "", folded)
    return re.sub(r"[\s　*:：]+", " ", folded).strip()


def make_plan(
    columns: Sequence[str],
    template: Sequence[Field],
    *,
    mapping: Mapping[str, str] | None = None,
    fixed: Mapping[str, str] | None = None,
    strip_glued: bool = False,
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
        unmapped=tuple(column for column in columns if column not in final),
        strip_glued=strip_glued,
    )


def field_names(template: Sequence[Field]) -> tuple[str, ...]:
    """List every field a column may be mapped to."""
    return (*NAMES, *(one.key for one in template if one.key not in NAMES))


def _known_names(template: Sequence[Field]) -> dict[str, str]:
    known = {normalised(name): one for one, names in NAMES.items() for name in names}
    for one in template:
        for name in (one.key, *one.labels.values()):
            known.setdefault(normalised(name), one.key)
    return known
