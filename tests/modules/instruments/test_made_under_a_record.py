# SPDX-License-Identifier: Apache-2.0
"""Instruments that come into the world by the doing of a record, by which their issuer consented before."""

from typing import Any

import pytest

from counterfoil.law.outcome import Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import MANDATES, TITLES
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.queries import instrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus
from counterfoil.modules.parties.records import Control, Role
from support.ledger import Ledger
from support.programme_noun import calls as p
from support.programme_noun.module import MODULE
from support.programme_noun.outcomes import ProgrammesOutcome

WAREHOUSE, STRANGERS = "programmes/programme/warehouse", "programmes/programme/strangers"
PARTS, RECEIPTS = MANDATES.path("parts"), MANDATES.path("receipts")


@pytest.fixture
def ledger() -> Ledger:
    """A warehouse agreed to its receipts once; Alice lets hers be split, and takes what comes of it."""
    ledger = Ledger(besides=[MODULE])
    ledger.party("issuer", Role.issuer)
    for name in ("alice", "stranger"):
        ledger.party(name)
        ledger.account(f"of-{name}", name, incoming=Control.holder)
    ledger.instrument("SHARE", "issuer")
    for name, by in (("warehouse", "issuer"), ("strangers", "stranger")):
        ledger.do(p.Make(programme=name, instrument="SHARE", by=by), signed_by=by)
    gives = h.GrantMandate(mandate="parts", account="of-alice", executor=WAREHOUSE)
    takes = h.GrantMandate(mandate="receipts", account="of-alice", executor=WAREHOUSE, takes=True)
    ledger.do(gives, takes, signed_by="alice")
    return ledger


def define(**changed: Any) -> p.Define:
    """A receipt of the warehouse's, under its programme."""
    return p.Define(**{"programme": "warehouse", "instrument": "w", "issuer": "issuer", **changed})


def bring() -> p.Bring:
    """Its one unit, for Alice."""
    issuing = {"issuing": WAREHOUSE, "taking": RECEIPTS}
    return p.Bring(programme="warehouse", instrument="w", account="of-alice", quantity=1, **issuing)


def split(instrument: str, *into: str) -> p.Split:
    common = {"issuer": "issuer", "account": "of-alice", "giving": PARTS, "taking": RECEIPTS}
    return p.Split(programme="warehouse", instrument=instrument, into=into, **common)


def answer(ledger: Ledger, call: Any, signed_by: str = "stranger") -> Outcome:
    return ledger.submit(call, signed_by=signed_by).outcome


def test_an_instrument_is_defined_and_active_at_once(ledger: Ledger) -> None:
    """One event, that names the record, and nobody who is concerned signs."""
    ledger.do(define(), signed_by="stranger")
    made = instrument(ledger.context(), "w")
    assert made is not None
    assert (made.issuer, made.status, made.unique, made.version) == ("issuer", InstrumentStatus.active, True, 1)
    (event,) = [event for event in ledger.decoded_events() if event.type == "instruments.made"]
    assert (event.data["defining"], event.consents) == (WAREHOUSE, ())


def test_what_is_split_ends_and_its_parts_name_its_title(ledger: Ledger) -> None:
    """The chain of custody goes through; the issuer, asleep, is asked nothing, and the holder's mandate moves it."""
    ledger.do(define(), bring(), signed_by="stranger")
    ledger.do(split("w", "w1", "w2"), signed_by="stranger")
    ctx = ledger.context()
    assert [ctx.read(TITLES, name).account for name in ("w", "w1", "w2")] == [None, "of-alice", "of-alice"]
    assert ctx.read(TITLES, "w2").parents == (TITLES.path("w"),)
    assert answer(ledger, split("w", "w3")) is HoldingsOutcome.insufficient_free_quantity


def test_without_the_holders_word_nothing_is_split(ledger: Ledger) -> None:
    """That the issuer agreed beforehand says nothing for whoever holds it, whose mandate it is to take back."""
    ledger.do(define(), bring(), signed_by="stranger")
    ledger.do(h.RevokeMandate(mandate="parts"), signed_by="alice")
    assert answer(ledger, split("w", "w1")) is HoldingsOutcome.unknown_mandate


@pytest.mark.parametrize(
    "changed",
    [
        {"defining": STRANGERS, "programme": "strangers"},
        {"defining": PARTS},
        {"defining": "programmes/programme/none"},
        {"issuer": "stranger"},
        {"kind": InstrumentKind.cash},
    ],
)
def test_only_the_issuers_own_record_defines_its_instruments(ledger: Ledger, changed: dict[str, Any]) -> None:
    """Neither a stranger's, nor what is no such record, nor anybody's for cash; a signature adds nothing."""
    assert answer(ledger, define(**changed), "issuer") is InstrumentsOutcome.not_defined_by_record


def test_the_record_says_by_whose_doing(ledger: Ledger) -> None:
    """Here by its own alone."""
    assert answer(ledger, define(programme="strangers", defining=WAREHOUSE)) is ProgrammesOutcome.not_of_the_programme


def test_what_is_made_is_as_sound_as_what_is_defined(ledger: Ledger) -> None:
    """Identifiers are checked, none is made over another, and afterwards the issuer has it as any other."""
    assert answer(ledger, define(isin="US0378331006")) is InstrumentsOutcome.invalid_instrument_identifier
    assert answer(ledger, define(instrument="SHARE")) is InstrumentsOutcome.instrument_exists
    ledger.do(define(unique=False), signed_by="stranger")
    ledger.do(i.ChangeStatus(instrument="w", status=InstrumentStatus.matured, by="issuer"), signed_by="issuer")
