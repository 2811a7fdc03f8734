"""What turns the meaning of two texts with the same words around: negation, number, direction, roles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(r"\d+(?:[.:]\d+)*")
_COUNT = re.compile(r"[一二两三四五六七八九十百千万半]+(?=[年月天日号元块万个次期级岁时分楼层栋室%])")
_NEITHER = re.compile(
    r"(.)[不没]\1|有没有|是否|能否|可否|要不要|非常|不同|不断|不仅|不但|不少|不管|不过|不好意思|无论|无线|未来|特别|别人|级别|区别|分别|差别|类别"
)
_NEGATION = re.compile(
    r"没有|不是|不能|不会|不可以|不要|不用|无法|未能|从未|从不|不|没|无|未|别|勿|非|\bnot\b|n't\b|\bno\b|\bnever\b|\bwithout\b"
)
_AFTER = 2

_OPPOSITES = (
    ("开通|开启|打开|启用|激活", "关闭|关掉|停用|取消|停止|注销|关停"),
    ("增加|提高|提升|上调|增多|调高|升高|上涨|涨", "减少|降低|下降|下调|减低|调低|跌|下跌"),
    ("提前|提早", "推迟|延期|延后|逾期|推后|延迟"),
    ("借|贷款", "还款|归还|偿还|还清|还钱"),
    ("转入|存入|充值|汇入|入账", "转出|取出|提现|汇出|取现|扣款"),
    ("收款|收到|收钱|接收", "付款|付钱|支付|发出|寄出"),
    ("买|购买", "卖|出售"),
    ("绑定", "解绑|解除绑定"),
    ("登录|登陆|登入", "退出|登出"),
    ("冻结|锁定", "解冻|解锁|解除冻结"),
    ("注册", "注销"),
    ("安装|下载", "卸载|删除"),
    ("升级", "降级"),
    ("添加|新增|加入", "删除|移除|退出"),
    ("呼入|打进|来电", "呼出|外呼|打出"),
    ("上班", "下班"),
    ("上行|上传", "下行|下载"),
    ("开始", "结束"),
    ("成功|通过", "失败|拒绝|驳回"),
    ("最高|最大|最多|较高|更高", "最低|最小|最少|较低|更低"),
    ("之前|以前|前", "之后|以后|后"),
    ("内", "外"),
    ("北", "南"),
    ("东", "西"),
    ("男", "女"),
    ("父亲|爸", "儿子"),
    ("收入", "支出"),
    ("快", "慢"),
    ("早", "晚"),
    ("左", "右"),
    ("胜|击败|赢", "输给|败给|负于"),
    ("enable|activate|open|increase", "disable|deactivate|close|decrease"),
)
# What is asked: a pattern, and signs of which every match has one. Looking for them costs a tenth of it.
_ASKS = (
    ("why", "为 怎么 咋 why", re.compile("为什么|为何|为啥|怎么会|怎么不|咋不|\\bwhy\\b")),
    (
        "when",
        "什么时候 何时 几 啥时 哪天 多久 多长 when how",
        re.compile("什么时候|何时|几点|啥时|几号|哪天|多久|多长时间|几天|\\bwhen\\b|how long"),
    ),
    ("where", "哪 何处 where", re.compile("哪里|在哪|哪儿|何处|\\bwhere\\b")),
    ("how much", "多 几个 how", re.compile("多少|几个|多大|多高|how much|how many")),
    ("who", "谁 哪位 who", re.compile("谁|哪位|\\bwho\\b")),
    ("how", "怎 如何 咋 how", re.compile("怎么(?!会|不|没|还)|如何|怎样|咋(?!不)|怎么样|\\bhow\\b")),
    (
        "what",
        "什么 啥 哪 what which",
        re.compile("什么(?!时候)|啥(?!时)|哪个|哪些|哪种|\\bwhat\\b|\\bwhich\\b"),
    ),
    (
        "can",
        "能不能 可不可以 吗 能否 可否 是否 can may",
        re.compile("能不能|可不可以|可以.*吗|能.*吗|能否|可否|是否|会.*吗|\\bcan\\b|\\bmay\\b"),
    ),
)
_SIGNS = tuple((name, tuple(signs.split()), pattern) for name, signs, pattern in _ASKS)
_MARKING = "从 到 由 给 向 被 把 比 对 于 在 为 是 和 与 往 让 替 跟 归 欠 至 以 将 嫁给 搬到 借给 转给 付给"
_MARKERS = frozenset(_MARKING.split())
_SIDES: dict[str, list[tuple[int, int]]] = {}
for _at, _sides in enumerate(_OPPOSITES):
    for _sign, _words in zip((-1, 1), _sides, strict=True):
        for _word in _words.split("|"):
            _SIDES.setdefault(_word, []).append((_at, _sign))
_SIDED = re.compile("|".join(sorted(_SIDES, key=len, reverse=True)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Contrast:
    """The facts of one text that a twin must not contradict."""

    numbers: frozenset[str]
    negations: int
    negated: frozenset[str]
    sides: Mapping[int, int]
    asks: frozenset[str]
    roles: frozenset[tuple[str, str]]


def read(folded: str, ordered: Sequence[str]) -> Contrast:
    """Read the facts out of a folded text and its words in order."""
    plain = _NEITHER.sub("　", folded)
    negations = list(_NEGATION.finditer(plain))
    return Contrast(
        numbers=frozenset(_NUMBER.findall(folded)) | frozenset(_COUNT.findall(folded)),
        negations=len(negations),
        negated=frozenset(plain[found.end() : found.end() + _AFTER] for found in negations) - {""},
        sides=_sides_of(folded),
        asks=frozenset(_asked(folded)),
        roles=frozenset((marker, word) for marker, word in pairwise(ordered) if marker in _MARKERS),
    )


def _asked(text: str) -> Iterator[str]:
    for name, signs, pattern in _SIGNS:
        if any(map(text.__contains__, signs)) and pattern.search(text):
            yield name


def _sides_of(text: str) -> Mapping[int, int]:
    """Tell of which opposites a text takes which side, -1 or 1; taking both is taking none."""
    taken = {side for word in set(_SIDED.findall(text)) for side in _SIDES[word]}
    return {opposite: sign for opposite, sign in taken if (opposite, -sign) not in taken}


def numbers_differ(one: Contrast, other: Contrast) -> float:
    """Tell how much of the numbers of two texts is not shared, when both have some."""
    if not one.numbers or not other.numbers:
        return 0.0
    return 1 - len(one.numbers & other.numbers) / len(one.numbers | other.numbers)


def number_alone(one: Contrast, other: Contrast) -> float:
    """Tell whether only one of two texts names a number."""
    return float(bool(one.numbers) != bool(other.numbers))


def negation_differs(one: Contrast, other: Contrast) -> float:
    """Tell whether one text denies what the other says; in long texts one `not` more counts for less."""
    difference = abs(one.negations - other.negations)
    return difference / max(one.negations, other.negations) if difference else 0.0


def direction_differs(one: Contrast, other: Contrast) -> float:
    """Count the opposites of which each text takes another side, relative to those both speak of."""
    both = one.sides.keys() & other.sides.keys()
    return sum(one.sides[opposite] != other.sides[opposite] for opposite in both) / len(both) if both else 0.0


def question_differs(one: Contrast, other: Contrast) -> float:
    """Tell whether two texts ask different things (why, when, how ...), when both ask."""
    return float(bool(one.asks) and bool(other.asks) and one.asks.isdisjoint(other.asks))


def roles_differ(one: Contrast, other: Contrast, shared: frozenset[str]) -> float:
    """Tell how many of the roles (`from a`, `to b`, `by c`) played by shared words were given to others."""
    left = {(marker, word) for marker, word in one.roles if word in shared}
    right = {(marker, word) for marker, word in other.roles if word in shared}
    markers = {marker for marker, _ in left} & {marker for marker, _ in right}
    moved = sum(
        {word for sign, word in left if sign == marker}.isdisjoint(
            word for sign, word in right if sign == marker
        )
        for marker in markers
    )
    return moved / len(markers) if markers else 0.0
