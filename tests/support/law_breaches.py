# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of the open halves: what was done before, and the call that this rule alone forbids."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from counterfoil.modules.holdings.law import STANDING_CONSENTS, WIDENED_HOLDINGS
from support.evidence_story import (
    CASH,
    COMMITMENT,
    LI,
    RECEIPT,
    SHARE,
    WANG,
    ZHAO,
    issue,
    leg,
    open_account,
    register,
    titled,
    transfer,
)
from support.evidence_world import START_MS, World, plain_policy

LATE = START_MS + 10**9
HEIGHT = 14
"""Of the world in which the rules are broken."""
NOW = START_MS + 1_000 * HEIGHT
SOON = NOW + 2_500
"""Two blocks from now this has not come; three blocks from now it has."""
ORDER = {"reference": "order 1", "document": "ef" * 32}


class Breach(NamedTuple):
    """``record``: whose trail shows it. ``before``: lawful steps, each in a block; without calls a block goes by."""

    record: str
    signers: str
    call: dict[str, Any]
    before: Sequence[tuple[str, dict[str, Any] | None]] = ()


IDLE = ("", None)


def market() -> World:
    """Li holds shares and a receipt, Zhao cash, Wang shares."""
    world = titled(WIDENED_HOLDINGS, STANDING_CONSENTS)
    world.do("acme", calls=[issue(LI, 1_000)])
    world.do("bank", "south", calls=[issue(ZHAO, 50_000, CASH)])
    world.do("acme", calls=[issue(WANG, 300)])
    world.block()
    assert world.height == HEIGHT
    return world


def call(named: str, /, **fields: Any) -> dict[str, Any]:
    return {"call": named, **fields}


def hold(name: str = "h", expires: int = LATE, quantity: int = 40) -> dict[str, Any]:
    where = {"account": LI, "instrument": SHARE, "quantity": quantity}
    return call("holdings.hold", hold=name, executor="venue", expires=expires, **where)


def execute(quantity: int = 10, receiver: str = WANG) -> dict[str, Any]:
    return call("holdings.execute_hold", hold="h", receiver=receiver, quantity=quantity)


def mandate(**more: Any) -> dict[str, Any]:
    return call("holdings.grant_mandate", mandate="m", account=LI, executor="venue", **more)


def move(instrument: str = SHARE, receiver: str = WANG) -> dict[str, Any]:
    fields = {"receiver": receiver, "instrument": instrument, "quantity": 10}
    return call("holdings.transfer_by_mandate", mandate="m", **fields)


def correction(instrument: str, account: str = LI, change: str = "adds", **by: str) -> dict[str, Any]:
    what = {"instrument": instrument, "account": account, "quantity": 1, "change": change, "maker": "registrar"}
    return call("holdings.correct", **what, **by, reason="a line of the register", document="ef" * 32)


def freeze(name: str) -> dict[str, Any]:
    where = {"account": LI, "instrument": SHARE, "quantity": 1}
    return call("holdings.freeze", freeze=name, supervisor="supervisor", **ORDER, **where)


PLEDGE = call("holdings.pledge", pledge="p", account=LI, instrument=SHARE, quantity=30, pledgee="bank")
KEPT = PLEDGE | {"keeper": "north", "enforceable_from": 1}


def enforce(receiver: str = WANG, **more: Any) -> dict[str, Any]:
    return call("holdings.enforce_pledge", pledge="p", receiver=receiver, **more)


def release_pledge(**more: Any) -> dict[str, Any]:
    return call("holdings.release_pledge", pledge="p", **more)


def status(to: str, by: str = "acme", instrument: str = SHARE) -> dict[str, Any]:
    return call("instruments.change_status", instrument=instrument, status=to, by=by)


def define(**more: Any) -> dict[str, Any]:
    unit = {"name": "unit", "decimals": 0}
    fields = {"instrument": "NEW", "kind": "equity", "issuer": "acme", "name": "New", "unit": unit}
    return call("instruments.define", **(fields | more))


def amend(instrument: str = SHARE) -> dict[str, Any]:
    return call("instruments.amend", instrument=instrument, name="Another")


def newcomer(**more: Any) -> dict[str, Any]:
    return register("new") | more


def suspended(party: str) -> dict[str, Any]:
    return call("parties.suspend", party=party, by="supervisor", **ORDER)


def account(verb: str, by: str = "supervisor") -> dict[str, Any]:
    return call(f"parties.{verb}_account", account=LI, by=by, reference="order 2")


def control(outgoing: str, **more: Any) -> dict[str, Any]:
    return call("parties.change_account_control", account=LI, outgoing=outgoing, **more)


def instruct(*legs: dict[str, Any], by: str = "venue", expires: int = LATE, **more: Any) -> dict[str, Any]:
    both = [leg(LI, ZHAO, SHARE, 60), leg(ZHAO, LI, CASH, 600)]
    fields = {"instruction": "s", "by": by, "legs": list(legs) or both, "expires": expires}
    return call("settlement.instruct", **fields, **more)


def step(verb: str, account: str = "", **more: Any) -> dict[str, Any]:
    return call(f"settlement.{verb}", instruction="s", **({"account": account} if account else {}), **more)


MATCHED = (("li", step("affirm", LI)), ("south", step("affirm", ZHAO)))
READY = (*MATCHED, ("li", step("allocate", LI)), ("south", step("allocate", ZHAO)))
TWICE = {"keys": plain_policy("new")["keys"] * 2, "threshold": 2}
HOLDING = f"holdings/holding/{LI}/{SHARE}"
HELD = "holdings/encumbrance/h"
PLEDGED = "holdings/encumbrance/p"
GRANTED = "holdings/mandate/m"
ACCOUNT = f"parties/account/{LI}"
INSTRUMENT = f"instruments/instrument/{SHARE}"
NEW = "parties/party/new"
OPENED = "parties/account/new"
INSTRUCTED = "settlement/instruction/s"
RULES = "protocol/rules/current"
NOT_SO = "invalid"

WORLD = market
"""In which the rules are broken."""
BREACHES: dict[str, Breach] = {
    "holdings.hold.expiry_in_the_past": Breach(HELD, "li", hold(expires=NOW)),
    "holdings.correct.unique_not_corrected": Breach(
        f"holdings/holding/{LI}/{RECEIPT}", "registrar acme li", correction(RECEIPT, checker="acme", change="removes")
    ),
    "holdings.Corrected.permit.four_eyes_needed": Breach(
        f"holdings/holding/{WANG}/{SHARE}", "registrar acme", correction(SHARE, WANG, checker="registrar")
    ),
    "holdings.grant_mandate.expiry_in_the_past": Breach(GRANTED, "li", mandate(expires=NOW)),
    "holdings.grant_mandate.not_brought_in": Breach(GRANTED, "li", mandate(takes=True)),
    "holdings.Holding.less.insufficient_free_quantity": Breach(HOLDING, "li", transfer(LI, WANG, 5_000)),
    "holdings.Holding.queued.too_many_freezes": Breach(
        HOLDING, "supervisor", freeze("f65"), [("supervisor", freeze(f"f{number}")) for number in range(64)]
    ),
    "holdings.Encumbrance.grants.hold_reserved": Breach(HELD, "li", execute(), [("li", hold())]),
    "holdings.Encumbrance.grants.hold_expired": Breach(
        HELD, "venue", execute(), [("li", hold(expires=SOON)), IDLE, IDLE]
    ),
    "holdings.Mandate.grants.unknown_mandate": Breach(
        GRANTED, "venue", move(), [("li", mandate()), ("li", call("holdings.revoke_mandate", mandate="m"))]
    ),
    "holdings.Mandate.grants.hold_reserved": Breach(GRANTED, "li", move(), [("li", mandate())]),
    "holdings.Mandate.grants.mandate_expired": Breach(
        GRANTED, "venue", move(), [("li", mandate(expires=SOON)), IDLE, IDLE]
    ),
    "holdings.Mandate.grants.exceeds_mandate": Breach(GRANTED, "venue", move(), [("li", mandate(quantity=9))]),
    "holdings._taken_back.hold_reserved": Breach(
        "holdings/encumbrance/settlement/s/0",
        "li",
        call("holdings.release_hold", hold="settlement/s/0"),
        [("venue", instruct(expires=SOON + 3_000)), *MATCHED, ("li", step("allocate", LI)), IDLE, IDLE],
    ),
    "holdings.Released.permit.hold_not_expired": Breach(
        HELD, "li", call("holdings.release_hold", hold="h"), [("li", hold())]
    ),
    "holdings.PledgeReleased.permit.hold_reserved": Breach(
        "holdings/encumbrance/p", "li", call("holdings.release_pledge", pledge="p"), [("li", PLEDGE)]
    ),
    "holdings.PledgeReleased.permit.keeper_missing": Breach(PLEDGED, "bank", release_pledge(), [("li", KEPT)]),
    "holdings.Pledged.permit.keeper_is_pledgee": Breach(PLEDGED, "li", PLEDGE | {"keeper": "bank"}),
    "holdings.Encumbrance.lifted.exceeds_hold": Breach(
        PLEDGED, "bank", release_pledge(quantity=31), [("li", PLEDGE), ("li", PLEDGE | {"pledge": "q"})]
    ),
    "holdings.Encumbrance.grants.pledge_not_enforceable": Breach(PLEDGED, "bank", enforce(), [("li", PLEDGE)]),
    "holdings.Encumbrance.grants.keeper_missing": Breach(PLEDGED, "bank", enforce(), [("li", KEPT)]),
    "holdings.MandateRevoked.permit.mandate_irrevocable": Breach(
        GRANTED, "li", call("holdings.revoke_mandate", mandate="m"), [("li", mandate(revocable=False))]
    ),
    "holdings.active.unknown_encumbrance": Breach(
        HELD,
        "venue",
        call("holdings.release_hold", hold="h"),
        [("li", hold()), ("venue", call("holdings.release_hold", hold="h"))],
    ),
    "holdings.active.wrong_encumbrance_kind": Breach(
        "holdings/encumbrance/p", "bank", call("holdings.release_hold", hold="p"), [("li", hold()), ("li", PLEDGE)]
    ),
    "holdings.in_force.unknown_mandate": Breach(
        GRANTED,
        "li",
        call("holdings.revoke_mandate", mandate="m"),
        [("li", mandate()), ("li", call("holdings.revoke_mandate", mandate="m"))],
    ),
    "instruments.StatusChanged.permit.issuer_alone": Breach(INSTRUMENT, "supervisor", status("matured", "supervisor")),
    "instruments.define.unique_means_one": Breach("instruments/instrument/NEW", "acme", define(unique=True)),
    "instruments.amend.status_change_not_allowed": Breach(INSTRUMENT, "acme", amend(), [("acme", status("matured"))]),
    "instruments.amend.unique_means_one": Breach(f"instruments/instrument/{RECEIPT}", "acme", amend(RECEIPT)),
    "instruments.change_status.status_change_not_allowed": Breach(
        INSTRUMENT, "acme", status("active"), [("acme", status("matured"))]
    ),
    "instruments.require_active.instrument_not_active": Breach(
        HOLDING, "li", transfer(LI, WANG, 1), [("acme", status("suspended"))]
    ),
    "instruments.require_identifiers.invalid_instrument_identifier": Breach(
        "instruments/instrument/NEW", "acme", define(identifiers={"isin": NOT_SO})
    ),
    "parties.require_party.not_authorised": Breach(f"holdings/holding/{WANG}/{SHARE}", "li", transfer(WANG, LI, 1)),
    "parties.require_role.role_missing": Breach(NEW, "venue", newcomer(registrar="venue")),
    "parties.require_standing.party_suspended": Breach(
        HOLDING, "li", transfer(LI, WANG, 1), [("supervisor", suspended("wang"))]
    ),
    "parties.require_unstopped.account_suspended": Breach(
        HOLDING, "li", transfer(LI, WANG, 1), [("supervisor", account("suspend"))]
    ),
    "parties.require_parties.not_authorised": Breach(
        HOLDING, "li", transfer(LI, WANG, 1), [("li north", control("both", custodian="north"))]
    ),
    "parties._require_consenting_holder.holder_cannot_consent": Breach(
        OPENED, "south", open_account("new", "zhao", "holder", custodian="south")
    ),
    "parties.require_described.personal_data_refused": Breach(
        NEW, "registrar", newcomer(kind="person", commitment=COMMITMENT)
    ),
    "parties.require_described.identity_missing": Breach(
        NEW, "registrar", {field: value for field, value in newcomer().items() if field != "name"}
    ),
    "parties.require_described.invalid_identifier": Breach(NEW, "registrar", newcomer(lei=NOT_SO)),
    "parties.require_described.invalid_identifier 2": Breach(NEW, "registrar", newcomer(uscc=NOT_SO)),
    "parties.suspend.must_be_another": Breach("parties/party/supervisor", "supervisor", suspended("supervisor")),
    "parties.suspend.party_suspended": Breach(
        "parties/party/bank", "supervisor", suspended("bank"), [("supervisor", suspended("bank"))]
    ),
    "parties.reinstate.party_not_suspended": Breach(
        "parties/party/bank", "supervisor", call("parties.reinstate", party="bank", by="supervisor", **ORDER)
    ),
    "parties.assign_roles.must_be_another": Breach(
        "parties/party/registrar",
        "registrar",
        call("parties.assign_roles", party="registrar", registrar="registrar", roles=["venue"]),
    ),
    "parties.suspend_account.account_suspended": Breach(
        ACCOUNT, "supervisor", account("suspend"), [("supervisor", account("suspend"))]
    ),
    "parties.reinstate_account.account_not_suspended": Breach(ACCOUNT, "supervisor", account("reinstate")),
    "parties._require_sound.invalid_key_policy": Breach(NEW, "registrar", newcomer(keys=TWICE)),
    "parties._require_distinct.roles_repeated": Breach(NEW, "registrar", newcomer(roles=["venue", "venue"])),
    "parties._require_rules.outgoing_unprotected": Breach(
        OPENED, "north", open_account("new", "wang", "nobody", custodian="north")
    ),
    "parties._require_rules.custodian_missing": Breach(OPENED, "li", open_account("new", "li", "custodian")),
    "parties._require_rules.two_parties_needed": Breach(
        OPENED, "north", open_account("new", "north", "both", custodian="north")
    ),
    "protocol.schedule_feature.activation_in_the_past": Breach(
        RULES,
        "registrar",
        call("protocol.schedule_feature", feature="immediate_settlement", height=1, registrar="registrar"),
    ),
    "protocol.schedule_version.activation_in_the_past": Breach(
        RULES, "registrar", call("protocol.schedule_version", protocol=2, height=1, registrar="registrar")
    ),
    "protocol.schedule_version.version_out_of_order": Breach(
        RULES, "registrar", call("protocol.schedule_version", protocol=3, height=900, registrar="registrar")
    ),
    "settlement.Failed.permit.not_a_party_to_it": Breach(
        INSTRUCTED, "li", step("fail", by="li", reason="lack_of_securities"), [("venue", instruct())]
    ),
    "settlement.require_concerned.not_a_party_to_it": Breach(INSTRUCTED, "bank", instruct(by="bank")),
    "settlement.instruct.expires_too_early": Breach(INSTRUCTED, "venue", instruct(expires=NOW)),
    "settlement.affirm.already_affirmed": Breach(
        INSTRUCTED, "li", step("affirm", LI), [("venue", instruct()), ("li", step("affirm", LI))]
    ),
    "settlement.allocate.already_allocated": Breach(
        INSTRUCTED,
        "north",
        step("allocate", WANG),
        [("venue", instruct(leg(LI, WANG, SHARE, 5))), ("li", step("affirm", LI)), ("north", step("affirm", WANG))],
    ),
    "settlement.allocate.not_matched": Breach(INSTRUCTED, "li", step("allocate", LI), [("venue", instruct())]),
    "settlement.settle.too_early": Breach(
        INSTRUCTED, "venue", step("settle", by="venue"), [("venue", instruct(intended_settlement=LATE - 1)), *READY]
    ),
    "settlement.expire.instruction_not_expired": Breach(INSTRUCTED, "bank", step("expire"), [("venue", instruct())]),
    "settlement.fail.reason_not_a_failure": Breach(
        INSTRUCTED, "venue", step("fail", by="venue", reason="cancelled_by_agreement"), [("venue", instruct())]
    ),
    "settlement.fail.too_early": Breach(
        INSTRUCTED,
        "venue",
        step("fail", by="venue", reason="lack_of_securities"),
        [("venue", instruct(intended_settlement=LATE - 1))],
    ),
    "settlement._open.instruction_not_open": Breach(
        INSTRUCTED,
        "venue",
        step("fail", by="venue", reason="lack_of_securities"),
        [("venue", instruct()), ("venue", step("cancel", by="venue"))],
    ),
    "settlement._open.instruction_expired": Breach(
        INSTRUCTED, "li", step("affirm", LI), [("venue", instruct(expires=SOON)), IDLE, IDLE]
    ),
    "settlement._require_two_sides.leg_to_itself": Breach(INSTRUCTED, "venue", instruct(leg(LI, LI, SHARE, 5))),
}
"""site → what breaks it and no other rule"""
NO_CALL = "no call of these modules can ask for it; another module's might"
NO_FORM = "a number beyond 2⁵³−1 has no canonical form, so that no package can hold it"
BY_RULE = "only another module's record speaks for an issuer: a noun of tests breaks it, test_standing_consents.py"
BY_ORDER = "only another module's record gives an order: a noun of tests breaks it, tests/verify/test_orders.py"
TAKEN_OVER = "the call takes account and instrument from the record itself"
UNCOVERED = {
    "holdings.by_signature.signature_not_enough": NO_CALL,
    "holdings.Transferred.permit.consent_missing": NO_CALL,
    "holdings.Mandate.grants.consent_missing": NO_CALL,
    "settlement.Instruction.grants.not_affirmed": NO_CALL,
    "holdings.supplied.fold.quantity_overflow": NO_FORM,
    "holdings.Holding.joined.quantity_overflow": NO_FORM,
    "holdings.Holding.more.quantity_overflow": NO_FORM,
    "holdings.Lifted._require_here.encumbrance_elsewhere": "the calls that free units say where their encumbrance is",
    "holdings._granted.consent_missing": BY_ORDER,
    "holdings._granted.consent_missing 2": BY_RULE,
    "instruments.InstrumentAmended.permit.made_under_a_record": BY_RULE,
    "instruments.StatusChanged.permit.made_under_a_record": BY_RULE,
    "holdings.require_issuer.made_under_a_record": BY_RULE,
    "instruments.InstrumentMade.permit.unique_means_one": BY_RULE,
    "instruments.require_defined.not_defined_by_record": BY_RULE,
    "holdings.require_issuer.signature_not_enough": BY_RULE,
    "holdings.require_issuer.consent_missing": BY_RULE,
    "holdings.Redeemed.permit.consent_missing": BY_RULE,
    "holdings._authorised.not_authorised": BY_ORDER,
    "holdings.Unfrozen.permit.frozen_by_order": BY_ORDER,
    "holdings.Forced.permit.same_account": BY_ORDER,
    "holdings.Forced.permit.nothing_moved": BY_ORDER,
    "holdings.Burned.permit.nothing_moved": BY_ORDER,
    "holdings.Recovered.permit.same_account": BY_ORDER,
    "holdings.Recovered.permit.recovery_to_another": BY_ORDER,
    "holdings.Recovered.permit.nothing_moved": BY_ORDER,
    "holdings.Recovered.permit.recovery_not_whole": BY_ORDER,
    "holdings.Recovered._emptied.recovery_not_whole": BY_ORDER,
    "holdings._named.named_twice": BY_ORDER,
    "holdings._named.unknown_encumbrance": BY_ORDER,
    "holdings._named.encumbrance_elsewhere": BY_ORDER,
    "holdings._named.hold_reserved": BY_ORDER,
    "holdings._require_reserved.exceeds_hold": BY_ORDER,
    "holdings.Holding.deprived.exceeds_hold": BY_ORDER,
    "holdings.Holding.joined.freezes_wait": BY_ORDER,
    "holdings.Holding.joined.too_many_freezes": BY_ORDER,
    "holdings.Encumbrance.grants.consent_missing": TAKEN_OVER,
    "holdings.Mandate.grants.consent_missing 2": TAKEN_OVER,
    "holdings.Transferred.permit.same_account": "an event that touches one record twice makes no trail",
    "holdings.kept_on.consent_missing": "what a record keeps it keeps for itself, by every law that is here",
    "holdings.Encumbrance.grants.unknown_encumbrance": "whoever executes a hold asked for an active one",
    "holdings._granted.wrong_encumbrance_kind": "whoever executes a hold or enforces a pledge asked for one",
    "holdings.Encumbrance.grants.exceeds_hold": "what is used up of a hold is counted, too",
    "holdings.Encumbrance.used.exceeds_hold": "who executes a hold asks how much it reserves, too",
    "parties._consenting.two_parties_needed": "no account is opened with such a rule",
    "parties.AccountControlChanged.permit.not_authorised": "a holder without keys has a custodian, whom it concerns",
    "settlement.affirm.account_not_in_instruction": "whoever has no leg has no consent to record",
    "settlement.allocate.account_not_in_instruction": "whoever has no leg delivers nothing",
    "settlement.settle.not_allocated": "what was not reserved cannot be delivered",
    "settlement.Instruction.grants.not_allocated": "who settles asks whether all was reserved",
    "settlement.Instruction.grants.not_affirmed 2": "nothing is ready to settle that not everybody affirmed",
}
