"""What every event about an SOP carries."""

from typing import Any

from scenariowiki.scenarios.models import Scenario
from scenariowiki.sops.models import Sop, SopVersion


def version_facts(scenario: Scenario, sop: Sop, version: SopVersion) -> dict[str, Any]:
    """Return the facts of a `SopVersionEvent`."""
    return {
        "scenario_id": scenario.id,
        "sop_id": sop.id,
        "version_id": version.id,
        "solution_id": version.solution_id,
        "source_rev_id": version.source_rev_id,
    }
