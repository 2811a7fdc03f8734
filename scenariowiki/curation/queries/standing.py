"""Who wrote what is to be decided on, and who may therefore decide (M33)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, AccountRole
from scenariowiki.accounts.rules import PERMISSIONS, SYSTEM, Permission
from scenariowiki.curation.rules.merging import ENOUGH, OWN_SHARE, MergeKind
from scenariowiki.scenarios.models import Revision, Scenario, Solution
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
    return scenario_stakes(session, [scenario_id])[scenario_id]


def solution_stake(session: Session, solution_id: int) -> Stake:
    """Return who wrote a solution, and those merged into it."""
    return solution_stakes(session, [solution_id])[solution_id]


def scenario_stakes(session: Session, ids: Collection[int]) -> dict[int, Stake]:
    """Map canonical scenarios to who wrote them."""
    authors: defaultdict[int, set[int]] = defaultdict(set)
    texts: defaultdict[int, list[int | None]] = defaultdict(list)
    group = select(Scenario.id, Scenario.canonical_id, Scenario.author_id, Scenario.head_rev_id)
    for row in session.execute(group.where(Scenario.canonical_id.in_(ids))):
        authors[row.canonical_id].add(row.author_id)
        if row.id == row.canonical_id:
            texts[row.id].append(row.head_rev_id)
    shown = (
        select(Scenario.canonical_id, Solution.head_rev_id)
        .join(Scenario, Scenario.id == Solution.scenario_id)
        .where(Scenario.canonical_id.in_(ids), Solution.state.not_in((State.MERGED, State.REJECTED)))
    )
    for canonical_id, head_rev_id in session.execute(shown):
        texts[canonical_id or 0].append(head_rev_id)
    return _stakes(session, ids, authors, texts)


def solution_stakes(session: Session, ids: Collection[int]) -> dict[int, Stake]:
    """Map canonical solutions to who wrote them."""
    authors: defaultdict[int, set[int]] = defaultdict(set)
    texts: defaultdict[int, list[int | None]] = defaultdict(list)
    group = select(Solution.id, Solution.canonical_id, Solution.author_id, Solution.head_rev_id)
    for row in session.execute(group.where(or_(Solution.canonical_id.in_(ids), Solution.id.in_(ids)))):
        authors[row.canonical_id].add(row.author_id)
        texts[row.id].append(row.head_rev_id)
    return _stakes(session, ids, authors, texts)


def handed_in_with(session: Session, scenario_id: int) -> frozenset[int]:
    """Return who wrote the solutions that are published with a scenario, and would earn by it (P2)."""
    submitted = (Solution.scenario_id == scenario_id, Solution.state == State.SUBMITTED)
    return frozenset(session.scalars(select(Solution.author_id).where(*submitted)))


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


def few_left(session: Session, stakes: Collection[Stake]) -> bool:
    """Tell whether so few curators have no hand in it that one who has may decide, saying so (M33)."""
    return len(eligible(session, stakes)) < ENOUGH


def _stakes(
    session: Session,
    ids: Collection[int],
    authors: Mapping[int, Collection[int]],
    texts: Mapping[int, Collection[int | None]],
) -> dict[int, Stake]:
    """Share the characters of each one's texts among the authors of the revisions they came in with (D4)."""
    wanted = {rev for id_ in ids for rev in texts.get(id_, ()) if rev is not None}
    chosen = select(Revision.id, Revision.attribution).where(Revision.id.in_(wanted))
    lengths: dict[int | None, Counter[int]] = {}
    for revision_id, attribution in session.execute(chosen):
        lengths[revision_id] = Counter()
        for source, length in _runs(attribution):
            lengths[revision_id][source or revision_id] += length
    sources = {source for counted in lengths.values() for source in counted}
    rows = session.execute(select(Revision.id, Revision.author_id).where(Revision.id.in_(sources)))
    written_by: dict[int, int] = {row.id: row.author_id for row in rows}
    return {
        id_: Stake(
            authors=frozenset(authors.get(id_, ())),
            shares=_shares([lengths.get(rev, Counter()) for rev in texts.get(id_, ())], written_by),
        )
        for id_ in ids
    }


def _shares(texts: Iterable[Counter[int]], written_by: Mapping[int, int]) -> dict[int, float]:
    written: Counter[int] = Counter()
    for lengths in texts:
        for source, length in lengths.items():
            written[written_by[source]] += length
    total = sum(written.values())
    return {author: length / total for author, length in written.items()} if total else {}


def _runs(attribution: Mapping[str, Any]) -> Iterable[tuple[int, int]]:
    return ((source, length) for runs in attribution.values() for source, length in runs)
