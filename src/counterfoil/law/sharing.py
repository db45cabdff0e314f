# SPDX-License-Identifier: Apache-2.0
"""A whole that is shared out, so that the shares add up: by the largest remainders (Hamilton), or by intervals."""

from collections.abc import Sequence

from counterfoil.primitives.errors import InputError


def shared_out(whole: int, claims: Sequence[int]) -> list[int]:
    """Units shared out in proportion to claims, never more than a claim, in the order of the claims.

    Each is given the whole units of its proportion; what is left goes, a unit each, to the largest remainders, of equal
    ones to who stands first. So the shares add up to the whole, or to the claims when there is more than is due.
    """
    due = sum(claims)
    if whole >= due:
        return list(claims)
    shares = [whole * claim // due for claim in claims]
    order = sorted(range(len(claims)), key=lambda one: (-(whole * claims[one] % due), one))
    for one in order[: whole - sum(shares)]:
        shares[one] += 1
    return shares


def share_of_interval(amount: int, start: int, units: int, total: int) -> int:
    """What of an amount is a holder's, when all holders lie side by side in a fixed order as intervals of all units.

    A holder of the units from ``start`` on has amount·end // total − amount·start // total, where end = start + units.
    What one interval ends with the next one begins with: so the shares of all add up to the amount, each is less than
    one unit off its exact part, and whoever sees one interval alone finds the same.
    """
    if not (0 <= start <= start + units <= total and total > 0 and amount >= 0):
        raise InputError(f"{units} from {start} on are no part of {total}", where="share")
    return amount * (start + units) // total - amount * start // total
