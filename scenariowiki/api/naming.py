"""Finds what callers name: categories by id, title or path, teams and people by name, tags by name."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import facts
from scenariowiki.kernel.errors import Invalid
from scenariowiki.scenarios.queries import parts, taxonomy
from scenariowiki.text import characters

SEPARATOR = "/"


def category_path(titles: Iterable[str]) -> str:
    """Write a category's titles as one path."""
    return SEPARATOR.join(titles)


def find_category(session: Session, named: int | str | None, field: str = "category") -> int | None:
    """Return the id of a category given by id, path or title; a title that several have is `ambiguous`."""
    if named is None:
        return None
    paths = parts.category_paths(session)
    if isinstance(named, str):
        return _category_by_name(paths, named, field)
    if named not in paths:
        raise Invalid(fields={field: "no_category"})
    return named


def _category_by_name(paths: Mapping[int, tuple[str, ...]], named: str, field: str) -> int:
    wanted = _key(named)
    whole = [id_ for id_, titles in paths.items() if _key(category_path(titles)) == wanted]
    found = whole or [id_ for id_, titles in paths.items() if _key(titles[-1]) == wanted]
    if len({paths[id_] for id_ in found}) > 1:
        raise Invalid(fields={field: "ambiguous"})
    if found:
        return found[0]
    if named.isascii() and named.isdigit() and int(named) in paths:
        return int(named)
    raise Invalid(fields={field: "no_category"})


def _key(path: str) -> str:
    return SEPARATOR.join(characters.skeleton(title) for title in path.split(SEPARATOR))


def find_team(session: Session, named: int | str | None) -> int | None:
    """Return the id of an open team given by id or name."""
    if named is None:
        return None
    if isinstance(named, int):
        if not facts.is_team(session, named):
            raise Invalid(fields={"team": "no_team"})
        return named
    ids = {team.name: team.id for team in accounts.list_teams(session)}
    if named in ids:
        return ids[named]
    if named.isascii() and named.isdigit() and int(named) in ids.values():
        return int(named)
    raise Invalid(fields={"team": "no_team"})


def find_tag(session: Session, name: str) -> int:
    """Return the id of the tag that a name, or a synonym of it, means today."""
    key = characters.skeleton(name)
    found = taxonomy.tags_by_key(session, [key]).get(key)
    if found is None:
        raise Invalid(fields={"tag": "no_tag"})
    return found


def find_owner(session: Session, name: str | None) -> int | None:
    """Return the id of the account of a sign-in name."""
    if name is None:
        return None
    account = accounts.find_account(session, name)
    if account is None:
        raise Invalid(fields={"owner": "no_account"})
    return account.id
