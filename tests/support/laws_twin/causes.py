# SPDX-License-Identifier: Apache-2.0
"""Which events each call causes, and what is asked of a call before its events are judged."""

from collections.abc import Callable

from counterfoil.identity.identifiers import (
    check_lei,
    check_social_credit_code,
    check_social_credit_form,
    wrong_identifier,
)
from support.laws_twin.moment import Moment, keyids
from support.laws_twin.own_rules import governed, is_council
from support.laws_twin.state import NUMBER_MAX, Plain, demand

Events = list[tuple[str, Plain]]
LIFE = {
    "draft": {"active", "cancelled"},
    "active": {"suspended", "matured", "cancelled"},
    "suspended": {"active", "matured", "cancelled"},
    "matured": set(),
    "cancelled": set(),
}
OPEN = {"accepted", "matched", "pending"}
FAILURES = {"lack_of_securities", "insufficient_money", "no_settlement_instruction"}
KEY_LENGTHS = {"ed25519": 64}


def picked(call: Plain, names: str, **defaults: object) -> Plain:
    """These fields of a call; what it leaves out by default."""
    return {name: call.get(name, defaults.get(name)) for name in names.split()}


# Parties.


def sound(policy: Plain | None) -> None:
    if policy is None:
        return
    keys = policy["keys"]
    good = bool(keys) and policy["threshold"] <= len(keys) == len(keyids(policy))
    good = good and all(len(key["key"]) == KEY_LENGTHS.get(key["scheme"]) for key in keys)
    demand(good, "invalid_key_policy")


def distinct(roles: list[str]) -> None:
    demand(len(set(roles)) == len(roles), "roles_repeated")


def register(call: Plain, _moment: Moment) -> Events:
    names = "party registrar kind name commitment lei uscc document roles keys"
    data = picked(call, names, name="", roles=[])
    demand(data["kind"] != "council", "council_stands_apart")
    if data["kind"] == "person":
        demand(not (data["name"] or data["lei"] or data["uscc"]), "personal_data_refused")
        demand(data["commitment"], "identity_missing")
    else:
        demand(data["name"], "identity_missing")
    sound(data["keys"])
    distinct(data["roles"])
    demand(data["lei"] is None or check_lei(data["lei"]) is None, "invalid_identifier")
    if data["uscc"] is not None:
        right = check_social_credit_code(data["uscc"]) is None
        shown = data["document"] is not None and check_social_credit_form(data["uscc"]) is None
        demand(right or shown, "invalid_identifier")
    return [("parties.registered", data)]


def suspend(call: Plain, moment: Moment) -> Events:
    party = moment.state.party(call["party"])
    demand(call["party"] != call["by"], "must_be_another")
    demand(party["status"] == "active", "party_suspended")
    return [("parties.suspended", picked(call, "party by reference document"))]


def reinstate(call: Plain, moment: Moment) -> Events:
    demand(moment.state.party(call["party"])["status"] == "suspended", "party_not_suspended")
    return [("parties.reinstated", picked(call, "party by reference document"))]


def assign_roles(call: Plain, moment: Moment) -> Events:
    distinct(call["roles"])
    demand(call["party"] != call["registrar"] or "registrar" in call["roles"], "must_be_another")
    if call["party"] == call["registrar"] and governed(moment):
        demand(is_council(moment, call["party"]), "must_be_another")
    return [("parties.roles_assigned", picked(call, "party registrar roles"))]


def rotate_keys(call: Plain, moment: Moment) -> Events:
    party = moment.state.party(call["party"])
    sound(call["keys"])
    data = picked(call, "party keys registrar")
    return [("parties.keys_rotated", data if party["keys"] is None else {**data, "registrar": None})]


def rules_of(call: Plain, holder: str) -> Plain:
    rules = picked(call, "account custodian incoming outgoing", incoming="holder")
    both = {rules["incoming"], rules["outgoing"]}
    demand(rules["outgoing"] != "nobody", "outgoing_unprotected")
    demand(rules["custodian"] is not None or not both & {"custodian", "both"}, "custodian_missing")
    demand("both" not in both or rules["custodian"] != holder, "two_parties_needed")
    return rules


def open_account(call: Plain, _moment: Moment) -> Events:
    return [("parties.account_opened", {**rules_of(call, call["holder"]), "holder": call["holder"]})]


def change_control(call: Plain, moment: Moment) -> Events:
    account = moment.state.account(call["account"])
    demand(account["status"] == "active", "account_suspended")
    return [("parties.account_control_changed", rules_of(call, account["holder"]))]


def suspend_account(call: Plain, moment: Moment) -> Events:
    account = moment.state.account(call["account"])
    by_custodian = account["suspended_by"] is not None and account["suspended_by"] == account["custodian"]
    stops = account["status"] == "active" or (by_custodian and call["by"] != account["custodian"])
    demand(stops, "account_suspended")
    return [("parties.account_suspended", picked(call, "account by reference"))]


def reinstate_account(call: Plain, moment: Moment) -> Events:
    demand(moment.state.account(call["account"])["status"] == "suspended", "account_not_suspended")
    return [("parties.account_reinstated", picked(call, "account by reference"))]


TOPICS = {"identity": {"verified"}, "investor_class": {"ordinary", "professional"}}


def policy_of(moment: Moment, topic: str) -> Plain | None:
    """What the policy of a topic says now."""
    entries = moment.state.known(f"parties/trust/{topic}", "nobody_trusted")["entries"]
    begun = [entry for entry in entries if entry["since"] <= moment.time]
    return begun[-1] if begun else None


def from_when(call: Plain, moment: Moment, backdated: str) -> int:
    """When a policy that a call says begins: at once, where it says nothing."""
    if call.get("since") is None:
        return moment.time
    demand(call["since"] >= moment.time, backdated)
    return int(call["since"])


def trust_attesters(call: Plain, moment: Moment) -> Events:
    data = picked(call, "topic attesters values by reference", values=[])
    data["since"] = from_when(call, moment, "trust_backdated")
    return [("parties.attesters_trusted", {**data, "time": moment.time})]


def attest(call: Plain, moment: Moment) -> Events:
    data = picked(call, "party topic value attester expires document")
    party = moment.state.party(data["party"])
    policy = policy_of(moment, data["topic"])
    if data["topic"] == "country":
        possible = {data["value"]} if data["value"] in ("CN", "SG", "DE") else {"CN"}
    else:
        possible = TOPICS.get(data["topic"]) or set(policy["values"] if policy else ())
    demand(possible or party["kind"] == "organisation", "personal_data_refused")
    demand(not possible or data["value"] in possible, "wrong_attestation")
    demand(data["expires"] is None or data["expires"] > moment.time, "attestation_over_at_once")
    return [("parties.attested", {**data, "time": moment.time})]


def revoke_attestation(call: Plain, moment: Moment) -> Events:
    path = f"parties/attestation/{call['party']}/{call['topic']}"
    demand(not moment.state.known(path, "unknown_attestation")["revoked"], "attestation_revoked")
    return [("parties.attestation_revoked", picked(call, "party topic by reference"))]


# Instruments.


def identified(identifiers: Plain) -> None:
    three = {name: identifiers.get(name) for name in ("isin", "cfi", "mic")}
    demand(wrong_identifier(**three) is None, "invalid_instrument_identifier")


def define(call: Plain, _moment: Moment) -> Events:
    names = "instrument kind issuer name identifiers unit terms supply_limit unique"
    data = picked(call, names, identifiers={}, unique=False)
    identified(data["identifiers"])
    demand(not data["unique"] or data["supply_limit"] == 1, "unique_means_one")
    return [("instruments.defined", data)]


def amend(call: Plain, moment: Moment) -> Events:
    before = moment.state.instrument(call["instrument"])
    data = picked(call, "instrument name identifiers terms supply_limit", identifiers={})
    demand(LIFE[before["status"]], "status_change_not_allowed")
    demand(not before["unique"] or data["supply_limit"] == 1, "unique_means_one")
    identified(data["identifiers"])
    return [("instruments.amended", {**data, "version": before["version"] + 1})]


def change_status(call: Plain, moment: Moment) -> Events:
    before = moment.state.instrument(call["instrument"])["status"]
    demand(call["status"] in LIFE[before], "status_change_not_allowed")
    data = picked(call, "instrument status by reason", reason="")
    return [("instruments.status_changed", {**data, "previous_status": before})]


# Holdings.

NOTHING = {"part": "free", "giving": None, "taking": None, "cause": None, "reference": ""}


def issue(call: Plain, _moment: Moment) -> Events:
    return [("holdings.issued", {**picked(call, "instrument account quantity reference", reference=""), "parents": []})]


def redeem(call: Plain, _moment: Moment) -> Events:
    return [("holdings.redeemed", picked(call, "instrument account quantity reference", reference=""))]


def transfer(call: Plain, _moment: Moment) -> Events:
    return [
        ("holdings.transferred", NOTHING | picked(call, "sender receiver instrument quantity reference", reference=""))
    ]


def correct(call: Plain, moment: Moment) -> Events:
    demand(not moment.state.instrument(call["instrument"])["unique"], "unique_not_corrected")
    return [("holdings.corrected", picked(call, "instrument account quantity change maker checker reason document"))]


def hold(call: Plain, moment: Moment) -> Events:
    demand(call["expires"] > moment.time, "expiry_in_the_past")
    data = picked(call, "account instrument quantity executor expires reference", reference="")
    return [("holdings.held", {**data, "encumbrance": call["hold"], "cause": None})]


def reserved(moment: Moment, name: str, kind: str) -> Plain:
    record = moment.state.encumbrance(name)
    demand(record["status"] == "active", "unknown_encumbrance")
    demand(record["kind"] == kind, "wrong_encumbrance_kind")
    return record


def execute_hold(call: Plain, moment: Moment) -> Events:
    record = reserved(moment, call["hold"], "hold")
    data = picked(call, "receiver quantity") | picked(record, "instrument reference")
    held = {"sender": record["account"], "part": "held", "giving": f"holdings/encumbrance/{call['hold']}"}
    return [("holdings.transferred", NOTHING | data | held)]


def so_many(record: Plain) -> int | None:
    """What a freeze orders; None: the whole holding."""
    return None if record["quantity"] == NUMBER_MAX else record["quantity"]


def release(field: str, kind: str, event: str) -> Callable[[Plain, Moment], Events]:
    def cause(call: Plain, moment: Moment) -> Events:
        record = reserved(moment, call[field], kind)
        data = picked(record, "account instrument")
        quantity = call.get("quantity", record["quantity"])
        return [(event, {**data, "quantity": quantity, "encumbrance": call[field], "cause": None})]

    return cause


def pledge(call: Plain, _moment: Moment) -> Events:
    data = picked(call, "account instrument quantity reference", reference="")
    more = {"encumbrance": call["pledge"], "executor": call["pledgee"], "expires": None, "cause": None}
    terms = {name: call[name] for name in ("keeper", "enforceable_from", "enforceable_to") if name in call}
    return [("holdings.pledged", data | more | terms)]


def enforce(call: Plain, moment: Moment) -> Events:
    record = reserved(moment, call["pledge"], "pledge")
    data = picked(record, "instrument reference") | {"quantity": call.get("quantity", record["quantity"])}
    pledged = {"sender": record["account"], "part": "pledged", "giving": f"holdings/encumbrance/{call['pledge']}"}
    return [("holdings.transferred", NOTHING | data | pledged | {"receiver": call["receiver"]})]


def freeze(call: Plain, _moment: Moment) -> Events:
    data = picked(call, "account instrument quantity supervisor document")
    return [("holdings.frozen", {**data, "encumbrance": call["freeze"], "legal_reference": call["reference"]})]


def unfreeze(call: Plain, moment: Moment) -> Events:
    record = reserved(moment, call["freeze"], "freeze")
    data = picked(record, "account instrument") | picked(call, "supervisor document") | {"quantity": so_many(record)}
    return [("holdings.unfrozen", {**data, "encumbrance": call["freeze"], "legal_reference": call["reference"]})]


def grant_mandate(call: Plain, moment: Moment) -> Events:
    names = "mandate account executor instrument quantity receivers expires revocable reference"
    data = picked(call, names, revocable=True, reference="")
    demand(data["expires"] is None or data["expires"] > moment.time, "expiry_in_the_past")
    if call.get("takes"):
        demand("/" in data["executor"] and data["receivers"] is None, "not_brought_in")
        data["takes"] = True
    return [("holdings.mandate_granted", data)]


def revoke_mandate(call: Plain, moment: Moment) -> Events:
    demand(moment.state.mandate(call["mandate"])["status"] == "active", "unknown_mandate")
    return [("holdings.mandate_revoked", {"mandate": call["mandate"], "cause": None})]


def take(call: Plain, moment: Moment) -> Events:
    sender = moment.state.mandate(call["mandate"])["account"]
    data = picked(call, "receiver instrument quantity reference", reference="")
    giving = f"holdings/mandate/{call['mandate']}"
    return [("holdings.transferred", NOTHING | data | {"sender": sender, "giving": giving})]


# Orders, a noun of tests.


def give(call: Plain, _moment: Moment) -> Events:
    return [("orders.given", picked(call, "order authority act account receiver expires"))]


def by_order(event: str, names: str, **defaults: object) -> Callable[[Plain, Moment], Events]:
    def cause(call: Plain, _moment: Moment) -> Events:
        path = f"orders/order/{call['order']}"
        return [(event, {**picked(call, names, **defaults), "order": path, "cause": path, "reference": ""})]

    return cause


def recover(call: Plain, moment: Moment) -> Events:
    path = f"holdings/holding/{call['sender']}/{call['instrument']}"
    parts = picked(moment.state.known(path, "unknown_holding"), "free held pledged frozen line")
    data = picked(call, "sender receiver instrument encumbrances", encumbrances=[])
    order = f"orders/order/{call['order']}"
    return [("holdings.recovered", {**data, **parts, "order": order, "cause": order})]


def order_freeze(call: Plain, _moment: Moment) -> Events:
    data = picked(call, "account instrument quantity supervisor", supervisor="supervisor")
    data |= {"encumbrance": call["freeze"], "legal_reference": "judgment 1", "document": "d" * 64}
    return [("holdings.frozen", {**data, "order": f"orders/order/{call['order']}"})]


def order_thaw(call: Plain, moment: Moment) -> Events:
    record = moment.state.encumbrance(call["freeze"])
    data = picked(record, "account instrument") | picked(call, "supervisor", supervisor="supervisor")
    data |= {"encumbrance": call["freeze"], "legal_reference": "judgment 2", "document": "d" * 64}
    more = {"quantity": so_many(record), "order": f"orders/order/{call['order']}"}
    return [("holdings.unfrozen", data | more)]


CAUSES: dict[str, Callable[[Plain, Moment], Events]] = {
    "parties.register": register,
    "parties.suspend": suspend,
    "parties.reinstate": reinstate,
    "parties.assign_roles": assign_roles,
    "parties.rotate_keys": rotate_keys,
    "parties.open_account": open_account,
    "parties.change_account_control": change_control,
    "parties.suspend_account": suspend_account,
    "parties.reinstate_account": reinstate_account,
    "parties.trust_attesters": trust_attesters,
    "parties.attest": attest,
    "parties.revoke_attestation": revoke_attestation,
    "instruments.define": define,
    "instruments.amend": amend,
    "instruments.change_status": change_status,
    "holdings.issue": issue,
    "holdings.redeem": redeem,
    "holdings.transfer": transfer,
    "holdings.correct": correct,
    "holdings.hold": hold,
    "holdings.execute_hold": execute_hold,
    "holdings.release_hold": release("hold", "hold", "holdings.released"),
    "holdings.pledge": pledge,
    "holdings.release_pledge": release("pledge", "pledge", "holdings.pledge_released"),
    "holdings.enforce_pledge": enforce,
    "orders.give": give,
    "orders.force": by_order("holdings.forced", "sender receiver instrument free taken", free=0, taken=[]),
    "orders.burn": by_order("holdings.burned", "account instrument free taken", free=0, taken=[]),
    "orders.recover": recover,
    "orders.freeze": order_freeze,
    "orders.thaw": order_thaw,
    "holdings.freeze": freeze,
    "holdings.unfreeze": unfreeze,
    "holdings.grant_mandate": grant_mandate,
    "holdings.revoke_mandate": revoke_mandate,
    "holdings.transfer_by_mandate": take,
}
