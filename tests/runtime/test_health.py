"""The checks say what is well and what wants a person."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import create_engine

from scenariowiki.jobs import indexing as index_jobs
from scenariowiki.jobs import schedule
from scenariowiki.kernel import outbox
from scenariowiki.kernel.schedule import JobRun
from scenariowiki.runtime import health
from scenariowiki.runtime.health import Check, Health
from scenariowiki.runtime.messages.checks import CHECKS, NAMES, text_of_check
from scenariowiki.runtime.session import db, write
from tests.instances import MakeInstance

FACTS = (
    "base_url version wanted at head detail documents engine seconds count kind failed names percent free_mb "
    "host"
)


def found(name: str) -> Check:
    """Return what the check of a name found."""
    return next(check for check in health.check_all() if check.name == name)


def test_an_instance_in_order_needs_nobody(instance: Flask) -> None:
    index_jobs.heal(thoroughly=True)
    schedule.beat(health.HEARTBEAT, every=health.HEARTBEAT_EVERY)

    states = {check.name: check.state for check in health.check_all()}

    assert states.pop("address") is Health.WARN  # no BASE_URL in tests
    assert set(states.values()) == {Health.OK}


def test_every_finding_has_a_name_and_a_text(instance: Flask) -> None:
    with instance.test_request_context():
        texts = [
            f"{NAMES[check.name]}: {text_of_check(check.code, check.facts)}" for check in health.check_all()
        ]

    assert all(texts)


@pytest.mark.parametrize(
    ("url", "sender", "code"),
    [
        ("smtps://wiki:p%40ss@mail.example.com", "wiki@example.com", "mail_ok"),
        ("smtp://[::1]:2525", "", "mail_ok"),
        ("mail.example.com", "", "mail_url_wrong"),
        ("smtp://", "", "mail_url_wrong"),
        ("smtp://mail:post", "", "mail_url_wrong"),
        ("smtps://wiki:secret#1@mail.example.com", "", "mail_url_wrong"),
        ("smtps://wiki:12345#1@mail.example.com", "", "mail_url_wrong"),
        ("smtps://wiki:12345/1@mail.example.com", "", "mail_url_wrong"),
        ("smtps://wiki:geh\u00e9im@mail.example.com", "", "mail_url_wrong"),
        ("smtp://[mail", "", "mail_url_wrong"),
        ("smtp://mail.example.com", "情景库 <wiki@example.com>", "mail_from_wrong"),
    ],
)
def test_settings_of_mail_that_cannot_work_are_told(
    make_instance: MakeInstance, url: str, sender: str, code: str
) -> None:
    with make_instance(migrated=True, SMTP_URL=url, MAIL_FROM=sender).app_context():
        assert found("mail").code == code


def test_texts_use_only_facts_that_are_given(instance: Flask) -> None:
    facts = dict.fromkeys(FACTS.split(), "x")
    with instance.test_request_context():
        assert all(text_of_check(code, facts) for code in CHECKS)


def test_an_empty_database_is_behind(make_instance: MakeInstance) -> None:
    app = make_instance()
    with app.app_context():
        assert [check.state for check in health.check_readiness() if check.name == "schema"] == [Health.BAD]
        assert found("schema").code == "schema_behind"


def test_a_database_that_does_not_answer_is_told(instance: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with instance.app_context():
        db.engine.dispose()
        monkeypatch.setitem(db.engines, None, create_engine("sqlite:////nowhere/at/all.db"))

        assert [check.code for check in health.check_readiness()] == ["database_away"]


def test_a_background_process_that_never_ran_is_missed(instance: Flask) -> None:
    assert found("jobs").code == "jobs_never_ran"


def test_a_background_process_that_went_silent_is_missed(instance: Flask) -> None:
    long_ago = dt.timedelta(minutes=5)
    schedule.beat(health.HEARTBEAT, every=health.HEARTBEAT_EVERY)
    with write() as uow:
        row = uow.session.get_one(JobRun, health.HEARTBEAT)
        row.last_finished_at = uow.now - long_ago

    assert found("jobs").code == "jobs_silent"
    assert found("jobs").state is Health.BAD


def test_an_index_that_is_missing_is_a_warning_since_it_heals(instance: Flask) -> None:
    assert found("index").code == "index_unusable"
    assert found("index").state is Health.WARN


def test_work_that_waits_too_long_wants_a_person(instance: Flask) -> None:
    with write() as uow:
        outbox.enqueue(uow.session, "index", "1", {}, at=uow.now - dt.timedelta(minutes=20))

    assert found("outbox").state is Health.BAD
    assert found("outbox").facts["count"] == 1


def test_a_failing_job_is_named(instance: Flask) -> None:
    schedule.run(schedule.Job(name="broken", every=schedule.DAY, run=lambda: str(1 // 0)))

    assert found("schedule").facts == {"names": "broken"}
    assert found("schedule").state is Health.BAD


def test_the_status_page_lists_versions(instance: Flask) -> None:
    assert dict(health.versions())["ScenarioWiki"]
