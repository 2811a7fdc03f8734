"""Pages and templates mirror each other."""

import re

import pytest
from flask import Flask
from jinja2 import StrictUndefined

from tests.architecture import ROOT

TEMPLATES = ROOT / "templates"
# Endpoints that answer with something else than a page of their own.
NOT_PAGES = {
    "static",
    "exchange.empty_table",
    "exchange.import_errors",
    "health.healthz",
    "health.readyz",
    "health.metrics",
    "home.brand_logo",
    "home.brand_stylesheet",
    "home.robots",
    "points.statement_file",
    "points.record_file",
    "points.certificate",
}
# Pages that are another page's template with an empty form, or one row of it opened.
SHARED = {
    "admin.new_person": "admin/person.html",
    "admin.new_team": "admin/team.html",
    "admin.site": "admin/sites.html",
}
URL_FOR = re.compile(r"""url_for\(\s*["']([\w.]+)["']""")


def names() -> list[str]:
    """List every template as Jinja knows it."""
    return sorted(
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.*")
        if path.suffix in {".html", ".txt"}
    )


def test_every_template_compiles(app: Flask) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    assert all(app.jinja_env.get_template(name) for name in names())


def test_templates_link_to_endpoints_that_exist(app: Flask) -> None:
    linked = {
        (name, endpoint)
        for name in names()
        for endpoint in URL_FOR.findall((TEMPLATES / name).read_text())
        if endpoint.strip(".") == endpoint
    }

    assert {(name, endpoint) for name, endpoint in linked if endpoint not in app.view_functions} == set()


def test_every_page_has_the_template_of_its_name(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.rule.startswith("/api/")
        and rule.endpoint not in NOT_PAGES
    }
    missing = {page for page in pages if not _has_template(page)}

    assert missing == set()


def _has_template(endpoint: str) -> bool:
    if endpoint in SHARED:
        return (TEMPLATES / SHARED[endpoint]).exists()
    folder, _, page = endpoint.rpartition(".")
    return any((TEMPLATES / folder / f"{prefix}{page}.html").exists() for prefix in ("", "_"))


@pytest.mark.parametrize("name", names())
def test_a_template_has_nothing_inline(name: str) -> None:
    source = (TEMPLATES / name).read_text()

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"", source)
