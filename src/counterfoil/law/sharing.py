# SPDX-License-Identifier: Apache-2.0
"""A whole that is shared out among claims, so that the shares add up: by the largest remainders (Hamilton)."""

from collections.abc import Sequence


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
