# SPDX-License-Identifier: Apache-2.0
"""Units that come, go and are paid by the doing of a record, with consents that were recorded before."""

from typing import Any

import pytest

from counterfoil.law.outcome import Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import MANDATES, Part
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import InstrumentStatus
from counterfoil.modules.parties.calls import ChangeAccountControl
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Control, Role
from support.ledger import BLOCK_MS, Ledger
from support.programme_noun import calls as p
from support.programme_noun.module import MODULE
from support.programme_noun.outcomes import ProgrammesOutcome

FUND = "programmes/programme/fund"
STRANGERS = "programmes/programme/strangers"
TABLE = "programmes/programme"


@pytest.fixture
def ledger() -> Ledger:
    """Alice and Bob have 100 units each, of a fund whose issuer made a programme; a stranger made one of it as well."""
    ledger = Ledger(besides=[MODULE])
    ledger.party("issuer", Role.issuer)
    ledger.party("custodian", Role.custodian)
    for name in ("alice", "bob", "stranger"):
        ledger.party(name)
        ledger.account(f"of-{name}", name, incoming=Control.holder)
    ledger.instrument("FUND", "issuer")
    ledger.instrument("CASH", "issuer")
    for name in ("alice", "bob"):
        ledger.do(h.Issue(instrument="FUND", account=f"of-{name}", quantity=100), signed_by=f"issuer {name}")
    ledger.do(h.Issue(instrument="CASH", account="of-bob", quantity=100), signed_by="issuer bob")
    ledger.do(p.Make(programme="fund", instrument="FUND", by="issuer"), signed_by="issuer")
    ledger.do(p.Make(programme="strangers", instrument="FUND", by="stranger"), signed_by="stranger")
    return ledger


def mandate(name: str = "m", executor: str = TABLE, account: str = "of-alice", **bounds: Any) -> h.GrantMandate:
    """Alice lets programmes bring units in."""
    return h.GrantMandate(mandate=name, account=account, executor=executor, takes=True, **bounds)


def bring(**changed: Any) -> p.Bring:
    """Five units of the fund for Alice, under the programme on both sides."""
    fields = {"programme": "fund", "instrument": "FUND", "account": "of-alice", "quantity": 5}
    return p.Bring(**{**fields, "issuing": FUND, "taking": FUND, **changed})


def end(**changed: Any) -> p.End:
    fields = {"programme": "fund", "instrument": "FUND", "account": "of-alice", "quantity": 5}
    return p.End(**{**fields, "redeeming": FUND, "giving": FUND, **changed})


def pay(**changed: Any) -> p.Pay:
    """Bob pays Alice five of cash under a mandate that he gave the programme, and she takes under her own."""
    fields = {"programme": "fund", "instrument": "CASH", "sender": "of-bob", "receiver": "of-alice", "quantity": 5}
    return p.Pay(**{**fields, "giving": MANDATES.path("bobs"), "taking": MANDATES.path("m"), **changed})


def paying(ledger: Ledger) -> None:
    """Bob lets the programme take cash out of his account."""
    ledger.do(h.GrantMandate(mandate="bobs", account="of-bob", executor=FUND), signed_by="bob")


def answer(ledger: Ledger, call: Any, signed_by: str = "stranger") -> Outcome:
    return ledger.submit(call, signed_by=signed_by).outcome


def test_units_come_and_go_under_the_terms_of_their_instrument(ledger: Ledger) -> None:
    """Nobody who is concerned signs; the event names the record on which each side rests, and its kind."""
    ledger.do(bring(), signed_by="stranger")
    event = ledger.decoded_events()[-1]
    (takes,) = event.consents
    assert (takes.account, takes.by, takes.kind, takes.record, takes.seq, takes.side) == (
        "of-alice",
        ("issuer",),
        "rule",
        FUND,
        1,
        "takes",
    )
    assert ledger.holding("of-alice", "FUND").free == 105
    ledger.do(end(quantity=7), signed_by="stranger")
    assert ledger.holding("of-alice", "FUND").free == 98
    assert ledger.decoded_events()[-1].consents[0].side == "gives"


def test_held_units_end_under_their_hold(ledger: Ledger) -> None:
    """As a redemption that was ordered before; the hold is used up by as much, and frees nothing."""
    hold = h.Hold(
        hold="h", account="of-alice", instrument="FUND", quantity=30, executor=FUND, expires=ledger.time + 10**6
    )
    ledger.do(hold, signed_by="alice")
    giving = "holdings/encumbrance/h"
    ledger.do(end(quantity=20, giving=giving, part=Part.held), signed_by="stranger")
    holding = ledger.holding("of-alice", "FUND")
    assert (holding.free, holding.held) == (70, 10)
    assert answer(ledger, end(quantity=11, giving=giving, part=Part.held)) is HoldingsOutcome.exceeds_hold
    assert answer(ledger, end(quantity=1, giving=giving)) is HoldingsOutcome.consent_missing
    assert answer(ledger, end(quantity=1, part=Part.held)) is HoldingsOutcome.consent_missing
    assert answer(ledger, end(quantity=1, giving=giving, part=Part.frozen)) is HoldingsOutcome.consent_missing


def test_who_made_the_record_must_be_the_issuer(ledger: Ledger) -> None:
    """A stranger's programme of the same fund brings nothing into the world, and ends nothing."""
    theirs = {"programme": "strangers", "issuing": STRANGERS, "taking": STRANGERS}
    assert answer(ledger, bring(**theirs)) is HoldingsOutcome.consent_missing
    theirs = {"programme": "strangers", "redeeming": STRANGERS, "giving": STRANGERS}
    assert answer(ledger, end(**theirs)) is HoldingsOutcome.consent_missing


def test_terms_bind_their_own_units_and_nothing_else(ledger: Ledger) -> None:
    """The fund's terms neither bring cash in, nor end or move it, whatever the record itself would grant."""
    assert answer(ledger, bring(instrument="CASH")) is HoldingsOutcome.consent_missing
    assert answer(ledger, end(instrument="CASH", account="of-bob")) is HoldingsOutcome.consent_missing
    paying(ledger)
    assert answer(ledger, pay(taking=FUND)) is HoldingsOutcome.consent_missing
    ledger.do(mandate(), signed_by="alice")
    assert answer(ledger, pay(giving=FUND)) is HoldingsOutcome.consent_missing


@pytest.mark.parametrize("call", [bring(issuing=None), end(redeeming=None)])
def test_an_issuers_signature_is_not_enough_under_another_modules_call(ledger: Ledger, call: Any) -> None:
    """A signature lets units come into the world in calls of holdings and settlement alone."""
    assert answer(ledger, call, "issuer") is HoldingsOutcome.signature_not_enough


@pytest.mark.parametrize("record", ["programmes/programme/none", "holdings/mandate/m", "instruments/instrument/FUND"])
def test_what_is_no_record_of_the_issuers_lets_nothing_come(ledger: Ledger, record: str) -> None:
    """A holder's mandate says nothing for the issuer."""
    ledger.do(mandate(), signed_by="alice")
    assert answer(ledger, bring(issuing=record)) is HoldingsOutcome.consent_missing


def test_the_record_must_be_the_cause(ledger: Ledger) -> None:
    """It acts by its own doing alone."""
    call = bring(programme="strangers", taking=MANDATES.path("m"))
    ledger.do(mandate(), signed_by="alice")
    assert answer(ledger, call) is ProgrammesOutcome.not_of_the_programme


def test_the_issuer_may_need_nobody_and_the_account_still_agrees(ledger: Ledger) -> None:
    """Without a word of hers, units come into her account only under the terms; her signature there is not enough."""
    assert answer(ledger, bring(taking=None), "alice") is HoldingsOutcome.signature_not_enough


def test_what_is_suspended_neither_comes_nor_goes(ledger: Ledger) -> None:
    """Records give consent, and lift no suspension; what has matured may still end."""
    suspend = i.ChangeStatus(instrument="FUND", status=InstrumentStatus.suspended, by="issuer")
    ledger.do(suspend, signed_by="issuer")
    assert answer(ledger, bring()) is InstrumentsOutcome.instrument_not_active
    assert answer(ledger, end()) is InstrumentsOutcome.instrument_not_active
    ledger.do(i.ChangeStatus(instrument="FUND", status=InstrumentStatus.matured, by="issuer"), signed_by="issuer")
    assert answer(ledger, bring()) is InstrumentsOutcome.instrument_not_active
    ledger.do(end(), signed_by="stranger")


def test_a_mandate_lets_any_record_of_a_table_bring_units_in(ledger: Ledger) -> None:
    """Alice says it once, and is paid; what came is counted."""
    paying(ledger)
    assert answer(ledger, pay(taking=None), "alice") is HoldingsOutcome.signature_not_enough
    ledger.do(mandate(instrument="CASH", quantity=8), signed_by="alice")
    ledger.do(pay(), signed_by="stranger")
    event = ledger.decoded_events()[-1]
    takes = event.consents[1]
    assert (takes.kind, takes.by, takes.record, takes.side) == ("mandate", ("alice",), "holdings/mandate/m", "takes")
    assert [link.record for link in event.trails if "mandate" in link.record] == [
        "holdings/mandate/bobs",
        "holdings/mandate/m",
    ]
    assert answer(ledger, pay(quantity=4)) is HoldingsOutcome.exceeds_mandate
    ledger.do(pay(quantity=3), signed_by="stranger")
    assert ledger.holding("of-alice", "CASH").free == 8


def test_units_come_into_the_world_under_a_mandate_to_bring_them_in(ledger: Ledger) -> None:
    """The issuer's record and the holder's mandate are two consents."""
    ledger.do(mandate(executor=FUND, quantity=5), signed_by="alice")
    ledger.do(bring(taking=MANDATES.path("m")), signed_by="stranger")
    assert answer(ledger, bring(taking=MANDATES.path("m"), quantity=1)) is HoldingsOutcome.exceeds_mandate


@pytest.mark.parametrize(
    ("executor", "taken"),
    [(TABLE, True), (FUND, True), (STRANGERS, False), ("programmes/programme/fun", False), ("programmes/prog", False)],
)
def test_a_table_is_named_whole(ledger: Ledger, executor: str, taken: bool) -> None:
    """A part of a name is another name."""
    paying(ledger)
    ledger.do(mandate(executor=executor), signed_by="alice")
    expected = "ok" if taken else HoldingsOutcome.hold_reserved.name
    assert answer(ledger, pay()).name == expected


def test_a_mandate_to_take_out_names_a_record_and_no_table(ledger: Ledger) -> None:
    """Who lets units be taken out of an account says by whom."""
    ledger.do(h.GrantMandate(mandate="bobs", account="of-bob", executor=TABLE), signed_by="bob")
    ledger.do(mandate("alices"), signed_by="alice")
    assert answer(ledger, pay(taking=MANDATES.path("alices"))) is HoldingsOutcome.hold_reserved


def test_a_mandate_to_bring_in_takes_nothing_out(ledger: Ledger) -> None:
    """And the other way round."""
    ledger.do(mandate("bobs", account="of-bob"), signed_by="bob")
    ledger.do(mandate(), signed_by="alice")
    assert answer(ledger, pay()) is HoldingsOutcome.consent_missing
    ledger.do(h.GrantMandate(mandate="two", account="of-bob", executor=FUND), signed_by="bob")
    ledger.do(h.GrantMandate(mandate="out", account="of-alice", executor=FUND), signed_by="alice")
    giving = {"giving": MANDATES.path("two")}
    assert answer(ledger, pay(**giving, taking=MANDATES.path("out"))) is HoldingsOutcome.consent_missing
    ledger.do(pay(**giving), signed_by="stranger")


def test_the_incoming_rule_grants_and_ends_it(ledger: Ledger) -> None:
    """A mandate to bring units in is given and taken back by whoever says what comes in."""
    paying(ledger)
    kept = ChangeAccountControl(
        account="of-alice", custodian="custodian", incoming=Control.custodian, outgoing=Control.holder
    )
    ledger.do(kept, signed_by="alice custodian", by="alice custodian")
    assert answer(ledger, mandate(), "alice") is PartiesOutcome.not_authorised
    ledger.do(mandate(), signed_by="custodian")
    assert answer(ledger, h.RevokeMandate(mandate="m"), "alice") is PartiesOutcome.not_authorised
    ledger.do(h.RevokeMandate(mandate="m"), signed_by="custodian")
    assert answer(ledger, pay()) is HoldingsOutcome.unknown_mandate


def test_a_mandate_to_bring_in_ends_when_it_says(ledger: Ledger) -> None:
    """Its expiry holds, as that of every mandate."""
    paying(ledger)
    ledger.do(mandate(expires=ledger.time + BLOCK_MS + 1), signed_by="alice")
    ledger.block()
    assert answer(ledger, pay()) is HoldingsOutcome.mandate_expired
