"""Merging: prepared before the write lock; each loser is one reversible edge and one two-parent revision."""

from scenariowiki.curation.commands.merging.applying import merge
from scenariowiki.curation.commands.merging.preparing import prepare_merge, preview_merge
from scenariowiki.curation.commands.merging.values import PreparedLoser, PreparedMerge

__all__ = ["PreparedLoser", "PreparedMerge", "merge", "prepare_merge", "preview_merge"]
