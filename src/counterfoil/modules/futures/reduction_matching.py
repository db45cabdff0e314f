# SPDX-License-Identifier: Apache-2.0
"""Who is reduced by how much: the published rule, by whole numbers alone, so that anybody who has all finds the same.

Lots whose owners asked in vain to be closed are taken from holders who gained, tier by tier, who gained most first. Of
a tier that has more than is left to take, and among those who asked where it has less, lots are shared out in
proportion, by the largest remainders; of equal ones the first in the order of positions has the lot more.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from counterfoil.law.sharing import shared_out
from counterfoil.modules.futures.option_drawing import drawn
from counterfoil.modules.futures.reduction_records import Cut, name_of

Key = tuple[str, str]
"""account and purpose"""


def cuts_of(asked: Mapping[Key, int], tiers: Sequence[Mapping[Key, int]]) -> tuple[Cut, ...]:
    """Of each tier how much is wanted and held, and where the larger of the two is cut: by it each works out its own.

    What each comes to by them is what ``matched_lots`` finds of all together.
    """
    left = {name_of(*key): lots for key, lots in asked.items()}
    cuts: list[Cut] = []
    for tier in tiers:
        holders = {name_of(*key): lots for key, lots in tier.items()}
        wanted, held = sum(left.values()), sum(holders.values())
        found = drawn(min(wanted, held), holders if wanted < held else left)
        cut = Cut(wanted, held, found.remainder, found.before)
        left = {name: lots - cut.taken(name, lots) for name, lots in left.items()}
        cuts.append(cut)
    return tuple(cuts)


def matched_lots(asked: Mapping[Key, int], tiers: Sequence[Mapping[Key, int]]) -> dict[Key, int]:
    """Lots that are closed of each position, of both sides together; none of those that are not named."""
    left = dict(sorted(asked.items()))
    closed: Counter[Key] = Counter()
    for tier in tiers:
        holders = dict(sorted(tier.items()))
        lots = min(sum(left.values()), sum(holders.values()))
        taken = dict(zip(left, shared_out(lots, list(left.values())), strict=True))
        given = dict(zip(holders, shared_out(lots, list(holders.values())), strict=True))
        closed.update(taken)
        closed.update(given)
        left = {key: one - taken[key] for key, one in left.items()}
    return {key: lots for key, lots in sorted(closed.items()) if lots}
