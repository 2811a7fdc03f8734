"""Administration of people: finding them."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import AccountRow
from scenariowiki.accounts.rules import Permission
from scenariowiki.runtime.session import read
from scenariowiki.sops.queries.orphans import count_kept
from scenariowiki.web.forms.people import PeopleFilterForm, offer
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp

PAGE = 50


@bp.get("/people")
def people() -> ResponseReturnValue:
    """List people, a page at a time."""
    require_permission(Permission.MANAGE_PEOPLE)
    form = PeopleFilterForm(request.args)
    offer(form.site, [(site.id, site.name) for site in accounts.list_sites(read())])
    offset = max(0, request.args.get("offset", 0, type=int))
    page = accounts.list_accounts(read(), form.to_filter(), offset=min(offset, 10**6), limit=PAGE)
    kept = count_kept(read(), [row.id for row in page.rows])
    return render_template(
        "admin/people.html",
        filter_form=form,
        people=[_line(row, kept[row.id]) for row in page.rows],
        first=page.offset + 1,
        last=page.offset + len(page.rows),
        total=page.total,
        previous_url=_page_url(page.offset - PAGE) if page.offset else None,
        next_url=_page_url(page.offset + PAGE) if page.offset + PAGE < page.total else None,
        new_url=url_for(".new_person"),
    )


def _page_url(offset: int) -> str:
    kept: dict[str, Any] = {
        name: request.args[name] for name in ("who", "site", "role", "leavers") if request.args.get(name)
    }
    return url_for(".people", offset=max(0, offset), **kept)


def _line(row: AccountRow, owns: int) -> Mapping[str, Any]:
    return {
        "name": row.display_name,
        "login": row.name,
        "seed": row.id,
        "team": row.teams,
        "site": row.site,
        "roles": sorted(row.roles),
        "seen_at": row.last_seen_at,
        "active": row.disabled_at is None,
        "owns": owns,
        "url": url_for(".person", account_id=row.id),
    }
