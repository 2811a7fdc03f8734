"""The catalogue check: what is wrong with its order, and where to put it right."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scenariowiki.accounts.rules import Permission
from scenariowiki.runtime.messages.catalogue import PROBLEMS
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import lint as queries
from scenariowiki.scenarios.queries.finding.database import UNCATEGORISED
from scenariowiki.scenarios.queries.lint import Finding, Problem, Subject
from scenariowiki.web.forms.taxonomy import LintForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp

GRAVE, MIDDLING, SLIGHT = ("bad", _l("Grave")), ("warn", _l("Middling")), ("", _l("Slight"))
WEIGHTS = {
    Problem.TOO_FAR: GRAVE,
    Problem.EQUAL_CATEGORIES: GRAVE,
    Problem.UNCATEGORISED: MIDDLING,
    Problem.OVERFULL: MIDDLING,
    Problem.NEAR_CATEGORIES: MIDDLING,
    Problem.NO_OWNER: SLIGHT,
    Problem.EMPTY: SLIGHT,
    Problem.NEAR_TAGS: SLIGHT,
}


@bp.get("/lint")
def lint() -> ResponseReturnValue:
    """Show what was found, the gravest first."""
    require_permission(Permission.MANAGE_TAXONOMY)
    form = LintForm(request.args)
    report = queries.check(read(), most=form.to_number())
    return render_template(
        "admin/lint.html",
        form=form,
        findings=[_line(finding) for finding in report.findings],
        checked=_(
            "%(categories)s categories and %(tags)s tags checked.",
            categories=report.categories,
            tags=report.tags,
        ),
        by_clicks=list(report.by_clicks.items()),
    )


def _line(finding: Finding) -> Mapping[str, Any]:
    tone, weight = WEIGHTS[finding.problem]
    text, action = PROBLEMS[finding.problem]
    examples = [[(_name(one), _url(one)) for one in group] for group in finding.examples]
    return {
        "tone": tone,
        "weight": weight,
        "problem": text,
        "examples": examples,
        "count": finding.count,
        "action": action,
        "url": examples[0][0][1] if examples else url_for("scenarios.index", category=UNCATEGORISED),
    }


def _name(one: Subject) -> str:
    return one.name if one.number is None else f"{one.name} ({one.number})"


def _url(one: Subject) -> str:
    if one.kind == "tag":
        return url_for(".tag", tag_id=one.id)
    return url_for(".category", category_id=one.id)
