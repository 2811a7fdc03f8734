"""Masking: looked for first, then confirmed."""

from scenariowiki.redaction.commands.masking import MaskInput, Preview, mask_text, preview_mask

__all__ = ["MaskInput", "Preview", "mask_text", "preview_mask"]
