"""Amounts: capped, divided without remainder, taken back without going below zero (L8, L10, L11)."""

from collections.abc import Mapping

SMALLEST_SHARE = 0.05


def is_whole(value: object, least: int, most: int) -> bool:
    """Tell whether something is a whole number within bounds: points are never divided (L2)."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def capped(amount: int, used: int, cap: int | None) -> int:
    """Return what of an amount still fits under a cap: the last award is truncated, never over (L11)."""
    return amount if cap is None else max(0, min(amount, cap - used))


def divided(total: int, shares: Mapping[int, float], *, smallest: float = SMALLEST_SHARE) -> dict[int, int]:
    """Divide points among accounts by their shares, exactly (L10).

    Shares below the smallest are dropped; what rounding leaves goes to the largest remainders, ties by id.
    """
    whole = sum(shares.values())
    kept = {id_: share for id_, share in shares.items() if whole and share / whole >= smallest}
    weight = sum(kept.values())
    if not kept or total <= 0:
        return {}
    exact = {id_: total * share / weight for id_, share in kept.items()}
    parts = {id_: int(part) for id_, part in exact.items()}
    left = total - sum(parts.values())
    for id_ in sorted(kept, key=lambda one: (parts[one] - exact[one], one))[:left]:
        parts[id_] += 1
    return {id_: part for id_, part in sorted(parts.items()) if part}


def taken_back(amount: int, available: int) -> tuple[int, int]:
    """Split a claw-back into what the wallet gives and what becomes debt (L8)."""
    from_wallet = max(0, min(amount, available))
    return from_wallet, amount - from_wallet


def repaid(amount: int, debt: int) -> tuple[int, int]:
    """Split an award into what repays debt and what reaches the wallet (L8)."""
    repayment = min(amount, debt)
    return repayment, amount - repayment
