"""Masking: looked for first, then confirmed."""

from scenariowiki.redaction.commands.masking import MaskInput, Preview, Trace, mask_text, preview_mask
from scenariowiki.redaction.queries import Span

__all__ = ["MaskInput", "Preview", "Span", "Trace", "mask_text", "preview_mask"]
