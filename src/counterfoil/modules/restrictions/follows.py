# SPDX-License-Identifier: Apache-2.0
"""What restrictions note of others' events: who holds how much; and the refusal of what a rule does not allow.

What an authority forces or burns is counted, and no rule is asked about it.
"""

from collections.abc import Iterator
from typing import Any, Final

from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.law import LAW as HOLDINGS
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.parties.attestations import COUNTRY, AttestationRevoked, Attested
from counterfoil.modules.restrictions.events import Counted, Recounted
from counterfoil.modules.restrictions.reasons import (
    Asked,
    country_of,
    holder_of,
    more_holders,
    position_of,
    reasons,
    refuse,
)
from counterfoil.modules.restrictions.records import PORTFOLIOS, RESTRICTIONS, UNKNOWN_COUNTRY
from counterfoil.primitives.types import AccountId, PartyId, Quantity

ORDERED: Final = ("holdings.forced", "holdings.burned")
"""Movements by order of an authority; a recovery, within one party, changes no count."""


def allowed(event: Transferred | Issued | Corrected, moment: Whole) -> Iterator[FollowingEvent]:
    """What no rule objects to is counted."""
    for reason in reasons(event, moment):
        refuse(reason)
    yield from counted(event, moment)


def counted(event: Any, moment: Whole) -> Iterator[FollowingEvent]:
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


def _sides(event: Any, moment: Whole) -> tuple[PartyId | None, PartyId | None]:
    """(who gives, who takes), by party and not by account."""
    if hasattr(event, "sender"):
        return holder_of(moment, event.sender), holder_of(moment, event.receiver)
    account: AccountId = event.account
    brings = isinstance(event, Issued) or (isinstance(event, Corrected) and event.change is Change.adds)
    holder = holder_of(moment, account)
    return (None, holder) if brings else (holder, None)


FOLLOWS: Final[dict[type[EventData], Follow]] = {
    Transferred: allowed,
    Issued: allowed,
    Corrected: allowed,
    Redeemed: counted,
    Attested: recounted,
    AttestationRevoked: recounted,
    **{event: counted for event in HOLDINGS.events if event.type in ORDERED},
}
