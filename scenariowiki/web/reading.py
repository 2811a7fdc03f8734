"""Stored text as one person reads it: in the script they chose, with its language named."""

from dataclasses import dataclass
from typing import Self

from markupsafe import Markup

from scenariowiki.accounts.rules import Actor, ReadingScript
from scenariowiki.text import chinese
from scenariowiki.text.chinese import Script

_LANGUAGES = {Script.HANS: "zh-Hans", Script.HANT: "zh-Hant"}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Converts for display; `script` NONE reads everything as it was written."""

    locale: str
    script: Script = Script.NONE

    @classmethod
    def of(cls, actor: Actor) -> Self:
        """Read as a person chose to."""
        chosen = actor.script
        script = Script.NONE if chosen is ReadingScript.AS_WRITTEN else Script(chosen.value)
        return cls(locale=actor.locale, script=script)

    def text(self, text: str) -> str:
        """Show plain text."""
        return chinese.to_script(text, self.script)

    def html(self, html: str) -> Markup:
        """Show HTML that the Markdown pipeline made."""
        return Markup(chinese.html_to_script(html, self.script))  # noqa: S704 - made safe when it was rendered

    def lang(self, text: str) -> str:
        """Name the language that a text is shown in."""
        tag = chinese.language_tag(text)
        return _LANGUAGES.get(self.script, tag) if tag.startswith("zh") else tag
