"""What somebody typed and chose for a decision, in words that can be copied."""

from scenariowiki.runtime.messages import STATES
from scenariowiki.web.forms.curation import BOTH, Draft

REASONS = ("MergeReason", "UnmergeReason", "RejectReason")


def in_words(draft: Draft) -> list[str]:
    """List the reason, the note and the wordings of one's own; nothing where nothing was typed."""
    own = [text for path, text in draft.texts.items() if draft.choices.get(path) == BOTH]
    found = [draft.note or "", *own, draft.successor]
    typed = [text for text in (one.strip() for one in found) if text]
    words = [str(STATES[name][draft.reason]) for name in REASONS if draft.reason in STATES[name]]
    return [*words[:1], *typed] if typed else []
