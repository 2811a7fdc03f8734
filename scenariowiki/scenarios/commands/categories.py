"""Keeping the catalogue tree in order: at most three levels, moves and merges that keep old links."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from scenariowiki.accounts.queries import facts as accounts
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
    """Title and description are required (R33); `labels` are titles by locale; no `position`: the last."""

    title: str
    description: str
    labels: Mapping[str, str] = field(default_factory=dict)
    parent_id: int | None = None
    owner_id: int | None = None
    position: int | None = None


def save_category(
    uow: UnitOfWork,
    actor: Actor,
    given: CategoryInput,
    *,
    category_id: int | None = None,
    base_version: int | None = None,
) -> Category:
    """Make, change or move a category, with all below it; never under itself, never to a fourth level.

    Raises Invalid for that or a twin title beside it, and `edit_conflict` where `base_version` is not the
    present one. Records CategorySaved, and CategoryMoved when it got another parent.
    """
    policy.require(policy.may_manage_taxonomy(actor))
    _lock_tree(uow)
    checked = _checked(uow, given)
    category = _living(uow, category_id, base_version) if category_id is not None else None
    if category is None:
        category = _new(uow, actor, checked)
    elif category.parent_id != given.parent_id:
        _hang(uow, actor, category, given.parent_id, title=checked.title)
    else:
        _refuse_twin(uow, checked.title, given.parent_id, category.id)
    category.title, category.description = checked.title, checked.description
    category.labels, category.owner_id = dict(checked.labels), given.owner_id
    if given.position is not None:
        category.position = given.position
    category.version += 1
    uow.record(CategorySaved(category_id=category.id), by=actor)
    return category


def place_category(uow: UnitOfWork, actor: Actor, category_id: int, *, by: int) -> Category:
    """Move a category `by` places down among its siblings, up where negative; records CategorySaved."""
    policy.require(policy.may_manage_taxonomy(actor))
    _lock_tree(uow)
    category = _living(uow, category_id)
    siblings = _siblings(uow, category.parent_id)
    at = siblings.index(category)
    siblings.insert(max(0, at + by), siblings.pop(at))
    for position, one in enumerate(siblings):
        one.position = position
    category.version += 1
    uow.record(CategorySaved(category_id=category.id), by=actor)
    return category


def merge_categories(uow: UnitOfWork, actor: Actor, category_id: int, into_id: int) -> Category:
    """Let one category mean another; its scenarios are listed there, old links lead there, nothing moves."""
    policy.require(policy.may_manage_taxonomy(actor))
    _lock_tree(uow)
    loser, winner = _existing(uow, category_id), _existing(uow, into_id)
    while winner.merged_into_id is not None:
        winner = _existing(uow, winner.merged_into_id)
    if loser.id == winner.id or loser.merged_into_id is not None:
        raise Conflict("already_same")
    if any(child.merged_into_id is None for child in _below(uow, loser)):
        raise Conflict("category_has_children")
    loser.merged_into_id = winner.id
    loser.version += 1
    uow.record(CategoryMerged(category_id=loser.id, into_id=winner.id), by=actor)
    return winner


def unmerge_category(uow: UnitOfWork, actor: Actor, category_id: int) -> Category:
    """Take a category's merge back; what it hangs under must be there again first."""
    policy.require(policy.may_manage_taxonomy(actor))
    _lock_tree(uow)
    category = _existing(uow, category_id)
    if category.merged_into_id is None:
        raise Conflict("inactive")
    parent = uow.session.get(Category, category.parent_id) if category.parent_id is not None else None
    if parent is not None and parent.merged_into_id is not None:
        raise Conflict("parent_merged", title=parent.title)
    event = CategoryUnmerged(category_id=category.id, from_id=category.merged_into_id)
    category.merged_into_id = None
    category.version += 1
    uow.record(event, by=actor)
    return category


def _checked(uow: UnitOfWork, given: CategoryInput) -> CategoryInput:
    """Return the input with its texts clean; raises Invalid with every problem at once."""
    problems: dict[str, str] = {}
    title = _text(given.title, "title", TITLE_MAX, problems)
    description = characters.clean(given.description).strip()
    _judge(description, "description", DESCRIPTION_MAX, problems)
    for name, text in (("title", title), ("description", description)):
        if not text:
            problems[name] = "required"
    labels = {
        locale: _text(label, f"labels.{locale}", TITLE_MAX, problems)
        for locale, label in given.labels.items()
        if label.strip()
    }
    if given.owner_id is not None and not accounts.is_active(uow.session, given.owner_id):
        problems["owner_id"] = "no_account"
    if problems:
        raise Invalid(fields=problems)
    return CategoryInput(
        title=title,
        description=description,
        labels=labels,
        parent_id=given.parent_id,
        owner_id=given.owner_id,
        position=given.position,
    )


def _text(text: str, name: str, longest: int, problems: dict[str, str]) -> str:
    cleaned = characters.single_line(characters.clean(text))
    _judge(cleaned, name, longest, problems)
    return cleaned


def _judge(text: str, name: str, longest: int, problems: dict[str, str]) -> None:
    found = characters.problems(text)
    if found:
        problems[name] = f"characters_{found[0].value}"
    elif len(text) > longest:
        problems[name] = "too_long"


def _new(uow: UnitOfWork, actor: Actor, checked: CategoryInput) -> Category:
    depth = _depth_below(uow, checked.parent_id)
    _refuse_twin(uow, checked.title, checked.parent_id, None)
    category = Category(
        parent_id=checked.parent_id,
        depth=depth,
        position=_next_position(uow, checked.parent_id),
        title=checked.title,
        description=checked.description,
        created_at=uow.now,
        created_by=actor.id,
        version=0,
    )
    uow.session.add(category)
    uow.session.flush()
    return category


def _hang(uow: UnitOfWork, actor: Actor, category: Category, parent_id: int | None, *, title: str) -> None:
    below = _below(uow, category)
    if parent_id == category.id or parent_id in {child.id for child in below}:
        raise Invalid(fields={"parent_id": "category_cycle"})
    shift = _depth_below(uow, parent_id) - category.depth
    if max([category.depth, *(child.depth for child in below)]) + shift > DEPTH_MAX:
        raise Invalid(fields={"parent_id": "too_deep"})
    _refuse_twin(uow, title, parent_id, category.id)
    position = _next_position(uow, parent_id)
    event = CategoryMoved(category_id=category.id, before=category.parent_id, after=parent_id)
    category.parent_id, category.position = parent_id, position
    for one in (category, *below):
        one.depth += shift
    uow.record(event, by=actor)


def _lock_tree(uow: UnitOfWork) -> None:
    """Let one at a time rearrange the tree, or two moves make a circle; scenarios are filed meanwhile."""
    ordered = select(Category).order_by(Category.id).with_for_update(key_share=True)
    uow.session.scalars(ordered.execution_options(populate_existing=True)).all()


def _existing(uow: UnitOfWork, category_id: int) -> Category:
    category = uow.session.get(Category, category_id)
    if category is None:
        raise NotFound("no_category")
    return category


def _living(uow: UnitOfWork, category_id: int, base_version: int | None = None) -> Category:
    category = _existing(uow, category_id)
    if category.merged_into_id is not None:
        raise Conflict("not_editable")
    if base_version is not None and category.version != base_version:
        raise Conflict("edit_conflict")
    return category


def _siblings(uow: UnitOfWork, parent_id: int | None) -> list[Category]:
    """Load the living categories under a parent, in their order."""
    beside = Category.parent_id.is_(None) if parent_id is None else Category.parent_id == parent_id
    chosen = select(Category).where(beside, Category.merged_into_id.is_(None))
    return list(uow.session.scalars(chosen.order_by(Category.position, Category.id)))


def _refuse_twin(uow: UnitOfWork, title: str, parent_id: int | None, own_id: int | None) -> None:
    key = characters.skeleton(title)
    beside = (one for one in _siblings(uow, parent_id) if one.id != own_id)
    if any(characters.skeleton(one.title) == key for one in beside):
        raise Invalid(fields={"title": "taken"})


def _next_position(uow: UnitOfWork, parent_id: int | None) -> int:
    beside = Category.parent_id.is_(None) if parent_id is None else Category.parent_id == parent_id
    last = uow.session.scalar(select(func.max(Category.position)).where(beside))
    return 0 if last is None else last + 1


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
