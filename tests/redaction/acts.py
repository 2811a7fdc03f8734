"""Masking in one line each."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.redaction.commands import MaskInput, mask_text, preview_mask
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.redaction.planting import SECRET
from tests.scenarios.writing import TEXT

ADA, ANN, CY, ZOE = personas.ADA, personas.ANN, personas.CY, personas.ZOE
BLOCKS = "█" * len(SECRET)
TOLD = f"{TEXT}客户{SECRET}很急。请先核对。"


def look(no: int, words: str = SECRET, actor: Actor = ADA) -> str:
    return preview_mask(read(), actor, no, MaskInput(text=words, reason="客户资料")).seen


def mask(no: int, words: str = SECRET, actor: Actor = ADA) -> None:
    seen = look(no, words, actor)
    with write() as uow:
        mask_text(uow, actor, no, MaskInput(text=words, reason=f"资料 {SECRET}", seen=seen))
