"""Uses of solutions."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from scenariowiki.api.schemas.base import Given, Shown, Text
from scenariowiki.feedback.commands.using import CASE_MAX


class UseGiven(Given):
    """Whether a solution helped; `case_no` is the case's number in the system it came from."""

    helped: bool
    used_on: dt.date
    case_no: Annotated[Text, Field(max_length=CASE_MAX)] = ""


class UseShown(Shown):
    """A use with the outcome it reported; `times` counts all uses of the solution, merged ones too."""

    id: int
    no: int
    solution: int
    outcome: int | None
    helped: bool
    used_on: dt.date
    case_no: str
    times: int
    times_helped: int
