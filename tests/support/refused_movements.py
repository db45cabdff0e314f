# SPDX-License-Identifier: Apache-2.0
"""What the instruments and holdings modules refuse: per call, in the order checked."""

from typing import Any

from counterfoil.commerce.modules.holdings import messages as h
from counterfoil.commerce.modules.instruments import messages as i
from counterfoil.commerce.modules.instruments.state import Identifiers, InstrumentKind, InstrumentStatus, Unit
from counterfoil.commerce.outcome import Outcome
from support.ledger import DOCUMENT
from support.market import LONG, SOON, Row, freeze

WRONG_ISIN = Identifiers(isin="US0378331006")


def define(instrument: str = "NEW", issuer: str = "issuer", **changes: Any) -> i.DefineInstrument:
    """An equity's definition, changed."""
    described = {"kind": InstrumentKind.equity, "name": "New", "unit": Unit(name="share", decimals=0)} | changes
    return i.DefineInstrument(instrument=instrument, issuer=issuer, **described)


def amend(instrument: str = "SHARE", **changes: Any) -> i.AmendInstrument:
    """A new version."""
    return i.AmendInstrument(instrument=instrument, **({"name": "Renamed"} | changes))


def status(instrument: str, to: str, by: str = "issuer") -> i.ChangeStatus:
    """A change of status."""
    return i.ChangeStatus(instrument=instrument, status=InstrumentStatus(to), by=by)


INSTRUMENTS = [
    Row("the issuer does not sign", define(), "bob", Outcome.not_authorised),
    Row("the issuer is nobody", define(issuer="nobody"), "bob", Outcome.unknown_party),
    Row("the issuer is suspended", define(issuer="sam"), "sam", Outcome.party_suspended),
    Row("a holder is no issuer", define(issuer="alice"), "alice", Outcome.role_missing),
    Row("an issuer makes no cash", define(kind=InstrumentKind.cash), "issuer", Outcome.role_missing),
    Row("a bank makes cash alone", define(issuer="bank"), "bank", Outcome.role_missing),
    Row("the instrument is there", define("SHARE"), "issuer", Outcome.instrument_exists),
    Row("a wrong ISIN", define(identifiers=WRONG_ISIN), "issuer", Outcome.invalid_identifier),
    Row("a wrong CFI", define(identifiers=Identifiers(cfi="??")), "issuer", Outcome.invalid_identifier),
    Row("a wrong MIC", define(identifiers=Identifiers(mic="??")), "issuer", Outcome.invalid_identifier),
    Row("amending nothing", amend("NONE"), "issuer", Outcome.unknown_instrument),
    Row("amending: the issuer does not sign", amend(), "bank", Outcome.not_authorised),
    Row("amending what has ended", amend("is-matured"), "issuer", Outcome.status_change_not_allowed),
    Row("amending: a wrong ISIN", amend(identifiers=WRONG_ISIN), "issuer", Outcome.invalid_identifier),
    Row("a limit below what is out", amend(supply_limit=5_999), "issuer", Outcome.supply_limit_exceeded),
    Row("a status of nothing", status("NONE", "active"), "issuer", Outcome.unknown_instrument),
    Row("status: the issuer does not sign", status("SHARE", "suspended"), "bank", Outcome.not_authorised),
    Row("a holder suspends", status("SHARE", "suspended", "alice"), "alice", Outcome.role_missing),
    Row("a supervisor cancels", status("SHARE", "cancelled", "supervisor"), "supervisor", Outcome.not_authorised),
    Row("the issuer lifts a supervisor's stop", status("supervised", "active"), "issuer", Outcome.role_missing),
    Row("the issuer ends what was stopped", status("supervised", "matured"), "issuer", Outcome.not_authorised),
    Row("active again", status("SHARE", "active"), "issuer", Outcome.status_change_not_allowed),
    Row("cancelling what people hold", status("SHARE", "cancelled"), "issuer", Outcome.instrument_in_circulation),
]


def issue(account: str = "of-alice", quantity: int = 1, instrument: str = "SHARE") -> h.Issue:
    """An issue."""
    return h.Issue(instrument=instrument, account=account, quantity=quantity)


def issue_batch(*lines: tuple[str, int], instrument: str = "SHARE") -> h.IssueBatch:
    """An issue to many."""
    return h.IssueBatch(
        instrument=instrument, lines=tuple(h.IssuedLine(account=account, quantity=many) for account, many in lines)
    )


def redeem(account: str = "of-alice", quantity: int = 1, instrument: str = "SHARE") -> h.Redeem:
    """A redemption."""
    return h.Redeem(instrument=instrument, account=account, quantity=quantity)


def move(
    sender: str = "of-alice", receiver: str = "of-bob", quantity: int = 1, instrument: str = "SHARE"
) -> h.Transfer:
    """A transfer."""
    return h.Transfer(sender=sender, receiver=receiver, instrument=instrument, quantity=quantity)


def move_batch(*lines: tuple[str, int], sender: str = "of-alice") -> h.TransferBatch:
    """A transfer to many."""
    return h.TransferBatch(
        sender=sender,
        instrument="SHARE",
        lines=tuple(h.TransferredLine(receiver=receiver, quantity=many) for receiver, many in lines),
    )


MOVEMENTS = [
    Row("issuing nothing known", issue(instrument="NONE"), "issuer", Outcome.unknown_instrument),
    Row("the issuer does not sign the issue", issue(), "alice", Outcome.not_authorised),
    Row("issuing to no account", issue("none"), "issuer", Outcome.unknown_account),
    Row("the receiver of the issue does not sign", issue("both"), "issuer carol", Outcome.not_authorised),
    *(
        Row(f"issuing: {name}", issue(instrument=f"is-{name}"), "issuer", Outcome.instrument_not_active)
        for name in ("draft", "suspended", "matured", "cancelled")
    ),
    Row("issuing to a suspended account", issue("stopped"), "issuer", Outcome.account_suspended),
    Row("issuing to a suspended party", issue("of-sam"), "issuer", Outcome.party_suspended),
    Row("issuing beyond the limit", issue(quantity=994_001), "issuer", Outcome.supply_limit_exceeded),
    Row("issuing beyond all numbers", issue(instrument="BIG"), "issuer", Outcome.quantity_overflow),
    Row("batch of nothing known", issue_batch(("of-bob", 1), instrument="NONE"), "issuer", Outcome.unknown_instrument),
    Row("the issuer does not sign the batch", issue_batch(("of-bob", 1)), "bob", Outcome.not_authorised),
    Row("one account of many is none", issue_batch(("of-bob", 1), ("none", 1)), "issuer", Outcome.unknown_account),
    Row("one of many must sign", issue_batch(("of-bob", 1), ("either", 1)), "issuer", Outcome.not_authorised),
    Row("one of many is suspended", issue_batch(("of-bob", 1), ("stopped", 1)), "issuer", Outcome.account_suspended),
    Row(
        "the sum is beyond the limit",
        issue_batch(("of-bob", 990_000), ("of-bob", 4_001)),
        "issuer",
        Outcome.supply_limit_exceeded,
    ),
    Row("redeeming nothing known", redeem(instrument="NONE"), "alice issuer", Outcome.unknown_instrument),
    Row("the issuer does not sign the redemption", redeem(), "alice", Outcome.not_authorised),
    Row("the holder does not sign the redemption", redeem(), "issuer", Outcome.not_authorised),
    Row("redeeming from no account", redeem("none"), "issuer", Outcome.unknown_account),
    Row("redeeming: a draft", redeem(instrument="is-draft"), "issuer alice", Outcome.instrument_not_active),
    Row("redeeming from a suspended account", redeem("stopped"), "issuer alice", Outcome.account_suspended),
    Row("redeeming from a suspended party", redeem("of-sam"), "issuer sam", Outcome.party_suspended),
    Row("redeeming too much", redeem(quantity=1_001), "issuer alice", Outcome.insufficient_free_quantity),
    Row(
        "redeeming what is not there",
        redeem(instrument="is-matured"),
        "issuer alice",
        Outcome.insufficient_free_quantity,
    ),
    Row("from no account", move(sender="none"), "alice", Outcome.unknown_account),
    Row("the receiver signs, not the sender", move(), "bob", Outcome.not_authorised),
    Row("the sender is suspended", move(sender="of-sam"), "sam", Outcome.party_suspended),
    Row("a keyless holder", move(sender="lonely"), "kay", Outcome.not_authorised),
    Row("the holder of a custodian's account", move(sender="of-kay"), "kay", Outcome.not_authorised),
    Row("the holder of two", move(sender="both"), "carol", Outcome.not_authorised),
    Row("the custodian of two", move(sender="both"), "custodian", Outcome.not_authorised),
    Row("neither of either", move(sender="either"), "alice", Outcome.not_authorised),
    Row("to no account", move(receiver="none"), "alice", Outcome.unknown_account),
    Row("the receiver must sign", move(receiver="either"), "alice", Outcome.not_authorised),
    Row("the receiver's custodian is not enough", move(receiver="either"), "alice custodian", Outcome.not_authorised),
    Row("of nothing known", move(instrument="NONE"), "alice", Outcome.unknown_instrument),
    *(
        Row(f"moving: {name}", move(instrument=f"is-{name}"), "alice", Outcome.instrument_not_active)
        for name in ("draft", "suspended", "matured", "cancelled")
    ),
    Row("from a suspended account", move(sender="stopped"), "alice", Outcome.account_suspended),
    Row("to a suspended account", move(receiver="stopped"), "alice", Outcome.account_suspended),
    Row("to a suspended party", move(receiver="of-sam"), "alice", Outcome.party_suspended),
    Row("to oneself", move(receiver="of-alice"), "alice", Outcome.same_account),
    Row("more than is free", move(quantity=1_000), "alice", Outcome.insufficient_free_quantity),
    Row(
        "of what one has none", move("of-bob", "of-alice", instrument="BIG"), "bob", Outcome.insufficient_free_quantity
    ),
    Row("batch by the receiver", move_batch(("of-bob", 1)), "bob", Outcome.not_authorised),
    Row("batch: one receiver is none", move_batch(("of-bob", 1), ("none", 1)), "alice", Outcome.unknown_account),
    Row("batch: one must sign", move_batch(("of-bob", 1), ("either", 1)), "alice", Outcome.not_authorised),
    Row("batch: one is oneself", move_batch(("of-bob", 1), ("of-alice", 1)), "alice", Outcome.same_account),
    Row(
        "batch: together more than is free",
        move_batch(("of-bob", 600), ("of-kay", 600)),
        "alice",
        Outcome.insufficient_free_quantity,
    ),
]


def hold(name: str = "fresh", **changes: Any) -> h.Hold:
    """A hold of Alice's for the venue, changed."""
    described = {"account": "of-alice", "instrument": "SHARE", "quantity": 1, "executor": "venue", "expires": LONG}
    return h.Hold(hold=name, **(described | changes))


def execute(name: str = "live", receiver: str = "of-bob", quantity: int = 1) -> h.ExecuteHold:
    """An execution."""
    return h.ExecuteHold(hold=name, receiver=receiver, quantity=quantity)


def pledge(name: str = "fresh", **changes: Any) -> h.Pledge:
    """A pledge of Alice's to the bank, changed."""
    described = {"account": "of-alice", "instrument": "SHARE", "quantity": 1, "pledgee": "bank"}
    return h.Pledge(pledge=name, **(described | changes))


def unfreeze(name: str = "frozen", supervisor: str = "supervisor") -> h.Unfreeze:
    """The end of a freeze."""
    return h.Unfreeze(freeze=name, supervisor=supervisor, reference="order 5", document=DOCUMENT)


RESERVED = "settlement/pending/0"

ENCUMBRANCES = [
    Row("holding in no account", hold(account="none"), "alice", Outcome.unknown_account),
    Row("the executor signs, not the holder", hold(), "venue", Outcome.not_authorised),
    Row("an expiry that has passed", hold(expires=SOON), "alice", Outcome.expiry_in_the_past),
    Row("the executor is nobody", hold(executor="nobody"), "alice", Outcome.unknown_party),
    Row("the executor is suspended", hold(executor="sam"), "alice", Outcome.party_suspended),
    Row("the name is taken", hold("live"), "alice", Outcome.encumbrance_exists),
    Row("the name was taken", hold("over"), "alice", Outcome.encumbrance_exists),
    Row("holding nothing known", hold(instrument="NONE"), "alice", Outcome.unknown_instrument),
    Row("holding a draft", hold(instrument="is-draft"), "alice", Outcome.instrument_not_active),
    Row("holding in a suspended account", hold(account="stopped"), "alice", Outcome.account_suspended),
    Row("holding more than is free", hold(quantity=1_000), "alice", Outcome.insufficient_free_quantity),
    Row("executing nothing", execute("none"), "venue", Outcome.unknown_encumbrance),
    Row("executing what is over", execute("over"), "venue", Outcome.unknown_encumbrance),
    Row("executing a pledge", execute("pledged"), "bank", Outcome.wrong_encumbrance_kind),
    Row("executing settlement's", execute(RESERVED), "alice venue", Outcome.hold_reserved_for_settlement),
    Row("the holder executes", execute(), "alice", Outcome.not_authorised),
    Row("executing to no account", execute(receiver="none"), "venue", Outcome.unknown_account),
    Row("the receiver of the execution must sign", execute(receiver="either"), "venue", Outcome.not_authorised),
    Row("executing too late", execute("late"), "venue", Outcome.hold_expired),
    Row("executing too much", execute(quantity=11), "venue", Outcome.exceeds_hold),
    Row("executing to a suspended account", execute(receiver="stopped"), "venue", Outcome.account_suspended),
    Row("executing to the holder", execute(receiver="of-alice"), "venue", Outcome.same_account),
    Row("releasing nothing", h.ReleaseHold(hold="none"), "venue", Outcome.unknown_encumbrance),
    Row("releasing a freeze", h.ReleaseHold(hold="frozen"), "supervisor", Outcome.wrong_encumbrance_kind),
    Row("releasing settlement's", h.ReleaseHold(hold=RESERVED), "alice", Outcome.hold_reserved_for_settlement),
    Row("a stranger releases", h.ReleaseHold(hold="live"), "bob", Outcome.not_authorised),
    Row("the holder releases early", h.ReleaseHold(hold="live"), "alice", Outcome.hold_not_expired),
    Row("pledging from no account", pledge(account="none"), "alice", Outcome.unknown_account),
    Row("the pledgee pledges", pledge(), "bank", Outcome.not_authorised),
    Row("the pledgee is nobody", pledge(pledgee="nobody"), "alice", Outcome.unknown_party),
    Row("the pledgee is suspended", pledge(pledgee="sam"), "alice", Outcome.party_suspended),
    Row("the pledge's name is taken", pledge("live"), "alice", Outcome.encumbrance_exists),
    Row("pledging in a suspended account", pledge(account="stopped"), "alice", Outcome.account_suspended),
    Row("pledging more than is free", pledge(quantity=1_000), "alice", Outcome.insufficient_free_quantity),
    Row("releasing no pledge", h.ReleasePledge(pledge="none"), "bank", Outcome.unknown_encumbrance),
    Row("releasing a hold as a pledge", h.ReleasePledge(pledge="live"), "venue", Outcome.wrong_encumbrance_kind),
    Row("the pledgor releases", h.ReleasePledge(pledge="pledged"), "alice", Outcome.not_authorised),
    Row("freezing without the supervisor", freeze("fresh"), "bob", Outcome.not_authorised),
    Row("the freeze's name is taken", freeze("live"), "supervisor", Outcome.encumbrance_exists),
    Row("freezing in no account", freeze("fresh", account="none"), "supervisor", Outcome.insufficient_free_quantity),
    Row(
        "freezing more than is free", freeze("fresh", quantity=2_000), "supervisor", Outcome.insufficient_free_quantity
    ),
    Row("unfreezing without the supervisor", unfreeze(), "alice", Outcome.not_authorised),
    Row("a custodian unfreezes", unfreeze(supervisor="custodian"), "custodian", Outcome.role_missing),
    Row("unfreezing nothing", unfreeze("none"), "supervisor", Outcome.unknown_encumbrance),
    Row("unfreezing a pledge", unfreeze("pledged"), "supervisor", Outcome.wrong_encumbrance_kind),
]
