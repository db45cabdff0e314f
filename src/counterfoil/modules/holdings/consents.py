# SPDX-License-Identifier: Apache-2.0
"""Whose consent a movement rests on: a signature of this transaction, or a record by which it was given before."""

from typing import Final

from counterfoil.evidence.event import Consent, ConsentKind, Side
from counterfoil.law.event import Act, Grant, Movement
from counterfoil.law.moment import Moment, Unknown, known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.law import require_active as require_active_instrument
from counterfoil.modules.parties.authority import require_active, signed_for
from counterfoil.modules.parties.records import ACCOUNTS, Control
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, RecordPath

SIGNING: Final = ("holdings", "settlement")
"""The modules whose calls move value under a signature; every other moves it under a consent recorded before."""


def require_movable(moment: Moment, instrument: InstrumentId, *accounts: AccountId, redeems: bool = False) -> None:
    """The instrument can move, and the accounts are open and active, and so are their holders."""
    require_active_instrument(moment, instrument, redeems=redeems)
    for account in accounts:
        require_active(moment, account)


def consent(moment: Moment, movement: Movement, grant: RecordPath | None) -> Consent:
    """The consent of the movement's account: under ``grant`` if one is named, else by signature; Refused if neither."""
    try:
        if grant is None:
            return by_signature(moment, movement.account, movement.side)
        return _granted(moment, movement, grant)
    except Unknown as unknown:
        unknown.accounts = (movement.account,)
        raise


def by_signature(moment: Moment, account: AccountId, side: Side) -> Consent:
    """The consent of whoever controls the account, by this transaction's signatures."""
    noun = moment.call.partition(".")[0]
    # Into an account that takes from anybody everybody may bring things, under whatever call: nobody's is needed.
    open_to_all = side is Side.takes and known(moment, ACCOUNTS, account).incoming is Control.nobody
    require(noun in SIGNING or open_to_all, HoldingsOutcome.signature_not_enough, moment.call)
    return signed_for(moment, account, side)


def acting_party(moment: Moment, grant: RecordPath | None) -> tuple[PartyId, ...]:
    """The party that acts under a grant by its consent; nobody where there is none, or a record acts."""
    executor = None if grant is None else getattr(moment.find(grant), "executor", None)
    if executor is None or "/" in executor or not moment.consents(PartyId(executor)):
        return ()
    return (PartyId(executor),)


def _granted(moment: Moment, movement: Movement, grant: RecordPath) -> Consent:
    record = moment.find(grant)
    if not isinstance(record, Grant) or not isinstance(record, TrailedRecord):
        raise Refused(HoldingsOutcome.consent_missing, grant)
    # Whoever agreed that units move agreed to no more: what else is done to them takes an order.
    allowed = movement.act is Act.moves or record.grant_kind is ConsentKind.order
    require(allowed, HoldingsOutcome.consent_missing, grant)
    return Consent(
        account=movement.account,
        by=record.grants(moment, movement),
        kind=record.grant_kind,
        record=grant,
        seq=record.trail.seq,
        side=movement.side,
    )
