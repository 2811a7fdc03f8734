"""Solutions and their outcomes."""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, Field

from scenariowiki.api.schemas.base import Given, Moment, Shown, Text
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.states import OutcomeState, Result, State

LongText = Annotated[Text, Field(max_length=content.TEXT_MAX)]
Title = Annotated[Text, Field(max_length=content.TITLE_MAX)]
StepText = Annotated[Text, Field(max_length=content.STEP_MAX)]
Short = Annotated[Text, Field(max_length=content.SHORT_MAX)]
Summary = Annotated[Text, Field(max_length=content.SUMMARY_MAX)]
BaseSeq = Annotated[
    int, Field(ge=1, le=2_147_483_647, description="`base_seq` of the answer this is based on.")
]


class StepGiven(Given):
    """A step; with the `key` it was shown with it stays the same step, wherever it moves."""

    key: Annotated[Text, Field(max_length=40)] = ""
    text: StepText


class StepShown(Shown):
    key: str
    text: str


Steps = Annotated[list[StepText | StepGiven], Field(max_length=content.STEPS_MAX)]


class SolutionGiven(Given):
    title: Title = ""
    preconditions: LongText = ""
    steps: Steps = Field(default_factory=list)
    early_warning: LongText = ""
    expected_effect: LongText = ""


class SolutionRevised(Given):
    """A new text of a solution; what is left out stays as it was at `base_seq`."""

    title: Title | None = None
    preconditions: LongText | None = None
    steps: Steps | None = None
    early_warning: LongText | None = None
    expected_effect: LongText | None = None
    base_seq: BaseSeq
    summary: Summary = ""


def _as_text(value: str | float) -> str:
    return str(value)


Measure = Annotated[Short | int | float, AfterValidator(_as_text)]


class OutcomeGiven(Given):
    result: Result
    applied_on: dt.date
    note: Short = ""
    metric: Short = ""
    before: Measure = ""
    after: Measure = ""
    customer_reaction: Short = ""
    evidence: Short = ""


class OutcomeShown(Shown):
    id: int
    solution: int
    result: Result
    state: OutcomeState
    applied_on: dt.date
    note: str
    metric: str
    before: str
    after: str
    customer_reaction: str
    evidence: str
    reporter: str
    reporter_team: str | None
    decided_by: str | None
    decision_note: str
    created_at: Moment


class EvidenceShown(Shown):
    """Undisputed outcomes counted; `rate` with its 95 % Wilson interval."""

    solved: int
    partly: int
    failed: int
    harmful: int
    sample: int
    rate: float
    low: float
    high: float


class SolutionShown(Shown):
    id: int
    no: int
    title: str
    preconditions: str
    steps: list[StepShown]
    early_warning: str
    expected_effect: str
    state: State
    author: str
    base_seq: int
    evidence: EvidenceShown
    outcomes: list[OutcomeShown]
    created_at: Moment
    published_at: Moment | None
