"""The tables and columns that hold what was written about scenarios; a test decides about all others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.exchange.models import ImportJob
from scenariowiki.exchange.values import SHOWN
from scenariowiki.feedback.models import Gap, GapRequest, GapSaying, Reuse, Ticket, TicketAnswer
from scenariowiki.kernel.db import Base
from scenariowiki.kernel.idempotency import RequestKey
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.kernel.schedule import JobRun
from scenariowiki.points.models import Kudos, PointsGrant, Redemption, RedemptionStep, StockChange
from scenariowiki.quality.models import QualityReview
from scenariowiki.redaction.queries.belonging import Group
from scenariowiki.scenarios.models import (
    Comment,
    Outcome,
    Revision,
    Scenario,
    SearchLog,
    Tag,
    TagAlias,
    WorkingCopy,
)
from scenariowiki.scenarios.models.personal import QUERY_MAX
from scenariowiki.sops.models import PageReview, ReviewNote, Sop, SopApproval, SopVersion
from scenariowiki.text import characters, markdown

Values = dict[str, Any]


def _nothing(values: Values) -> Values:
    del values
    return {}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Columns of a table that hold text.

    `about` chooses the rows that belong to a group; without it text is masked in all rows, since they name no
    page. `only` names, for a JSON column, the values that are text; without it all are. `follows` gives
    the columns that are made from the masked ones, `unique` is one that no two rows share, `narrow` one
    whose folded text finds the rows in the database. What has the length `cut` may end amid the text.
    """

    table: type[Base]
    texts: tuple[str, ...]
    about: Callable[[Group], ColumnElement[bool]] | None = None
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    follows: Callable[[Values], Values] = _nothing
    unique: str = ""
    narrow: str = ""
    cut: int = 0

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return str(self.table.__tablename__)


def _of_scenarios(column: Any) -> Callable[[Group], ColumnElement[bool]]:
    return lambda group: column.in_(group.scenarios)


def _revisions(group: Group) -> ColumnElement[bool]:
    return or_(Revision.scenario_id.in_(group.scenarios), Revision.solution_id.in_(group.solutions))


def _items(group: Group) -> ColumnElement[bool]:
    scenarios, solutions = group.scenarios, group.solutions
    return or_(
        QueueItem.scenario_id.in_(scenarios),
        QueueItem.other_scenario_id.in_(scenarios),
        QueueItem.solution_id.in_(solutions),
        QueueItem.other_solution_id.in_(solutions),
    )


def _ops(group: Group) -> ColumnElement[bool]:
    scenarios = (MergeOp.kind == MergeKind.SCENARIO) & MergeOp.loser_id.in_(group.scenarios)
    return or_(scenarios, (MergeOp.kind == MergeKind.SOLUTION) & MergeOp.loser_id.in_(group.solutions))


def _of_sops(column: Any) -> Callable[[Group], ColumnElement[bool]]:
    return lambda group: column.in_(select(Sop.id).where(Sop.scenario_id.in_(group.scenarios)))


def _approvals(group: Group) -> ColumnElement[bool]:
    versions = select(SopVersion.id).join(Sop, Sop.id == SopVersion.sop_id)
    return SopApproval.version_id.in_(versions.where(Sop.scenario_id.in_(group.scenarios)))


def _tickets(group: Group) -> ColumnElement[bool]:
    return or_(Ticket.scenario_id.in_(group.scenarios), Ticket.solution_id.in_(group.solutions))


def _answers(group: Group) -> ColumnElement[bool]:
    return TicketAnswer.ticket_id.in_(select(Ticket.id).where(_tickets(group)))


def _comments(group: Group) -> ColumnElement[bool]:
    return or_(Comment.scenario_id.in_(group.scenarios), Comment.solution_id.in_(group.solutions))


def _outcomes(group: Group) -> ColumnElement[bool]:
    return or_(Outcome.via_scenario_id.in_(group.scenarios), Outcome.solution_id.in_(group.solutions))


def _uses(group: Group) -> ColumnElement[bool]:
    return or_(Reuse.via_scenario_id.in_(group.scenarios), Reuse.solution_id.in_(group.solutions))


REVISIONS = Place(table=Revision, texts=("snapshot", "summary"), about=_revisions)
PLACES: tuple[Place, ...] = (
    REVISIONS,
    Place(
        table=Scenario,
        texts=("external_id", "credit", "source"),
        about=_of_scenarios(Scenario.id),
        # A number of another system is looked up whole and is unique: masked it would mean nothing.
        follows=lambda values: {"external_id": None} if "external_id" in values else {},
    ),
    Place(
        table=Comment,
        texts=("quote", "text"),
        about=_comments,
        follows=lambda values: {"html": markdown.render(values["text"])} if "text" in values else {},
    ),
    Place(
        table=Outcome,
        texts=("metric", "before", "after", "customer_reaction", "note", "evidence", "decision_note"),
        about=_outcomes,
    ),
    Place(table=Reuse, texts=("case_no",), about=_uses),
    Place(table=Ticket, texts=("quote", "text"), about=_tickets),
    Place(table=TicketAnswer, texts=("text", "remark"), about=_answers),
    Place(table=Sop, texts=("title", "scope", "scope_key", "suspended_note"), about=_of_sops(Sop.id)),
    Place(
        table=SopVersion,
        texts=("text", "change_note", "end_note"),
        about=_of_sops(SopVersion.sop_id),
    ),
    Place(table=SopApproval, texts=("note",), about=_approvals),
    Place(table=PageReview, texts=("note",), about=_of_scenarios(PageReview.scenario_id)),
    Place(table=ReviewNote, texts=("note",), about=_of_scenarios(ReviewNote.scenario_id)),
    Place(table=QualityReview, texts=("note",), about=_of_scenarios(QualityReview.scenario_id)),
    Place(table=Kudos, texts=("text",), about=_of_scenarios(Kudos.scenario_id)),
    Place(
        table=QueueItem,
        texts=("note", "decision", "facts"),
        about=_items,
        only={"decision": frozenset({"value", "note"}), "facts": frozenset({"note"})},
    ),
    Place(table=MergeOp, texts=("note", "undo_note"), about=_ops),
    Place(
        table=Tag,
        texts=("name", "labels"),
        about=lambda group: Tag.id.in_(group.tags),
        follows=lambda values: {"key": characters.skeleton(values["name"])} if "name" in values else {},
        unique="key",
    ),
    Place(
        table=TagAlias,
        texts=("name",),
        about=lambda group: TagAlias.tag_id.in_(group.tags),
        follows=lambda values: {"key": characters.skeleton(values["name"])},
        unique="key",
    ),
    Place(table=WorkingCopy, texts=("body",)),
    Place(table=SearchLog, texts=("query", "folded"), narrow="folded", cut=QUERY_MAX),
    Place(table=Gap, texts=("title", "note")),
    Place(table=GapSaying, texts=("text", "folded"), unique="folded"),
    Place(table=GapRequest, texts=("text",)),
    Place(table=PointsGrant, texts=("reason", "note")),
    Place(table=Redemption, texts=("note",)),
    Place(table=RedemptionStep, texts=("note",)),
    Place(table=StockChange, texts=("note",)),
    Place(table=RequestKey, texts=("answer",)),
    Place(table=JobRun, texts=("last_error", "last_result")),
    Place(table=OutboxRow, texts=("error",)),
    Place(
        table=ImportJob,
        texts=("filename", "settings", "errors"),
        only={"errors": frozenset({"column", "value", "facts"})},
        cut=SHOWN,
    ),
)
