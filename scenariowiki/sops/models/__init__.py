"""Tables of SOPs: their versions, who approves and reads them, and when pages are looked at again."""

from scenariowiki.sops.models.reading import Acknowledgement
from scenariowiki.sops.models.review import PageReview, ReviewNote
from scenariowiki.sops.models.sop import Sop, SopApproval, SopApprovers, SopVersion

__all__ = ["Acknowledgement", "PageReview", "ReviewNote", "Sop", "SopApproval", "SopApprovers", "SopVersion"]
