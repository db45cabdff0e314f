# SPDX-License-Identifier: Apache-2.0
"""Whose consent a movement rests on: a signature of this transaction, or a record by which it was given before."""

from typing import Final

from msgspec import UNSET, UnsetType

from counterfoil.evidence.event import Consent, ConsentKind, Side
from counterfoil.law.event import Act, Issuance, Movement, is_grant
from counterfoil.law.moment import Moment, Unknown, known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import TrailedRecord, table_prefix
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import ENCUMBRANCES, PART_OF, Encumbrance, Part
from counterfoil.modules.instruments.law import require_active as require_active_instrument
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.authority import require_active, require_open, require_party, require_takes, signed_for
from counterfoil.modules.parties.records import ACCOUNTS, Control
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, RecordPath

SIGNING: Final = ("holdings", "settlement")
"""The modules whose calls move value under a signature; every other moves it under a consent recorded before."""


def require_movable(moment: Moment, instrument: InstrumentId, *accounts: AccountId, redeems: bool = False) -> None:
    """The instrument can move, and the accounts are open and active, and so are their holders."""
    require_active_instrument(moment, instrument, redeems=redeems)
    for account in accounts:
        require_active(moment, account)


def consent(moment: Moment, movement: Movement, grant: RecordPath | None, part: Part = Part.free) -> Consent:
    """The consent of the movement's account: under ``grant`` if one is named, else by signature; Refused if neither.

    ``part``: where in the holding the units stand that it gives.
    """
    try:
        if grant is None:
            return by_signature(moment, movement.account, movement.side)
        return _granted(moment, movement, grant, part)
    except Unknown as unknown:
        unknown.accounts = (movement.account,)
        raise


def kept_on(moment: Moment, movement: Movement, grant: RecordPath, executor: str) -> Consent:
    """A record that might take units under a grant keeps them where they are, reserved for itself alone."""
    require(executor == movement.cause, HoldingsOutcome.consent_missing, executor)
    return consent(moment, movement, grant, given_out_of(grant))


def given_out_of(grant: RecordPath) -> Part:
    """Where the units stand that are given under a grant: under a hold those that it holds, else free ones."""
    return Part.held if table_prefix(grant) == ENCUMBRANCES.prefix else Part.free


def under_order(moment: Moment, movement: Movement, order: RecordPath) -> Consent:
    """The consent that an order stands for, of the movement's account; Refused if the record grants no such act."""
    return consent(moment, movement, order)


def has_ended(moment: Moment, executor: str, account: AccountId) -> bool:
    """Whether the executor that an account named is a record which acts no more."""
    try:
        record = moment.find(RecordPath(executor)) if "/" in executor else None
    except Unknown as unknown:
        unknown.accounts = (account,)
        raise
    return isinstance(record, TrailedRecord) and record.acts_no_more


def require_issuer(moment: Moment, movement: Movement, record: RecordPath | UnsetType) -> tuple[PartyId, ...]:
    """The issuer lets units come into the world or end: now, which it then consents to here, or by a record.

    Returns who consents now. A signature of now counts in calls of holdings and settlement alone.
    """
    instrument = known(moment, INSTRUMENTS, movement.instrument)
    issuer = instrument.issuer
    if record is UNSET:
        # What an issuer promised in a record is neither issued again nor ended by its signature and one holder's.
        require(instrument.defining is UNSET, InstrumentsOutcome.made_under_a_record, movement.instrument)
        require(moment.call.partition(".")[0] in SIGNING, HoldingsOutcome.signature_not_enough, moment.call)
        require_party(moment, issuer)
        return (issuer,)
    found = moment.find(record)
    if not isinstance(found, Issuance):
        raise Refused(HoldingsOutcome.consent_missing, record)
    require(issuer in found.issued_by(moment, movement), HoldingsOutcome.consent_missing, record)
    return ()


def by_signature(moment: Moment, account: AccountId, side: Side) -> Consent:
    """The consent of whoever controls the account, by this transaction's signatures."""
    if moment.call.partition(".")[0] not in SIGNING:
        taking = known(moment, ACCOUNTS, account) if side is Side.takes else None
        if taking is not None:
            require_takes(taking, side)
        # Into an account that takes from anybody everybody may bring things, under whatever call: nobody's is needed.
        open_to_all = taking is not None and taking.incoming is Control.nobody
        told = f"{account} {side.value} under {moment.call}"
        require(open_to_all, HoldingsOutcome.signature_not_enough, told)
    return signed_for(moment, account, side)


def acting_parties(moment: Moment, grant: RecordPath | None) -> tuple[PartyId, ...]:
    """Who acts under a grant by consent: its executor, and a pledge's keeper; nobody where a record acts."""
    record = None if grant is None else moment.find(grant)
    named = (getattr(record, field, None) or None for field in ("executor", "keeper"))
    return tuple(PartyId(one) for one in named if one is not None and "/" not in one and moment.consents(PartyId(one)))


def _granted(moment: Moment, movement: Movement, grant: RecordPath, part: Part) -> Consent:
    record = moment.find(grant)
    if not isinstance(record, TrailedRecord) or not is_grant(record):
        raise Refused(HoldingsOutcome.consent_missing, grant)
    # Whoever agreed that units move agreed to no more: what else is done to them takes an order.
    allowed = movement.act is Act.moves or record.grant_kind is ConsentKind.order
    require(allowed, HoldingsOutcome.consent_missing, grant)
    # The terms of an instrument bind its own units, and nothing else that their holder has.
    own = record.grant_kind is not ConsentKind.rule or getattr(record, "instrument", None) == movement.instrument
    require(own, HoldingsOutcome.consent_missing, grant)
    # Whatever was agreed before, nothing moves under it where the record that moved the account has ended, and an
    # account into which its own record alone brings things takes in by that, by orders and by the terms of instruments.
    if record.grant_kind is ConsentKind.mandate:
        account = known(moment, ACCOUNTS, movement.account)
        require_open(account)
        require_takes(account, movement.side, grant)
    if isinstance(record, Encumbrance) and movement.side is Side.gives:
        require(PART_OF[record.kind] is part, HoldingsOutcome.wrong_encumbrance_kind, grant)
    return Consent(
        account=movement.account,
        by=record.grants(moment, movement),
        kind=record.grant_kind,
        record=grant,
        seq=record.trail.seq,
        side=movement.side,
    )
