"""What a fault of the database means."""


def is_disk_full(error: BaseException) -> bool:
    """Tell whether there was no room to write: nothing was, and reading goes on."""
    text = str(getattr(error, "orig", error)).lower()
    return "full" in text or "no space" in text
