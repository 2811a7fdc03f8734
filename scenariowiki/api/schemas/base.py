"""What all schemas share: strictness, texts that can be stored, ids and pages of lists."""

import datetime as dt
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from scenariowiki.text import characters

ID_MAX = 2_147_483_647
LIMIT_MAX = 100
DIGITS_MAX = 9


class Given(BaseModel):
    """Input: nothing unknown, no type turned into another."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Shown(BaseModel):
    """Output."""

    model_config = ConfigDict(frozen=True)


def storable(text: str) -> str:
    """Give the text composed (NFC); what cannot be stored is refused with its code."""
    cleaned = characters.clean(text)
    if found := characters.problems(cleaned):
        raise PydanticCustomError(f"characters_{found[0].value}", "not storable")
    return cleaned


def _digits(value: Any) -> Any:
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= DIGITS_MAX):
            raise PydanticCustomError("int_parsing", "digits only")
        return int(value)
    return value


Text = Annotated[str, AfterValidator(storable)]
Id = Annotated[int, Field(ge=1, le=ID_MAX)]
Number = Annotated[Id, BeforeValidator(_digits)]
Limit = Annotated[int, Field(ge=1, le=LIMIT_MAX, description="How many at most."), BeforeValidator(_digits)]
Cursor = Annotated[str, Field(min_length=1, max_length=400, description="`next_cursor` of the page before.")]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
IdOrName = Annotated[Id | Name, Field(description="An id, or a name.")]
Moment = Annotated[dt.datetime, WithJsonSchema({"type": "string", "format": "date-time"})]
NextCursor = Annotated[str | None, Field(description="Send it as `cursor`; null on the last page.")]


class Paged(Given):
    """Parameters of every list."""

    limit: Limit = 20
    cursor: Cursor | None = None


class Piece(Shown):
    """A stretch of plain text; `hit` when it is what was asked for."""

    hit: bool
    text: str
