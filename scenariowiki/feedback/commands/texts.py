"""What people type into feedback: cleaned, or refused."""

from scenariowiki.text import characters

TEXT_MAX = 2_000
LINE_MAX = 500


def cleaned(text: str, most: int = TEXT_MAX) -> tuple[str, str | None]:
    """Return a text as it is kept, and the code of what is wrong with it, if anything."""
    kept = characters.clean(text).strip()
    if found := characters.problems(kept):
        return kept, f"characters_{found[0].value}"
    return kept, "too_long" if len(kept) > most else None


def required(text: str, most: int = TEXT_MAX) -> tuple[str, str | None]:
    """Return a text that may not be empty, and the code of what is wrong with it, if anything."""
    kept, fault = cleaned(text, most)
    return kept, fault or (None if kept else "required")


def line(text: str, most: int = LINE_MAX) -> tuple[str, str | None]:
    """Return a text of one line, and the code of what is wrong with it, if anything."""
    return cleaned(characters.single_line(text), most)
