"""Comments: taking part in a scenario's thread."""

from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import writes
from scenariowiki.api.schemas.acts import CommentGiven, CommentShown
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.discussion import add_comment, prepare_comment


@bp.post("/scenarios/<no>/comments")
@writing
@writes(body=CommentGiven, answer=CommentShown, status=201)
def comment(no: int, body: CommentGiven) -> Act:
    """Comment on a scenario."""
    person = actor()
    policy.require(policy.may_comment(person, queries.get_readable(read(), person, no)))
    prepared = prepare_comment(no, body.text, quote=body.quote, solution_id=body.solution)

    def act(uow: UnitOfWork) -> Answer:
        made = add_comment(uow, person, prepared)
        shown = CommentShown(
            id=made.id,
            no=no,
            text=made.text,
            solution=made.solution_id,
            quote=made.quote,
            author=person.display_name,
            created_at=made.created_at,
        )
        return answer(shown, 201)

    return act
