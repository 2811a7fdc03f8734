"""Text files as characters: packed or not, in whatever encoding a centre's spreadsheets come in."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scenariowiki.kernel.errors import Invalid
from scenariowiki.text import chinese

UNPACKED_MAX = 200 * 1024 * 1024
CHUNK = 256 * 1024
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Chinese text is made of: bytes of another language decode to Han as well, but not to these.
COMMON = frozenset(
    "的是不了一人在有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然"
    "家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力与长把机十"
    "民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见利什二等产或新己制身果加月"
    "话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女"
    "变四总何电数安少报才结反受目太量再感建务做接必件计管期市直德资命山金指许统区保至队形社便空决治展马科司五基眼"
    "书非则听白却界达光放强即且难权思王完设式色路记南品住告类求据程北边死张该交规取拉格望觉共确传师观清今切院让识"
    "候带争运客服标题情景方案效签编号层组"
)
ENOUGH = 0.15
# So many characters may be damaged, and cost their rows; a text with more is in another encoding.
DAMAGED_MAX = 0.005
SHORT = 600  # in a text shorter than this three are allowed
_DAMAGED = re.compile("[\udc80-\udcff]")
_HAN = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, kw_only=True)
class TextFile:
    """A text file that was read through once: `encoding` holds for all of it but a few damaged characters."""

    path: Path
    packed: bool
    encoding: str

    @contextmanager
    def lines(self) -> Iterator[IO[str]]:
        """Open the text from its beginning; line ends are left as they are, damaged bytes as surrogates."""
        with (
            _bytes(self.path, packed=self.packed) as raw,
            io.TextIOWrapper(raw, self.encoding, errors="surrogateescape", newline="") as text,
        ):
            yield text


def open_text(path: Path) -> TextFile:
    """Find out how a text file is encoded.

    Raises Invalid: `unreadable_file`, `file_too_large`, `unknown_encoding`.
    """
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    try:
        encoding = _encoding(path, packed=packed)
    except (OSError, EOFError, zlib.error) as fault:
        raise Invalid("unreadable_file") from fault
    return TextFile(path=path, packed=packed, encoding=encoding)


def _bytes(path: Path, *, packed: bool) -> gzip.GzipFile | io.BufferedReader:
    return gzip.open(path) if packed else path.open("rb")


def _encoding(path: Path, *, packed: bool) -> str:
    with _bytes(path, packed=packed) as raw:
        start = raw.read(CHUNK)
    if start.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise Invalid("unreadable_file")
    damages: dict[str, float] = {}
    for name in _candidates(start):
        damages[name] = _damage(path, name, packed=packed)
        if not damages[name]:
            return name
    likeliest = min(damages, key=lambda name: damages[name])
    if damages[likeliest] > DAMAGED_MAX:
        raise Invalid("unknown_encoding")
    return likeliest


def _candidates(start: bytes) -> tuple[str, ...]:
    named = next((name for mark, name in BOMS if start.startswith(mark)), None) or _unmarked(start)
    return (named,) if named else ("utf-8", *_by_likeness(start))


def _unmarked(start: bytes) -> str | None:
    """Name the UTF-16 of a text without a mark: only one half of its characters is ever NUL."""
    halves = start[0::2].count(0), start[1::2].count(0)
    if not any(halves) or all(halves):
        return None
    name = "utf-16-be" if halves[0] else "utf-16-le"
    return name if "\n" in start.decode(name, "replace") else None


def _damage(path: Path, name: str, *, packed: bool) -> float:
    """Read the whole file once, a piece at a time: which share of it cannot be read.

    A NUL makes it no text at all.
    """
    decoder = codecs.getincrementaldecoder(name)("surrogateescape")
    size = characters = damaged = 0
    with _bytes(path, packed=packed) as raw:
        while piece := raw.read(CHUNK):
            size += len(piece)
            if size > UNPACKED_MAX:
                raise Invalid("file_too_large")
            try:
                text = decoder.decode(piece, final=len(piece) < CHUNK)
            except UnicodeError:
                return 1.0
            if "\x00" in text:
                raise Invalid("unreadable_file")
            characters += len(text)
            damaged += len(_DAMAGED.findall(text))
    return damaged / max(characters, SHORT)


def _by_likeness(start: bytes) -> list[str]:
    """Name the Chinese encodings under which the beginning reads like Chinese, the likeliest first."""
    scores = {name: _likeness(start, name) for name in ("gb18030", "big5hkscs")}
    return sorted((name for name, score in scores.items() if score >= ENOUGH), key=lambda name: -scores[name])


def _likeness(start: bytes, name: str) -> float:
    text = start.decode(name, "replace")
    written = _HAN.findall(text)
    return sum(char in COMMON for char in chinese.fold("".join(written))) / max(len(written), 1)
