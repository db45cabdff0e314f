# SPDX-License-Identifier: Apache-2.0
"""All that a movement is asked, one by one, where its law stops at the first: states, then consents."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from counterfoil.evidence.event import Side
from counterfoil.law.event import EventData, Movement
from counterfoil.law.module import Ask, Reasons, Whole
from counterfoil.law.moment import known
from counterfoil.modules.holdings.consents import by_signature, consent
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.holdings.reservations import Held, Pledged, Reserved
from counterfoil.modules.instruments.law import require_active as require_active_instrument
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.authority import require_party, require_standing, require_unstopped
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import AccountId, PartyId


def transfer(event: Transferred, moment: Whole) -> Iterator[Ask]:
    """The instrument, then both accounts and their holders, then both consents."""
    yield partial(require_active_instrument, moment, event.instrument)
    for account in (event.sender, event.receiver):
        yield from _ready(moment, account)
    gives = Movement(Side.gives, event.sender, event.instrument, event.quantity, event.receiver, event.cause)
    yield partial(consent, moment, gives, event.giving, event.part)
    yield partial(consent, moment, gives._replace(side=Side.takes, account=event.receiver), event.taking)


def of_one_account(event: Any, moment: Whole) -> Iterator[Ask]:
    """The instrument, the account and its holder, then the consents of issuer and account."""
    corrects = isinstance(event, Corrected)
    takes = isinstance(event, Issued) or (corrects and event.change is Change.adds)
    redeems = isinstance(event, Redeemed) or (corrects and not takes)
    yield partial(require_active_instrument, moment, event.instrument, redeems=redeems)
    yield from _ready(moment, event.account)
    if isinstance(event, Issued | Redeemed) and event.granted:
        yield partial(event.permit, moment)  # records speak, and nobody signs
        return
    instrument = moment.read(INSTRUMENTS, event.instrument)
    if instrument is not None and not isinstance(event, Reserved):
        yield partial(require_party, moment, instrument.issuer)
    yield partial(by_signature, moment, event.account, Side.takes if takes else Side.gives)


def _ready(moment: Whole, account: AccountId) -> Iterator[Ask]:
    yield partial(_require_open, moment, account)
    yield partial(_require_holder, moment, account)


def _require_open(moment: Whole, account: AccountId) -> None:
    require_unstopped(known(moment, ACCOUNTS, account))


def _require_holder(moment: Whole, account: AccountId) -> None:
    found = moment.read(ACCOUNTS, account)
    if found is not None:
        require_standing(moment, PartyId(found.holder))


REASONS: Final[dict[type[EventData], Reasons]] = {
    Transferred: transfer,
    **dict.fromkeys((Issued, Redeemed, Corrected, Held, Pledged), of_one_account),
}
