"""An item as one curator looks at it, with what was typed; and who is asked before a merge."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.models import QueueItem
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import current_template
from scenariowiki.web.forms.curation import Draft
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.scenarios import comparing

Problems = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An item as one curator looks at it; `problems` are codes by field."""

    person: Actor
    item: QueueItem
    draft: Draft
    problems: Problems

    @property
    def reader(self) -> Reader:
        """Read as this curator chose to."""
        return Reader.of(self.person)

    @property
    def names(self) -> comparing.Names:
        """Name fields and values in this curator's language."""
        return comparing.Names(current_template(read()), self.reader, {})


def asked() -> Any:
    """Return who is asked before a merge."""
    return current_app.extensions["merge_effects"]
