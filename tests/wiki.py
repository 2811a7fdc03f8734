"""Scenarios for tests that are not about writing them."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import capture, revise, transitions
from scenariowiki.scenarios.rules.content import PageInput, ScenarioInput, SituationInput
from scenariowiki.scenarios.rules.states import RevisionKind


def publish(actor: Actor, title: str, text: str = "客户来电询问，无法立即答复。") -> int:
    """Capture and publish a scenario as an import does; return its number."""
    given = ScenarioInput(situation=SituationInput(title=title, situation=text), source={})
    prepared = capture.prepare_capture(read(), actor, given, kind=RevisionKind.IMPORT)
    with write() as uow:
        scenario = capture.capture_scenario(uow, actor, prepared)
        transitions.publish_imported(uow, actor, scenario)
        return scenario.no


def edit(actor: Actor, no: int, base_seq: int, title: str, text: str) -> None:
    """Save a page that was shown with revision `base_seq`."""
    page = PageInput(situation=SituationInput(title=title, situation=text), base_seq={None: base_seq})
    prepared = revise.prepare_page(read(), actor, no, page)
    with write() as uow:
        revise.revise_page(uow, actor, prepared)
