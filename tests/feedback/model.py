"""A ticket's life in plain lines, to hold the real one against."""

from dataclasses import dataclass

OPEN = {"new", "assigned", "reopened"}


@dataclass
class Model:
    """One ticket: its state, its round, and what was earned by it."""

    state: str = "assigned"
    round: int = 1
    rating: int | None = None

    def answer(self) -> bool:
        """Answer, if it is open."""
        return self._go(self.state in OPEN, "answered")

    def rate(self, stars: int) -> bool:
        """Rate an answer; a good one, or the second, closes."""
        if self.state != "answered":
            return False
        self.rating = stars
        self.state = "rated" if stars <= 2 and self.round == 1 else "closed"
        return True

    def reopen(self) -> bool:
        """Ask again, once."""
        if self.state != "rated":
            return False
        self.state, self.round, self.rating = "reopened", 2, None
        return True

    def close(self) -> bool:
        """Let a poor answer be."""
        return self._go(self.state == "rated", "closed")

    def set_aside(self) -> bool:
        """Call it invalid, as long as nobody has answered."""
        return self._go(self.state in {"new", "assigned"}, "invalid")

    def expire(self) -> bool:
        """Let eight days pass."""
        if self.state == "answered":
            return self._go(True, "auto_closed")
        return self._go(self.state == "rated", "closed")

    def _go(self, may: bool, to: str) -> bool:
        if may:
            self.state = to
        return may
