"""When a merge takes points back (PM1), and what is divided by the text that it made (PM2)."""

DIVIDED = ("P3", "P4", "P5")


def takes_adoption(*, same_author: bool, late: bool, warned: bool) -> bool:
    """Tell whether the loser's P2 is taken back.

    It is where both are by one author, and where the loser came after the winner was there to be found and
    its author had been warned of that very one.
    """
    return same_author or (late and warned)
