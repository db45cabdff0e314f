# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: orders that can work, recoveries that leave nothing, policies that can change again."""

from collections.abc import Callable
from itertools import combinations
from typing import Final

from counterfoil.identity.policy import KeyPolicy, jointly_satisfied
from counterfoil.law.event import Ending, EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import HOLDINGS, EncumbranceKind
from counterfoil.modules.holdings.reservations import active
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.authority import keys_of
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.supervision.enforcement import CarriedOut, KeysRenewed
from counterfoil.modules.supervision.events import Given, PolicySet, Proposed
from counterfoil.modules.supervision.order import ORDERS, Scope
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import OrderKind
from counterfoil.modules.supervision.seized import SEIZURES


def can_work(event: Given | Proposed, moment: Whole) -> None:
    """What an order names is there and of such a kind that the order can be carried out.

    Found out on use, it would have been given in vain, or half of it done. What may still come about, such as units
    that are to be seized, is asked on use alone.
    """
    scope = event.scope
    for instrument in (scope.instrument, scope.cash):
        if instrument is not None:
            known(moment, INSTRUMENTS, instrument)
    check = _CHECKS.get(event.kind)
    if check is not None:
        check(moment, scope)


def _seizes(moment: Whole, scope: Scope) -> None:
    """From an account into another, which is there: the policy names accounts that nobody may have opened."""
    known(moment, ACCOUNTS, scope.receiver or "")
    require(scope.account != scope.receiver, HoldingsOutcome.same_account, scope.receiver or "")


def _recovers(moment: Whole, scope: Scope) -> None:
    """Into another account of the same holder, who may open it with the new keys that the order names."""
    require(scope.account != scope.receiver, HoldingsOutcome.same_account, scope.receiver or "")
    holder = known(moment, ACCOUNTS, scope.account or "").holder
    if scope.keys is not None and moment.read(ACCOUNTS, scope.receiver or "") is None:
        return
    another = known(moment, ACCOUNTS, scope.receiver or "").holder
    detail = f"{scope.account} is {holder}'s, {scope.receiver} is {another}'s"
    require(holder == another, HoldingsOutcome.recovery_to_another, detail)


def _thaws(moment: Whole, scope: Scope) -> None:
    """A freeze that stands on the units that the order names."""
    freeze = active(moment, scope.freeze or "", EncumbranceKind.freeze)
    here = (freeze.account, freeze.instrument) == (scope.account, scope.instrument)
    detail = f"{scope.freeze} is on {freeze.instrument} of {freeze.account}"
    require(here, HoldingsOutcome.encumbrance_elsewhere, detail)


def _sells(moment: Whole, scope: Scope) -> None:
    """For money that is another instrument than what is sold, and the same as of a sale before."""
    seizure = known(moment, SEIZURES, scope.seizure or "")
    another = scope.cash != seizure.instrument and seizure.cash in (None, scope.cash)
    detail = f"{scope.seizure} is of {seizure.instrument}, sold for {seizure.cash or scope.cash}, not for {scope.cash}"
    require(another, SupervisionOutcome.not_the_sale, detail)


def _ends(moment: Whole, scope: Scope) -> None:
    """A record for which units are reserved, and that an order can end."""
    if scope.reserved_for is not None and not isinstance(moment.find(scope.reserved_for), Ending):
        raise Refused(SupervisionOutcome.nothing_to_end, scope.reserved_for)


_CHECKS: Final[dict[OrderKind, Callable[[Whole, Scope], None]]] = {
    OrderKind.seize: _seizes,
    OrderKind.recover: _recovers,
    OrderKind.thaw: _thaws,
    OrderKind.sell: _sells,
    OrderKind.end: _ends,
}


def leads_to_a_recovery(event: KeysRenewed, moment: Whole) -> None:
    """No keys are renewed under an order that could not be carried out then: the holder would be locked out."""
    _recovers(moment, known(moment, ORDERS, event.order).scope)


def recovered_whole(event: CarriedOut, moment: Whole) -> None:
    """The old account holds nothing any more, and no freeze waits on it."""
    order = moment.read(ORDERS, event.order) if event.kind is OrderKind.recover else None
    if order is None or order.scope.account is None:
        return
    for path, holding in moment.rows(HOLDINGS, order.scope.account):
        empty = holding.balance == 0 and not holding.line
        require(empty, HoldingsOutcome.recovery_not_whole, path)


def can_be_changed(event: PolicySet, moment: Whole) -> None:
    """As many as it takes to change the policy again are registered, unsuspended, and have keys: no lock-out.

    Where it takes two, two of them can consent to one transaction, with no key that counts for both.
    """
    able = [keys for party in sorted(set(event.changers)) if (keys := keys_of(moment, party)) is not None]
    enough = any(map(_apart, combinations(able, 2))) if event.changed_by_two else bool(able)
    require(enough, SupervisionOutcome.policy_unsound, "changers who can consent")


def _apart(two: tuple[KeyPolicy, KeyPolicy]) -> bool:
    """Whether two parties can meet their key policies together."""
    one, other = two
    return jointly_satisfied(two, one.keyid_set | other.keyid_set)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Given: can_work,
    Proposed: can_work,
    KeysRenewed: leads_to_a_recovery,
    CarriedOut: recovered_whole,
    PolicySet: can_be_changed,
}
