# SPDX-License-Identifier: Apache-2.0
"""What holdings refuses of issues, redemptions and transfers: per call, in the order checked."""

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Outcome
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.market import Row

UNMOVED = ("draft", "suspended", "matured", "cancelled")


def issue(account: str = "of-alice", quantity: int = 1, instrument: str = "SHARE") -> h.Issue:
    """An issue."""
    return h.Issue(instrument=instrument, account=account, quantity=quantity)


def redeem(account: str = "of-alice", quantity: int = 1, instrument: str = "SHARE") -> h.Redeem:
    """A redemption."""
    return h.Redeem(instrument=instrument, account=account, quantity=quantity)


def move(
    sender: str = "of-alice", receiver: str = "of-bob", quantity: int = 1, instrument: str = "SHARE"
) -> h.Transfer:
    """A transfer."""
    return h.Transfer(sender=sender, receiver=receiver, instrument=instrument, quantity=quantity)


ISSUES = [
    Row("issuing nothing known", issue(instrument="NONE"), "issuer", Instruments.unknown_instrument),
    *(
        Row(f"issuing: {name}", issue(instrument=f"is-{name}"), "issuer", Instruments.instrument_not_active)
        for name in UNMOVED
    ),
    Row("issuing to no account", issue("none"), "issuer", Parties.unknown_account),
    Row("issuing to a suspended account", issue("stopped"), "issuer", Parties.account_suspended),
    Row("issuing to a suspended party", issue("of-sam"), "issuer", Parties.party_suspended),
    Row("the issuer does not sign the issue", issue(), "alice", Parties.not_authorised),
    Row("the receiver of the issue does not sign", issue("both"), "issuer carol", Parties.not_authorised),
    Row("issuing beyond the limit", issue(quantity=994_001), "issuer", Outcome.supply_limit_exceeded),
    Row("a second of what is unique", issue("of-bob", instrument="DEED"), "issuer", Outcome.supply_limit_exceeded),
    Row(
        "two at once of what is unique", issue(quantity=2, instrument="VACANT"), "issuer", Outcome.supply_limit_exceeded
    ),
    Row("issuing beyond all numbers", issue(instrument="BIG"), "issuer", Outcome.quantity_overflow),
    Row("issuing beyond all numbers to another", issue("of-bob", 1, "BIG"), "issuer", Outcome.quantity_overflow),
    Row("issuing again what was unique", issue(instrument="VACANT"), "issuer", Outcome.title_exists),
    Row("redeeming nothing known", redeem(instrument="NONE"), "alice issuer", Instruments.unknown_instrument),
    Row("redeeming: a draft", redeem(instrument="is-draft"), "issuer alice", Instruments.instrument_not_active),
    Row("redeeming from no account", redeem("none"), "issuer", Parties.unknown_account),
    Row("redeeming from a suspended account", redeem("stopped"), "issuer alice", Parties.account_suspended),
    Row("redeeming from a suspended party", redeem("of-sam"), "issuer", Parties.party_suspended),
    Row("the issuer does not sign the redemption", redeem(), "alice", Parties.not_authorised),
    Row("the holder does not sign the redemption", redeem(), "issuer", Parties.not_authorised),
    Row("redeeming too much", redeem(quantity=1_001), "issuer alice", Outcome.insufficient_free_quantity),
    Row("redeeming one's none", redeem(instrument="is-matured"), "issuer alice", Outcome.insufficient_free_quantity),
]


def correct(
    account: str = "of-alice", quantity: int = 1, instrument: str = "SHARE", adds: bool = True, **by: str
) -> h.Correct:
    """A correction by the registrar that the supervisor checks, changed."""
    four = {"maker": "registrar", "checker": "supervisor"} | by
    change = Change.adds if adds else Change.removes
    what = {"account": account, "instrument": instrument, "quantity": quantity, "change": change}
    return h.Correct(**what, **four, reason="line 7 of the register of 2 May", document="d" * 64)


THREE = "issuer registrar supervisor"

CORRECTIONS = [
    Row("of nothing known", correct(instrument="NONE"), THREE, Instruments.unknown_instrument),
    Row("of a deed", correct(instrument="DEED"), f"{THREE} alice", Outcome.unique_not_corrected),
    Row("of a draft", correct(instrument="is-draft"), f"{THREE} alice", Instruments.instrument_not_active),
    Row("in no account", correct("none"), THREE, Parties.unknown_account),
    Row("in a suspended account", correct("stopped"), THREE, Parties.account_suspended),
    Row("the issuer does not sign it", correct(), "registrar supervisor alice", Parties.not_authorised),
    Row("the maker does not sign it", correct(), "issuer supervisor alice", Parties.not_authorised),
    Row("the checker does not sign it", correct(), "issuer registrar alice", Parties.not_authorised),
    Row("the issuer checks and does not sign", correct(checker="issuer"), "registrar", Parties.not_authorised),
    Row("the holder does not sign what takes", correct(adds=False), THREE, Parties.not_authorised),
    Row("made by a supervisor", correct(maker="supervisor", checker="registrar"), THREE, Parties.role_missing),
    Row("checked by the holder", correct(checker="alice"), f"{THREE} alice", Parties.role_missing),
    Row("by two eyes", correct(checker="registrar"), "issuer registrar alice", Outcome.four_eyes_needed),
    Row("correcting beyond the limit", correct("of-alice", 994_001), f"{THREE} alice", Outcome.supply_limit_exceeded),
    Row("correcting beyond all numbers", correct(instrument="BIG"), f"{THREE} alice", Outcome.quantity_overflow),
    Row(
        "taking more than is free",
        correct("of-alice", 1_001, adds=False),
        f"{THREE} alice",
        Outcome.insufficient_free_quantity,
    ),
]

TRANSFERS = [
    Row("to oneself", move(receiver="of-alice"), "alice", Outcome.same_account),
    Row("of nothing known", move(instrument="NONE"), "alice", Instruments.unknown_instrument),
    *(
        Row(f"moving: {name}", move(instrument=f"is-{name}"), "alice", Instruments.instrument_not_active)
        for name in UNMOVED
    ),
    Row("from no account", move(sender="none"), "alice", Parties.unknown_account),
    Row("to no account", move(receiver="none"), "alice", Parties.unknown_account),
    Row("from a suspended account", move(sender="stopped"), "alice", Parties.account_suspended),
    Row("to a suspended account", move(receiver="stopped"), "alice", Parties.account_suspended),
    Row("from a suspended party", move(sender="of-sam"), "alice", Parties.party_suspended),
    Row("to a suspended party", move(receiver="of-sam"), "alice", Parties.party_suspended),
    Row("the receiver signs, not the sender", move(), "bob", Parties.not_authorised),
    Row("nobody signs", move(), "", Parties.not_authorised),
    Row("a custodian's account moves by no other", move(sender="of-kay"), "alice", Parties.not_authorised),
    Row("the holder of two", move(sender="both"), "carol", Parties.not_authorised),
    Row("the custodian of two", move(sender="both"), "custodian", Parties.not_authorised),
    Row("neither of either", move(sender="either"), "alice", Parties.not_authorised),
    Row("the receiver must sign", move(receiver="either"), "alice", Parties.not_authorised),
    Row("a custodian for the receiver", move(receiver="either"), "alice custodian", Parties.not_authorised),
    Row("more than is free", move(quantity=1_000), "alice", Outcome.insufficient_free_quantity),
    Row("of what one has none", move("of-bob", "of-kay", 1, "BIG"), "bob", Outcome.insufficient_free_quantity),
    Row("of a deed one has not", move("of-bob", "of-kay", 1, "DEED"), "bob", Outcome.insufficient_free_quantity),
]

MOVEMENTS = [*ISSUES, *CORRECTIONS, *TRANSFERS]
