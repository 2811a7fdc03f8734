"""Short texts that people write about rewards and thanks: composed, storable, not too long."""

from scenariowiki.kernel.errors import Invalid
from scenariowiki.text import characters


def checked_text(given: str, name: str, longest: int) -> str:
    """Return a text as it is stored; raises Invalid at its field."""
    text = characters.clean(given).strip()
    if found := characters.problems(text):
        raise Invalid(fields={name: f"characters_{found[0].value}"})
    if len(text) > longest:
        raise Invalid(fields={name: "too_long"})
    return text
