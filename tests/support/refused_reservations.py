# SPDX-License-Identifier: Apache-2.0
"""What holdings refuses of holds, pledges, freezes and mandates: per call, in the order checked."""

from typing import Any

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Outcome
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.ledger import DOCUMENT
from support.market import LONG, SOON, Row, freeze, mandate


def hold(name: str = "fresh", **changes: Any) -> h.Hold:
    """A hold of Alice's for the venue, changed."""
    described = {"account": "of-alice", "instrument": "SHARE", "quantity": 1, "executor": "venue", "expires": LONG}
    return h.Hold(hold=name, **(described | changes))


def execute(name: str = "live", receiver: str = "of-bob", quantity: int = 1) -> h.ExecuteHold:
    """An execution."""
    return h.ExecuteHold(hold=name, receiver=receiver, quantity=quantity)


def release(name: str = "live") -> h.ReleaseHold:
    """The end of a hold."""
    return h.ReleaseHold(hold=name)


def pledge(name: str = "fresh", **changes: Any) -> h.Pledge:
    """A pledge of Alice's to the bank, changed."""
    described = {"account": "of-alice", "instrument": "SHARE", "quantity": 1, "pledgee": "bank"}
    return h.Pledge(pledge=name, **(described | changes))


def enforce(name: str = "kept", receiver: str = "of-bob", quantity: int | None = None) -> h.EnforcePledge:
    """An enforcement."""
    return h.EnforcePledge(pledge=name, receiver=receiver, quantity=quantity)


def unfreeze(name: str = "frozen", supervisor: str = "supervisor") -> h.Unfreeze:
    """The end of a freeze."""
    return h.Unfreeze(freeze=name, supervisor=supervisor, reference="order 5", document=DOCUMENT)


def take(name: str = "free", receiver: str = "of-bob", quantity: int = 1, instrument: str = "SHARE") -> h.Transfer:
    """A transfer under a mandate."""
    return h.TransferByMandate(mandate=name, receiver=receiver, instrument=instrument, quantity=quantity)


def revoke(name: str) -> h.RevokeMandate:
    """The end of a mandate."""
    return h.RevokeMandate(mandate=name)


BROUGHT: dict[str, Any] = {"takes": True, "executor": "lending/loan"}
"""of a mandate to bring units in"""
RESERVED = "settlement/pending/0"
BOTH = "bank custodian"
"""the pledgee and the keeper"""

HOLDS = [
    Row("an expiry that has passed", hold(expires=SOON), "alice", Outcome.expiry_in_the_past),
    Row("holding nothing known", hold(instrument="NONE"), "alice", Instruments.unknown_instrument),
    Row("holding a draft", hold(instrument="is-draft"), "alice", Instruments.instrument_not_active),
    Row("holding in no account", hold(account="none"), "alice", Parties.unknown_account),
    Row("holding in a suspended account", hold(account="stopped"), "alice", Parties.account_suspended),
    Row("the executor is nobody", hold(executor="nobody"), "alice", Parties.unknown_party),
    Row("the executor is suspended", hold(executor="sam"), "alice", Parties.party_suspended),
    Row("the executor signs, not the holder", hold(), "venue", Parties.not_authorised),
    Row("holding more than is free", hold(quantity=1_000), "alice", Outcome.insufficient_free_quantity),
    Row(
        "holding of what one never had",
        hold(instrument="is-suspended"),
        "alice",
        Instruments.instrument_not_active,
    ),
    Row("the name is taken", hold("live"), "alice", Outcome.encumbrance_exists),
    Row("the name was taken", hold("over"), "alice", Outcome.encumbrance_exists),
    Row("executing nothing", execute("none"), "venue", Outcome.unknown_encumbrance),
    Row("executing what is over", execute("over"), "venue", Outcome.unknown_encumbrance),
    Row("executing a pledge", execute("pledged"), "bank", Outcome.wrong_encumbrance_kind),
    Row("executing to the holder", execute(receiver="of-alice"), "venue", Outcome.same_account),
    Row("executing to no account", execute(receiver="none"), "venue", Parties.unknown_account),
    Row("executing to a suspended account", execute(receiver="stopped"), "venue", Parties.account_suspended),
    Row("the holder executes", execute(), "alice", Outcome.hold_reserved),
    Row("executing settlement's", execute(RESERVED), "alice bob venue", Outcome.hold_reserved),
    Row("executing a record's", execute("for-record"), "alice bob venue", Outcome.hold_reserved),
    Row("executing too late", execute("late"), "venue", Outcome.hold_expired),
    Row("executing too much", execute(quantity=11), "venue", Outcome.exceeds_hold),
    Row("the receiver of the hold must sign", execute(receiver="either"), "venue", Parties.not_authorised),
    Row("releasing nothing", release("none"), "venue", Outcome.unknown_encumbrance),
    Row("releasing what is over", release("over"), "venue", Outcome.unknown_encumbrance),
    Row("releasing a freeze", release("frozen"), "supervisor", Outcome.wrong_encumbrance_kind),
    Row("releasing settlement's", release(RESERVED), "alice bob venue", Outcome.hold_reserved),
    Row("a stranger releases", release(), "bob", Parties.not_authorised),
    Row("the holder releases early", release(), "alice", Outcome.hold_not_expired),
]

PLEDGES = [
    Row("pledging nothing known", pledge(instrument="NONE"), "alice", Instruments.unknown_instrument),
    Row("pledging what has matured", pledge(instrument="is-matured"), "alice", Instruments.instrument_not_active),
    Row("pledging from no account", pledge(account="none"), "alice", Parties.unknown_account),
    Row("pledging in a suspended account", pledge(account="stopped"), "alice", Parties.account_suspended),
    Row("the pledgee is nobody", pledge(pledgee="nobody"), "alice", Parties.unknown_party),
    Row("the pledgee is suspended", pledge(pledgee="sam"), "alice", Parties.party_suspended),
    Row("the pledgee pledges", pledge(), "bank", Parties.not_authorised),
    Row("pledging more than is free", pledge(quantity=1_000), "alice", Outcome.insufficient_free_quantity),
    Row(
        "pledging what one never had",
        pledge(account="of-bob", instrument="BIG"),
        "bob",
        Outcome.insufficient_free_quantity,
    ),
    Row("the pledge's name is taken", pledge("live"), "alice", Outcome.encumbrance_exists),
    Row("releasing no pledge", h.ReleasePledge(pledge="none"), "bank", Outcome.unknown_encumbrance),
    Row("releasing a hold as a pledge", h.ReleasePledge(pledge="live"), "venue", Outcome.wrong_encumbrance_kind),
    Row("the pledgor releases", h.ReleasePledge(pledge="pledged"), "alice", Outcome.hold_reserved),
    Row("the pledgee is its own keeper", pledge(keeper="bank"), "alice", Outcome.keeper_is_pledgee),
    Row("the keeper is nobody", pledge(keeper="nobody"), "alice", Parties.unknown_party),
    Row("the keeper is suspended", pledge(keeper="sam"), "alice", Parties.party_suspended),
    Row("releasing more than is pledged", h.ReleasePledge(pledge="kept", quantity=11), BOTH, Outcome.exceeds_hold),
    Row("releasing without the keeper", h.ReleasePledge(pledge="kept"), "bank", Outcome.keeper_missing),
    Row("the keeper releases", h.ReleasePledge(pledge="kept"), "custodian", Parties.not_authorised),
    Row("the pledgor and the keeper", h.ReleasePledge(pledge="kept"), "alice custodian", Outcome.keeper_missing),
    Row("enforcing no pledge", enforce("none"), BOTH, Outcome.unknown_encumbrance),
    Row("enforcing a hold", enforce("live"), BOTH, Outcome.wrong_encumbrance_kind),
    Row("enforcing to the pledgor", enforce(receiver="of-alice"), BOTH, Outcome.same_account),
    Row("enforcing to a suspended account", enforce(receiver="stopped"), BOTH, Parties.account_suspended),
    Row("the pledgor enforces", enforce(), "alice custodian", Outcome.hold_reserved),
    Row("enforcing without the keeper", enforce(), "bank", Outcome.keeper_missing),
    Row("enforcing too much", enforce(quantity=11), BOTH, Outcome.exceeds_hold),
    Row("enforcing without terms", enforce("pledged"), "bank", Outcome.pledge_not_enforceable),
    Row("enforcing too early", enforce("early-pledge"), "bank", Outcome.pledge_not_enforceable),
    Row("enforcing to another account", enforce(receiver="of-kay"), BOTH, Outcome.pledge_not_enforceable),
    Row(
        "the receiver must sign for what is enforced", enforce("open-pledge", "either"), "bank", Parties.not_authorised
    ),
]

FREEZES = [
    Row("freezing without the supervisor", freeze("fresh"), "bob", Parties.not_authorised),
    Row("a custodian freezes", freeze("fresh", supervisor="custodian"), "custodian", Parties.role_missing),
    Row("freezing in no account", freeze("fresh", account="none"), "supervisor", Parties.unknown_account),
    Row(
        "freezing nothing known",
        freeze("fresh", instrument="NONE"),
        "supervisor",
        Instruments.unknown_instrument,
    ),
    Row("a line that is full", freeze("fresh", account="of-kay"), "supervisor", Outcome.too_many_freezes),
    Row("the freeze's name is taken", freeze("live"), "supervisor", Outcome.encumbrance_exists),
    Row("unfreezing nothing", unfreeze("none"), "supervisor", Outcome.unknown_encumbrance),
    Row("unfreezing a pledge", unfreeze("pledged"), "supervisor", Outcome.wrong_encumbrance_kind),
    Row("unfreezing without the supervisor", unfreeze(), "alice", Parties.not_authorised),
    Row("a custodian unfreezes", unfreeze(supervisor="custodian"), "custodian", Parties.role_missing),
]

MANDATES = [
    Row("a mandate that has passed", mandate(expires=SOON), "alice", Outcome.expiry_in_the_past),
    Row("a mandate to nobody", mandate(executor="nobody"), "alice", Parties.unknown_party),
    Row("a mandate to a suspended party", mandate(executor="sam"), "alice", Parties.party_suspended),
    Row("a mandate over no account", mandate(account="none"), "alice", Parties.unknown_account),
    Row("the executor grants itself", mandate(), "venue", Parties.not_authorised),
    Row("a party that brings units in", mandate(takes=True), "alice", Outcome.not_brought_in),
    Row("units brought in, to others", mandate(**BROUGHT, receivers=("of-bob",)), "alice", Outcome.not_brought_in),
    Row("a stranger lets units be brought in", mandate(account="either", **BROUGHT), "bob", Parties.not_authorised),
    Row("the mandate's name is taken", mandate("free"), "alice", Outcome.mandate_exists),
    Row("the mandate's name was taken", mandate("gone"), "alice", Outcome.mandate_exists),
    Row("revoking none", revoke("none"), "alice", Outcome.unknown_mandate),
    Row("revoking again", revoke("gone"), "alice", Outcome.unknown_mandate),
    Row("a stranger revokes", revoke("free"), "bob", Parties.not_authorised),
    Row("revoking what cannot be", revoke("kept"), "alice", Outcome.mandate_irrevocable),
    Row("taking under none", take("none"), "venue", Outcome.unknown_mandate),
    Row("taking to oneself", take(receiver="of-alice"), "venue", Outcome.same_account),
    Row("taking nothing known", take(instrument="NONE"), "venue", Instruments.unknown_instrument),
    Row("taking to a suspended account", take(receiver="stopped"), "venue", Parties.account_suspended),
    Row("taking under what was revoked", take("gone"), "venue", Outcome.unknown_mandate),
    Row("the holder takes under it", take(), "alice", Outcome.hold_reserved),
    Row("taking for a record in person", take("by-record"), "alice venue", Outcome.hold_reserved),
    Row("taking too late", take("short"), "venue", Outcome.mandate_expired),
    Row("taking too much", take("narrow", quantity=11), "venue", Outcome.exceeds_mandate),
    Row("taking for another receiver", take("narrow", "of-kay"), "venue", Outcome.exceeds_mandate),
    Row("taking another instrument", take("narrow", instrument="BIG"), "venue", Outcome.exceeds_mandate),
    Row("the receiver must sign for what is taken", take(receiver="either"), "venue", Parties.not_authorised),
    Row("taking what is not free", take(quantity=1_000), "venue", Outcome.insufficient_free_quantity),
]

RESERVATIONS = [*HOLDS, *PLEDGES, *FREEZES, *MANDATES]
