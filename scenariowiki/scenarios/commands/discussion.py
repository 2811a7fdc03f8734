"""The thread of a scenario: comments, pointing at a solution or quoting a sentence."""

from dataclasses import dataclass

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.errors import Forbidden, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.events import CommentAdded, CommentWithdrawn
from scenariowiki.scenarios.models import Comment, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.content import SHORT_MAX
from scenariowiki.text import characters, markdown

COMMENT_MAX = 4_000


@dataclass(frozen=True, kw_only=True)
class PreparedComment:
    """A checked comment; `via` is the number of the merged scenario its author came through, if any (M16)."""

    no: int
    text: str
    html: str
    quote: str
    solution_id: int | None
    via: int | None = None


def prepare_comment(
    no: int, text: str, *, quote: str = "", solution_id: int | None = None, via: int | None = None
) -> PreparedComment:
    """Check and render a comment; raises Invalid."""
    cleaned = characters.clean(text).strip()
    quoted = characters.single_line(characters.clean(quote)).strip()
    problems: dict[str, str] = {}
    if not cleaned:
        problems["text"] = "required"
    if len(cleaned) > COMMENT_MAX:
        problems["text"] = "too_long"
    if len(quoted) > SHORT_MAX:
        problems["quote"] = "too_long"
    if characters.problems(cleaned) or characters.problems(quoted):
        problems["text"] = (
            f"characters_{(characters.problems(cleaned) or characters.problems(quoted))[0].value}"
        )
    if problems:
        raise Invalid(fields=problems)
    html = markdown.render(cleaned)
    return PreparedComment(no=no, text=cleaned, html=html, quote=quoted, solution_id=solution_id, via=via)


def add_comment(uow: UnitOfWork, actor: Actor, prepared: PreparedComment) -> Comment:
    """Add to the thread of a scenario, or of what it was merged into; records CommentAdded."""
    asked = queries.get_scenario(uow.session, actor, prepared.no)
    scenario = groups.canonical(uow.session, asked)
    policy.require(policy.may_comment(actor, scenario))
    if prepared.solution_id is not None:
        _require_own(uow, scenario, prepared.solution_id)
    via = prepared.via if asked is scenario else asked.no
    comment = Comment(
        scenario_id=groups.addressed(uow.session, scenario, via).id,
        solution_id=prepared.solution_id,
        quote=prepared.quote,
        text=prepared.text,
        html=prepared.html,
        author_id=actor.id,
        created_at=uow.now,
        created_by=actor.id,
    )
    uow.session.add(comment)
    uow.session.flush()
    event = CommentAdded(scenario_id=scenario.id, comment_id=comment.id, solution_id=prepared.solution_id)
    uow.record(event, by=actor, subject=scenario.id)
    return comment


def withdraw_comment(uow: UnitOfWork, actor: Actor, comment_id: int) -> Comment:
    """Take a comment back; its author or a curator may. The row stays, the text is no longer shown."""
    comment = uow.session.get(Comment, comment_id)
    if comment is None:
        raise NotFound("no_comment")
    scenario = groups.canonical(uow.session, uow.session.get_one(Scenario, comment.scenario_id))
    if not policy.may_read(actor, scenario):
        raise NotFound("no_comment")
    if actor.id != comment.author_id and not actor.may(Permission.CURATE):
        raise Forbidden
    if comment.withdrawn_at is not None:
        return comment
    comment.withdrawn_at = uow.now
    event = CommentWithdrawn(scenario_id=scenario.id, comment_id=comment.id)
    uow.record(event, by=actor, subject=scenario.id)
    return comment


def _require_own(uow: UnitOfWork, scenario: Scenario, solution_id: int) -> None:
    own = select(Solution.id).where(Solution.id == solution_id, groups.solutions_of(scenario.id))
    if uow.session.scalar(own) is None:
        raise NotFound("no_solution")
