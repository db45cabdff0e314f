# SPDX-License-Identifier: Apache-2.0
"""What restrictions note of others' events: who holds how much; and the refusal of what a rule does not allow.

What an authority forces or burns is counted, and no rule is asked about it; a recovery, within one party, changes no
count.
"""

from collections.abc import Iterator
from typing import Final

from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.parties.attestations import COUNTRY, AttestationRevoked, Attested
from counterfoil.modules.parties.queries import holder_of
from counterfoil.modules.parties.records import ACCOUNTS, Control
from counterfoil.modules.restrictions.events import Counted, Recounted
from counterfoil.modules.restrictions.law import approvers
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome
from counterfoil.modules.restrictions.preapprovals import PreapprovalUsed, preapproval_of
from counterfoil.modules.restrictions.reasons import (
    Asked,
    country_of,
    more_holders,
    position_of,
    reasons,
    refuse,
)
from counterfoil.modules.restrictions.records import (
    PORTFOLIOS,
    POSITIONS,
    POSITIONS_MAX,
    RESTRICTIONS,
    UNASKED_MAX,
    UNKNOWN_COUNTRY,
)
from counterfoil.primitives.types import PartyId, Quantity

Movement = Transferred | Issued | Corrected | Redeemed | Forced | Burned
"""What changes who holds how much."""


def allowed(event: Transferred | Issued | Corrected, moment: Whole) -> Iterator[FollowingEvent]:
    """What no rule objects to is counted."""
    for reason in reasons(event, moment):
        refuse(reason)
    if isinstance(event, Transferred):
        yield from used_up(event, moment)
    for following in counted(event, moment):
        _require_room(event, moment)
        yield following


def used_up(event: Transferred, moment: Whole) -> Iterator[FollowingEvent]:
    """The approvals given beforehand by which a movement passed count for no other."""
    if event.giving is None or moment.read(RESTRICTIONS, event.instrument) is None:
        return
    for party in approvers(moment, event.instrument):
        if (found := preapproval_of(moment, event, party)) is not None:
            yield PreapprovalUsed(hold=found.hold, by=found.by)


def counted(event: Movement, moment: Whole) -> Iterator[FollowingEvent]:
    """Units that change hands, come into the world or go out of it, where holders are counted."""
    restriction = moment.read(RESTRICTIONS, event.instrument)
    if restriction is None or not restriction.counted:
        return
    giver, taker = _sides(event, moment)
    asked = Asked(moment, event, event.instrument, event.quantity, giver, taker)
    if not asked.changes_hands:
        return
    yield Counted(
        instrument=event.instrument,
        quantity=Quantity(asked.quantity),
        giver=giver,
        taker=taker,
        giver_country=UNKNOWN_COUNTRY if giver is None else asked.position(giver).country,
        taker_country=UNKNOWN_COUNTRY if taker is None else asked.position(taker).country,
        holders=more_holders(asked),
        day=asked.day if isinstance(event, Transferred) else None,
    )


def _require_room(event: Transferred | Issued | Corrected, moment: Whole) -> None:
    """A party has room for one more counted instrument; what comes unasked does not take the last of it.

    Otherwise anybody could fill it with instruments of his own, and keep it from what it buys. An order is not asked.
    """
    account = event.receiver if isinstance(event, Transferred) else event.account
    holder = holder_of(moment, account)
    if holder is None or moment.read(POSITIONS, holder, event.instrument) is not None:
        return
    portfolio = moment.read(PORTFOLIOS, holder)
    found = moment.read(ACCOUNTS, account)
    unasked = found is not None and found.incoming is Control.nobody
    had = 0 if portfolio is None else len(portfolio.instruments)
    room = had < (UNASKED_MAX if unasked else POSITIONS_MAX)
    require(room, RestrictionsOutcome.too_many_positions, holder)


def recounted(event: Attested | AttestationRevoked, moment: Whole) -> Iterator[FollowingEvent]:
    """A holder counts as of the country that was attested of it last."""
    portfolio = moment.read(PORTFOLIOS, event.party) if event.topic == COUNTRY else None
    country = country_of(moment, event.party)
    for instrument in portfolio.instruments if portfolio is not None else ():
        position = position_of(moment, event.party, instrument)
        if position.country != country:
            yield Recounted(
                instrument=instrument,
                party=event.party,
                quantity=position.balance,
                before=position.country,
                after=country,
            )


def _sides(event: Movement, moment: Whole) -> tuple[PartyId | None, PartyId | None]:
    """(who gives, who takes), by party and not by account."""
    if isinstance(event, Transferred | Forced):
        return holder_of(moment, event.sender), holder_of(moment, event.receiver)
    brings = isinstance(event, Issued) or (isinstance(event, Corrected) and event.change is Change.adds)
    holder = holder_of(moment, event.account)
    return (None, holder) if brings else (holder, None)


FOLLOWS: Final[dict[type[EventData], Follow]] = {
    Transferred: allowed,
    Issued: allowed,
    Corrected: allowed,
    Redeemed: counted,
    Attested: recounted,
    AttestationRevoked: recounted,
    Forced: counted,
    Burned: counted,
}
