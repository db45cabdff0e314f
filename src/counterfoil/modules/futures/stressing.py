# SPDX-License-Identifier: Apache-2.0
"""What members lose under scenarios, from the whole state: exact, in millionths, and rounded up once a member.

An account loses what its positions lose at the shocked prices, less their margin, as far as that is there when
deliveries have theirs. Options sold lose one for one with what is beneath, as no option moves by more, and what they
are worth besides, for that is what it costs to close them; options bought were paid for, and owe nothing. What one
account has beyond that bears no other's loss: clients' money is each client's own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from counterfoil.law.module import View
from counterfoil.modules.futures.option_records import beneath
from counterfoil.modules.futures.option_terms import OptionRight, OptionTerms
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS
from counterfoil.modules.futures.reckoning import Needed
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    FuturesContract,
    House,
    MarginAccount,
    MemberStatus,
)
from counterfoil.modules.futures.securing import Secured, secured_by, spared_lots
from counterfoil.modules.futures.stress import Scenario, Shocked, Stressed, StressRules, Weighing, Weight
from counterfoil.primitives.types import PARTS_PER_MILLION, DayNumber, PartyId, Quantity

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
    secured: Secured
    worth: Mapping[tuple[Shocked, bool], int]
    """of each contract, or index, and whether its price rises: what is gained in millionths of the cash's smallest unit
    for each ppm by which it rises"""
    sold: int
    """what options that were sold are worth"""

    @property
    def there(self) -> int:
        """Of its margin, what is there when deliveries have theirs."""
        cash = self.account.balance
        there = min(self.margin, cash + self.secured.counted(cash) - self.account.delivery_margin)
        return max(there, 0) - self.sold


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
    worth: dict[tuple[Shocked, bool], int] = defaultdict(int)
    needed, sold, spared = Needed(), 0, spared_lots(view, account, house)
    for listed in account.positions:
        name, hedge = named(listed)
        position, contract = view.read(POSITIONS, account.account, name, hedge), view.read(FUTURES, name)
        assert position is not None and contract is not None, "an account lists what there is"
        product = view.read(PRODUCTS, contract.product)
        assert product is not None, "nothing of it is ever removed"
        day = position.day if house.closed is None else house.closed
        needed.of(view, house, contract, product, position, day, spared.get(listed, 0))
        if contract.option is not None:
            sold += position.short_lots * contract.settlement * product.multiplier
            key, moved = _of_sold(view, contract, contract.option, day)
            worth[key] += position.short_lots * moved * product.multiplier
            continue
        gained = (position.long_lots - position.short_lots) * abs(contract.settlement) * product.multiplier
        for rising in (True, False):
            worth[_shocked(contract, day), rising] += gained
    return _Exposed(account, needed.margin(view, house), secured_by(view, account, house), worth, sold)


def _shocked(contract: FuturesContract, day: DayNumber) -> Shocked:
    return Shocked(contract.product, contract.contract, max(contract.last - day, 0))


def _of_sold(
    view: View, contract: FuturesContract, terms: OptionTerms, day: DayNumber
) -> tuple[tuple[Shocked, bool], int]:
    """A call sold loses when what is beneath rises, a put when it falls: of what, and by how much.

    An index ends on no day: only what shocks all of the options' product shocks it.
    """
    call = terms.right is OptionRight.call
    futures = None if terms.in_cash else view.read(FUTURES, terms.underlying)
    of = Shocked(contract.product, None, None) if futures is None else _shocked(futures, day)
    moves = abs(beneath(view, terms).price)
    return (of, call), -moves if call else moves


def _losses(exposed: Sequence[_Exposed], scenario: Scenario) -> dict[PartyId, int]:
    """Of each member, beyond margin, rounded up to the smallest unit."""
    shocks = {of: scenario.moves(of) for of in dict.fromkeys(of for one in exposed for of, _ in one.worth)}
    millionths: dict[PartyId, int] = defaultdict(int)
    for one in exposed:
        lost = -sum(worth * shocks[of] for (of, rising), worth in one.worth.items() if rising is (shocks[of] > 0))
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
