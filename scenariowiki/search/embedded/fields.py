"""The fields of the Whoosh index: four of tokens, and two columns of JSON per document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from whoosh import columns, fields, formats

WORDS = "w"
CHARACTERS = "c"
PAIRS = "b"
FACTS = "f"
NUMBERS = "m"
TITLES = "s"
COLUMN = columns.VarBytesColumn()

# Of one document, in the form of a Whoosh posting: no text, two numbers, and every token with count or
# places.
Tokens = Mapping[str, int | Sequence[int]]
Posting = tuple[bytes, int, float, Tokens]


class TokenField(fields.FieldType):  # type: ignore[misc]  # Whoosh is untyped
    """A field whose values are tokens already; the codec's pool takes a document's at once."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: Tokens, **_: Any) -> Iterable[Posting]:
        return ((b"", 1, 1.0, value),)


def schema() -> fields.Schema:
    """Make the schema; raise `index.SCHEMA_ID` with every change to it or to the files."""
    return fields.Schema(
        **{name: TokenField() for name in (WORDS, CHARACTERS, PAIRS, FACTS)},
        **{name: fields.COLUMN(COLUMN) for name in (NUMBERS, TITLES)},
    )
