"""Keeping the catalogue tree in order: at most three levels, moves and merges that keep old links."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.events import CategoryMerged, CategoryMoved, CategorySaved, CategoryUnmerged
from scenariowiki.scenarios.models import Category
from scenariowiki.text import characters

DEPTH_MAX = 3
TITLE_MAX = 40
DESCRIPTION_MAX = 400


@dataclass(frozen=True, kw_only=True)
class CategoryInput:
    """Title and description are required (R33); `labels` are titles by locale."""

    title: str
    description: str
    labels: Mapping[str, str] = field(default_factory=dict)
    parent_id: int | None = None
    owner_id: int | None = None
    position: int = 0


def save_category(
    uow: UnitOfWork, actor: Actor, given: CategoryInput, *, category_id: int | None = None
) -> Category:
    """Make, change or move a category; raises Invalid for a twin title beside it or a fourth level."""
    policy.require(policy.may_manage_taxonomy(actor))
    title, description = _checked(given)
    category = _existing(uow, category_id) if category_id is not None else None
    _refuse_twin(uow, title, given.parent_id, category_id)
    if category is None:
        category = Category(created_at=uow.now, created_by=actor.id, depth=1, title=title, description="")
        category.depth = _depth_below(uow, given.parent_id)
        category.parent_id = given.parent_id
        uow.session.add(category)
    category.title, category.description = title, description
    category.labels = {locale: text.strip() for locale, text in given.labels.items() if text.strip()}
    category.owner_id, category.position = given.owner_id, given.position
    category.version = (category.version or 0) + 1
    uow.session.flush()
    if category.parent_id != given.parent_id:
        move_category(uow, actor, category.id, given.parent_id)
    uow.record(CategorySaved(category_id=category.id), by=actor)
    return category


def move_category(uow: UnitOfWork, actor: Actor, category_id: int, parent_id: int | None) -> Category:
    """Hang a category, with all below it, under another one; never under itself, never a fourth level."""
    policy.require(policy.may_manage_taxonomy(actor))
    category = _existing(uow, category_id)
    below = _below(uow, category)
    if parent_id == category.id or parent_id in {child.id for child in below}:
        raise Conflict("category_cycle")
    shift = _depth_below(uow, parent_id) - category.depth
    if max([category.depth, *(child.depth for child in below)]) + shift > DEPTH_MAX:
        raise Invalid(fields={"parent_id": "too_deep"})
    event = CategoryMoved(category_id=category.id, before=category.parent_id, after=parent_id)
    category.parent_id = parent_id
    category.version += 1
    for one in (category, *below):
        one.depth += shift
    uow.record(event, by=actor)
    return category


def merge_categories(uow: UnitOfWork, actor: Actor, category_id: int, into_id: int) -> Category:
    """Let one category mean another; its scenarios are listed there, old links lead there, nothing moves."""
    policy.require(policy.may_manage_taxonomy(actor))
    loser, winner = _existing(uow, category_id), _existing(uow, into_id)
    if loser.id == winner.id or loser.merged_into_id is not None or winner.merged_into_id is not None:
        raise Conflict("already_same")
    if _below(uow, loser):
        raise Conflict("category_has_children")
    loser.merged_into_id = winner.id
    loser.version += 1
    uow.record(CategoryMerged(category_id=loser.id, into_id=winner.id), by=actor)
    return winner


def unmerge_category(uow: UnitOfWork, actor: Actor, category_id: int) -> Category:
    """Take a category's merge back."""
    policy.require(policy.may_manage_taxonomy(actor))
    category = _existing(uow, category_id)
    if category.merged_into_id is None:
        raise Conflict("inactive")
    event = CategoryUnmerged(category_id=category.id, from_id=category.merged_into_id)
    category.merged_into_id = None
    category.version += 1
    uow.record(event, by=actor)
    return category


def _checked(given: CategoryInput) -> tuple[str, str]:
    title = characters.single_line(characters.clean(given.title)).strip()
    description = characters.clean(given.description).strip()
    problems: dict[str, str] = {}
    for name, text, longest in (
        ("title", title, TITLE_MAX),
        ("description", description, DESCRIPTION_MAX),
    ):
        if not text:
            problems[name] = "required"
        elif len(text) > longest:
            problems[name] = "too_long"
        elif characters.problems(text):
            problems[name] = f"characters_{characters.problems(text)[0].value}"
    if problems:
        raise Invalid(fields=problems)
    return title, description


def _existing(uow: UnitOfWork, category_id: int) -> Category:
    category = uow.session.get(Category, category_id, with_for_update=True)
    if category is None:
        raise NotFound("no_category")
    return category


def _refuse_twin(uow: UnitOfWork, title: str, parent_id: int | None, own_id: int | None) -> None:
    beside = Category.parent_id.is_(None) if parent_id is None else Category.parent_id == parent_id
    twins = select(Category.id).where(
        beside, func.lower(Category.title) == title.lower(), Category.merged_into_id.is_(None)
    )
    if any(twin != own_id for twin in uow.session.scalars(twins)):
        raise Invalid(fields={"title": "taken"})


def _depth_below(uow: UnitOfWork, parent_id: int | None) -> int:
    if parent_id is None:
        return 1
    parent = uow.session.get(Category, parent_id)
    if parent is None or parent.merged_into_id is not None:
        raise Invalid(fields={"parent_id": "no_category"})
    if parent.depth >= DEPTH_MAX:
        raise Invalid(fields={"parent_id": "too_deep"})
    return parent.depth + 1


def _below(uow: UnitOfWork, category: Category) -> list[Category]:
    found: list[Category] = []
    level = [category.id]
    while level:
        children = list(uow.session.scalars(select(Category).where(Category.parent_id.in_(level))))
        found += children
        level = [child.id for child in children]
    return found
