"""`flask search`: rebuild and audit."""

from flask import Flask

from scenariowiki.accounts import queries as people
from scenariowiki.cli.search import search
from scenariowiki.jobs import drain
from scenariowiki.runtime.session import read
from tests import wiki


def run(app: Flask, word: str, status: int = 0) -> str:
    """Run a command and return what it says."""
    result = app.test_cli_runner().invoke(search, [word])
    assert result.exit_code == status, result.output
    return result.output


def test_an_audit_names_what_is_missing_and_a_rebuild_mends_it(instance: Flask) -> None:
    system = people.find_actor(read(), "system")
    assert system is not None
    no = wiki.publish(system, "缺货")

    assert f"S-{no}" in run(instance, "audit", status=1)
    run(instance, "rebuild")

    run(instance, "audit")


def test_a_rebuild_after_deliveries_changes_nothing(instance: Flask) -> None:
    system = people.find_actor(read(), "system")
    assert system is not None
    wiki.publish(system, "缺货")
    run(instance, "rebuild")
    drain.drain()

    run(instance, "audit")
