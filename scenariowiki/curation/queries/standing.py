"""Who wrote what is to be decided on, and who may therefore decide (M33)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, AccountRole
from scenariowiki.accounts.rules import PERMISSIONS, SYSTEM, Permission
from scenariowiki.curation.rules.merging import OWN_SHARE, MergeKind
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import State


@dataclass(frozen=True, kw_only=True)
class Stake:
    """Who has a hand in one side: its authors, and everyone's share of its text, 0..1."""

    authors: frozenset[int]
    shares: Mapping[int, float]

    def binds(self, account_id: int) -> bool:
        """Tell whether someone wrote too much of it to decide on it."""
        return account_id in self.authors or self.shares.get(account_id, 0.0) >= OWN_SHARE


def stake_in(session: Session, kind: MergeKind, id_: int) -> Stake:
    """Return who has a hand in a canonical scenario (its solutions included) or solution."""
    return scenario_stake(session, id_) if kind is MergeKind.SCENARIO else solution_stake(session, id_)


def scenario_stake(session: Session, scenario_id: int) -> Stake:
    """Return who wrote a scenario: the authors of its situation and merged ones, shares of all its text."""
    rows = session.execute(
        select(Scenario.author_id, Scenario.head_rev_id).where(Scenario.canonical_id == scenario_id)
    ).all()
    solutions = session.scalars(
        select(Solution.head_rev_id).where(
            groups.solutions_of(scenario_id), Solution.state.not_in((State.MERGED, State.REJECTED))
        )
    ).all()
    own = session.get_one(Scenario, scenario_id)
    return Stake(
        authors=frozenset(row.author_id for row in rows),
        shares=_shares(session, [own.head_rev_id, *solutions]),
    )


def solution_stake(session: Session, solution_id: int) -> Stake:
    """Return who wrote a solution, and those merged into it."""
    authors = select(Solution.author_id).where(Solution.canonical_id == solution_id)
    own = session.get_one(Solution, solution_id)
    return Stake(authors=frozenset(session.scalars(authors)), shares=_shares(session, [own.head_rev_id]))


def revision_stake(session: Session, revision_id: int) -> Stake:
    """Return who wrote a pending revision."""
    author = session.scalars(select(Revision.author_id).where(Revision.id == revision_id)).one()
    return Stake(authors=frozenset({author}), shares={})


def conflicted(stakes: Iterable[Stake], account_id: int) -> bool:
    """Tell whether somebody has a conflict of interest with any side."""
    return any(stake.binds(account_id) for stake in stakes)


def curators(session: Session) -> frozenset[int]:
    """Return everyone who may curate and is not disabled."""
    roles = [role.value for role in PERMISSIONS[Permission.CURATE]]
    active = (
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role.in_(roles), Account.disabled_at.is_(None), Account.name != SYSTEM)
    )
    return frozenset(session.scalars(active))


def eligible(session: Session, stakes: Collection[Stake]) -> frozenset[int]:
    """Return the curators without a conflict of interest."""
    return frozenset(one for one in curators(session) if not conflicted(stakes, one))


def _shares(session: Session, revision_ids: Iterable[int | None]) -> dict[int, float]:
    """Share the characters of some texts among the authors of the revisions they came in with (D4)."""
    chosen = select(Revision.id, Revision.attribution).where(
        Revision.id.in_([id_ for id_ in revision_ids if id_ is not None])
    )
    lengths: Counter[int] = Counter()
    for revision_id, attribution in session.execute(chosen):
        for source, length in _runs(attribution):
            lengths[source or revision_id] += length
    authors: dict[int, int] = {
        row.id: row.author_id
        for row in session.execute(select(Revision.id, Revision.author_id).where(Revision.id.in_(lengths)))
    }
    total = sum(lengths.values())
    written: Counter[int] = Counter()
    for source, length in lengths.items():
        written[authors[source]] += length
    return {author: length / total for author, length in written.items()} if total else {}


def _runs(attribution: Mapping[str, Any]) -> Iterable[tuple[int, int]]:
    return ((source, length) for runs in attribution.values() for source, length in runs)
