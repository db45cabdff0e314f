# SPDX-License-Identifier: Apache-2.0
"""What members lose under scenarios, from the whole state: exact, in millionths, and rounded up once a member.

An account loses what its positions lose at the shocked prices, less their margin, as far as that is there when
deliveries have theirs. What one account has beyond that bears no other's loss: clients' money is each client's own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from counterfoil.law.module import View
from counterfoil.modules.futures.positions import POSITIONS, named
from counterfoil.modules.futures.reckoning import Needed
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    House,
    MarginAccount,
    MemberStatus,
)
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.modules.futures.stress import Scenario, Stressed, StressRules, Weighing, Weight
from counterfoil.primitives.types import PARTS_PER_MILLION, PartyId, Quantity

_NOBODY: Final = (0, 0)


class Figures(NamedTuple):
    """What a fund is sized by."""

    stressed: tuple[Stressed, ...]
    weights: tuple[Weight, ...]
    losses: Mapping[str, Mapping[PartyId, int]]
    """scenario → member → what it loses beyond margin"""


class _Exposed(NamedTuple):
    """An account as it is after a day."""

    account: MarginAccount
    margin: int
    """of what is open: what expired since the account was settled needs none"""
    worth: Mapping[str, int]
    """of each product, what is gained in millionths of the cash's smallest unit when prices rise by 1 ppm"""

    @property
    def there(self) -> int:
        """Of its margin, what is there when deliveries have theirs."""
        return max(min(self.margin, self.account.balance - self.account.delivery_margin), 0)


def figures(view: View, house: str, rules: StressRules) -> Figures:
    """Of a house, as its accounts were last settled."""
    cleared = view.read(HOUSES, house)
    assert cleared is not None, "it has a policy"
    # Every account's sides are read once, whatever the number of scenarios.
    exposed = [
        _exposed(view, account, cleared)
        for _, account in view.rows(MARGIN_ACCOUNTS)
        if account.house == house and account.positions
    ]
    losses = {one.scenario: _losses(exposed, one) for one in rules.scenarios}
    stressed = tuple(_largest(name, list(found.values())) for name, found in losses.items())
    active = [one.member for _, one in view.rows(MEMBERS, house) if one.status is MemberStatus.active]
    weights = tuple(Weight(one, _weight(one, rules.weighing, exposed, losses)) for one in sorted(active))
    return Figures(stressed, weights, losses)


def _exposed(view: View, account: MarginAccount, house: House) -> _Exposed:
    worth: dict[str, int] = defaultdict(int)
    needed = Needed()
    for listed in account.positions:
        name, hedge = named(listed)
        position, contract = view.read(POSITIONS, account.account, name, hedge), view.read(FUTURES, name)
        assert position is not None and contract is not None, "an account lists what there is"
        product = view.read(PRODUCTS, contract.product)
        assert product is not None, "nothing of it is ever removed"
        lots = position.long_lots - position.short_lots
        worth[contract.product] += lots * abs(contract.settlement) * product.multiplier
        day = position.day if house.closed is None else house.closed
        needed.add(product, rules_of(contract, product, house, day), position, contract.settlement)
    return _Exposed(account, needed.margin, worth)


def _losses(exposed: Sequence[_Exposed], scenario: Scenario) -> dict[PartyId, int]:
    """Of each member, beyond margin, rounded up to the smallest unit."""
    shocks = scenario.by_product
    millionths: dict[PartyId, int] = defaultdict(int)
    for one in exposed:
        lost = -sum(worth * shocks.get(product, 0) for product, worth in one.worth.items())
        millionths[one.account.member] += max(lost - one.there * PARTS_PER_MILLION, 0)
    return {member: -(-lost // PARTS_PER_MILLION) for member, lost in millionths.items()}


def _largest(scenario: str, losses: Sequence[int]) -> Stressed:
    first, second, *_ = *sorted(losses, reverse=True), *_NOBODY
    return Stressed(scenario, Quantity(first), Quantity(second))


def _weight(
    member: PartyId,
    weighing: Weighing,
    exposed: Sequence[_Exposed],
    losses: Mapping[str, Mapping[PartyId, int]],
) -> int:
    if weighing is Weighing.equal_parts:
        return 1
    if weighing is Weighing.margin:
        return sum(one.margin for one in exposed if one.account.member == member)
    return max(found.get(member, 0) for found in losses.values())
