"""Who the token belongs to."""

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Permission
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import reading
from scenariowiki.api.operation import reads
from scenariowiki.api.schemas.reference import MeShown, TeamShown
from scenariowiki.runtime.session import read


@bp.get("/me")
@reading
@reads(answer=MeShown)
def show_me() -> Answer:
    """Show the account the token belongs to."""
    person = actor()
    teams = [team for team in accounts.list_teams(read(), closed=True) if team.id in person.teams]
    return answer(
        MeShown(
            name=person.name,
            display_name=person.display_name,
            roles=sorted(role.value for role in person.roles),
            permissions=[one.value for one in Permission if person.may(one)],
            teams=[TeamShown(id=team.id, name=team.name) for team in teams],
            leads=sorted(person.leads),
            locale=person.locale,
            timezone=person.timezone,
        )
    )
