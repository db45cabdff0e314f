# SPDX-License-Identifier: Apache-2.0
"""What each type of event does to the records: one function each, touching records in the order of the trail links."""

from collections.abc import Callable
from typing import Any

from support.laws_twin.moment import keyids
from support.laws_twin.state import NUMBER_MAX, Denied, Plain, State, demand

PART = {"hold": "held", "pledge": "pledged"}
SCHEDULED = 8


def make(state: State, path: str, record: Plain, exists: str) -> None:
    demand(path not in state.records, exists)
    state.touch(path, record)


def change(state: State, path: str, unknown: str, **changes: Any) -> None:
    state.touch(path, {**state.known(path, unknown), **changes})


# Parties.


def party_registered(state: State, data: Plain, _consents: list[Plain]) -> None:
    described = {name: value for name, value in data.items() if name != "registrar"}
    make(state, f"parties/party/{data['party']}", {**described, "status": "active"}, "party_exists")
    _remember_keys(state, data)


def _remember_keys(state: State, data: Plain) -> None:
    for key in data["keys"]["keys"] if data["keys"] else ():
        (keyid,) = keyids({"keys": [key]})
        state.keep(f"parties/key/{keyid}", {"key": key["key"], "party": data["party"], "scheme": key["scheme"]})


def party_changed(**fixed: Any) -> Callable[[State, Plain, list[Plain]], None]:
    def apply(state: State, data: Plain, _consents: list[Plain]) -> None:
        said = {name: data[name] for name in ("roles", "keys") if name in data}
        change(state, f"parties/party/{data['party']}", "unknown_party", **said, **fixed)
        if "keys" in data:
            _remember_keys(state, data)

    return apply


def account_opened(state: State, data: Plain, _consents: list[Plain]) -> None:
    record = {**data, "status": "active", "suspended_by": None}
    make(state, f"parties/account/{data['account']}", record, "account_exists")
    noted = {"account": data["account"], "holder": data["holder"]}
    state.keep(f"parties/holder_account/{data['holder']}/{data['account']}", noted)


def account_changed(state: State, data: Plain, _consents: list[Plain]) -> None:
    change(state, f"parties/account/{data['account']}", "unknown_account", **data)


def account_suspended(state: State, data: Plain, _consents: list[Plain]) -> None:
    path = f"parties/account/{data['account']}"
    change(state, path, "unknown_account", status="suspended", suspended_by=data["by"])


def account_reinstated(state: State, data: Plain, _consents: list[Plain]) -> None:
    path = f"parties/account/{data['account']}"
    change(state, path, "unknown_account", status="active", suspended_by=None)


def dated(entries: list[Plain], entry: Plain, now: int, too_many: str, when: str = "since") -> list[Plain]:
    """A policy with one more entry: whatever nobody could ever be judged by any more is not in it."""
    kept = [*(one for one in entries if one[when] < entry[when]), entry]
    while len(kept) > 1 and kept[1][when] <= now:
        kept.pop(0)
    demand(sum(one[when] > now for one in kept[:-1]) < SCHEDULED, too_many)
    return kept


def attesters_trusted(state: State, data: Plain, _consents: list[Plain]) -> None:
    path = f"parties/trust/{data['topic']}"
    before = (state.get(path) or {"entries": []})["entries"]
    new = {name: data[name] for name in ("since", "attesters", "values")}
    entries = dated(before, new, data["time"], "too_many_trusts")
    state.touch(path, {"topic": data["topic"], "entries": entries})


def attested(state: State, data: Plain, _consents: list[Plain]) -> None:
    record = {name: value for name, value in data.items() if name != "time"}
    path = f"parties/attestation/{data['party']}/{data['topic']}"
    state.touch(path, {**record, "attested": data["time"], "revoked": False})


def attestation_revoked(state: State, data: Plain, _consents: list[Plain]) -> None:
    change(state, f"parties/attestation/{data['party']}/{data['topic']}", "unknown_attestation", revoked=True)


# Instruments.


def defined(state: State, data: Plain, _consents: list[Plain]) -> None:
    record = {**data, "version": 1, "status": "draft", "suspended_by": None}
    make(state, f"instruments/instrument/{data['instrument']}", record, "instrument_exists")


def amended(state: State, data: Plain, _consents: list[Plain]) -> None:
    name = data["instrument"]
    before = state.instrument(name)
    earlier = {field: before[field] for field in ("name", "identifiers", "terms", "supply_limit")}
    change(state, f"instruments/instrument/{name}", "unknown_instrument", **data)
    state.keep(f"instruments/version/{name}/{before['version']}", earlier)


def status_changed(state: State, data: Plain, _consents: list[Plain]) -> None:
    by = data["by"] if data["status"] == "suspended" else None
    path = f"instruments/instrument/{data['instrument']}"
    change(state, path, "unknown_instrument", status=data["status"], suspended_by=by)


# Holdings.


def holding_of(state: State, account: str, instrument: str) -> Plain:
    empty = {"account": account, "instrument": instrument, "free": 0, "held": 0, "pledged": 0, "frozen": 0, "line": []}
    return dict(state.get(f"holdings/holding/{account}/{instrument}") or empty)


def give(holding: Plain, part: str, quantity: int) -> None:
    demand(holding[part] >= quantity, "insufficient_free_quantity")
    holding[part] -= quantity


def gain(holding: Plain, part: str, quantity: int) -> None:
    balance = sum(holding[name] for name in ("free", "held", "pledged", "frozen"))
    demand(balance + quantity <= NUMBER_MAX, "quantity_overflow")
    holding[part] += quantity
    if part == "free":
        serve(holding)


def serve(holding: Plain) -> None:
    """Deal all that is free or frozen out anew, from the head of the line."""
    rest = holding["free"] + holding["frozen"]
    line = []
    for order in holding["line"]:
        taken = min(order["ordered"], rest)
        rest -= taken
        line.append({**order, "taken": taken})
    holding["frozen"] = sum(order["taken"] for order in line)
    holding["free"], holding["line"] = rest, line


def put(state: State, holding: Plain, *, booked: bool = False) -> None:
    """Write a holding; its first event stands in the account's book too, if it came by a movement."""
    path = f"holdings/holding/{holding['account']}/{holding['instrument']}"
    first = path not in state.records
    state.touch(path, holding)
    if first and booked:
        book(state, holding["account"])


def book(state: State, account: str, lines: int = 1) -> None:
    path = f"holdings/book/{account}"
    before = state.get(path) or {"account": account, "lines": 0}
    state.touch(path, {**before, "lines": before["lines"] + lines})


def supply(state: State, instrument: str, more: int) -> None:
    outstanding = state.outstanding(instrument) + more
    demand(0 <= outstanding <= NUMBER_MAX, "quantity_overflow")
    state.touch(f"holdings/supply/{instrument}", {"instrument": instrument, "outstanding": outstanding})


def issued(state: State, data: Plain, _consents: list[Plain]) -> None:
    holding = holding_of(state, data["account"], data["instrument"])
    gain(holding, "free", data["quantity"])
    put(state, holding, booked=True)
    supply(state, data["instrument"], data["quantity"])
    if state.instrument(data["instrument"])["unique"]:
        title = {name: data[name] for name in ("instrument", "account", "parents")}
        make(state, f"holdings/title/{data['instrument']}", title, "title_exists")


def redeemed(state: State, data: Plain, _consents: list[Plain]) -> None:
    holding = holding_of(state, data["account"], data["instrument"])
    give(holding, "free", data["quantity"])
    put(state, holding)
    supply(state, data["instrument"], -data["quantity"])
    retitle(state, data["instrument"], None)


def corrected(state: State, data: Plain, _consents: list[Plain]) -> None:
    holding = holding_of(state, data["account"], data["instrument"])
    if data["change"] == "adds":
        gain(holding, "free", data["quantity"])
        put(state, holding, booked=True)
        supply(state, data["instrument"], data["quantity"])
    else:
        give(holding, "free", data["quantity"])
        put(state, holding)
        supply(state, data["instrument"], -data["quantity"])


def transferred(state: State, data: Plain, _consents: list[Plain]) -> None:
    sent = holding_of(state, data["sender"], data["instrument"])
    give(sent, data["part"], data["quantity"])
    put(state, sent)
    received = holding_of(state, data["receiver"], data["instrument"])
    gain(received, "free", data["quantity"])
    put(state, received, booked=True)
    giving = data["giving"] or ""
    if giving.startswith("holdings/encumbrance/"):
        rest = state.records[giving]["quantity"] - data["quantity"]
        demand(rest >= 0, "exceeds_hold")
        change(state, giving, "", quantity=rest, status="active" if rest else "executed")
    elif giving.startswith("holdings/mandate/"):
        change(state, giving, "", moved=min(state.records[giving]["moved"] + data["quantity"], NUMBER_MAX))
    retitle(state, data["instrument"], data["receiver"])


def retitle(state: State, instrument: str, account: str | None) -> None:
    if state.instrument(instrument)["unique"]:
        change(state, f"holdings/title/{instrument}", "unknown_title", account=account)


def reserved(kind: str) -> Callable[[State, Plain, list[Plain]], None]:
    def apply(state: State, data: Plain, consents: list[Plain]) -> None:
        holding = holding_of(state, data["account"], data["instrument"])
        give(holding, "free", data["quantity"])
        gain(holding, PART[kind], data["quantity"])
        put(state, holding)
        names = ("encumbrance", "account", "instrument", "quantity", "executor", "expires", "reference")
        record = {name: data[name] for name in names}
        record |= {name: data[name] for name in ("keeper", "enforceable_from", "enforceable_to") if name in data}
        record |= {"kind": kind, "granted_by": consents[0]["by"], "status": "active"}
        make(state, f"holdings/encumbrance/{data['encumbrance']}", record, "encumbrance_exists")
        if kind == "pledge":
            book(state, data["account"])

    return apply


def lifted(kind: str) -> Callable[[State, Plain, list[Plain]], None]:
    def apply(state: State, data: Plain, _consents: list[Plain]) -> None:
        holding = holding_of(state, data["account"], data["instrument"])
        give(holding, PART[kind], data["quantity"])
        gain(holding, "free", data["quantity"])
        put(state, holding)
        path = f"holdings/encumbrance/{data['encumbrance']}"
        rest = state.known(path, "unknown_encumbrance")["quantity"] - data["quantity"]
        demand(rest >= 0, "exceeds_hold")
        change(state, path, "", quantity=rest, status="active" if rest else "released")

    return apply


def _ended(state: State, encumbrance: str) -> None:
    path = f"holdings/encumbrance/{encumbrance}"
    change(state, path, "unknown_encumbrance", quantity=0, status="released")


def frozen(state: State, data: Plain, consents: list[Plain]) -> None:
    holding = holding_of(state, data["account"], data["instrument"])
    demand(len(holding["line"]) < 64, "too_many_freezes")
    ordered = data["quantity"] or NUMBER_MAX
    order = {"freeze": data["encumbrance"], "ordered": ordered, "taken": 0}
    holding["line"] = [*holding["line"], order]
    serve(holding)
    put(state, holding)
    record = {name: data[name] for name in ("encumbrance", "account", "instrument")} | {"quantity": ordered}
    record |= {"kind": "freeze", "executor": data.get("order") or data["supervisor"]}
    record |= {"expires": None, "status": "active"}
    record |= {"reference": data["legal_reference"], "granted_by": consents[0]["by"]}
    make(state, f"holdings/encumbrance/{data['encumbrance']}", record, "encumbrance_exists")
    book(state, data["account"])


def unfrozen(state: State, data: Plain, _consents: list[Plain]) -> None:
    holding = holding_of(state, data["account"], data["instrument"])
    if data["encumbrance"] not in [order["freeze"] for order in holding["line"]]:
        raise Denied("unknown_encumbrance")
    holding["line"] = [order for order in holding["line"] if order["freeze"] != data["encumbrance"]]
    serve(holding)
    put(state, holding)
    _ended(state, data["encumbrance"])


def mandate_granted(state: State, data: Plain, consents: list[Plain]) -> None:
    record = {**data, "granted_by": consents[0]["by"], "moved": 0, "status": "active"}
    make(state, f"holdings/mandate/{data['mandate']}", record, "mandate_exists")


def mandate_revoked(state: State, data: Plain, _consents: list[Plain]) -> None:
    change(state, f"holdings/mandate/{data['mandate']}", "unknown_mandate", status="released")


# Settlement, and the chain's own rules.


def instructed(state: State, data: Plain, _consents: list[Plain]) -> None:
    record = {**data, "status": "accepted", "reason": None, "affirmed": [], "allocated": []}
    make(state, f"settlement/instruction/{data['instruction']}", record, "instruction_exists")


def instruction_moved(state: State, data: Plain, consents: list[Plain], list_: str) -> None:
    before = state.instruction(data["instruction"])
    entry = {"account": data["account"], "by": consents[-1]["by"]} if list_ == "affirmed" else data["account"]
    path = f"settlement/instruction/{data['instruction']}"
    change(state, path, "", status=data["status"], **{list_: [*before[list_], entry]})


def settled(state: State, data: Plain, _consents: list[Plain]) -> None:
    path = f"settlement/instruction/{data['instruction']}"
    if data["legs"] is None:
        change(state, path, "unknown_instruction", status="settled")
        return
    record = {name: data[name] for name in ("instruction", "legs", "reference")}
    record |= {"instructor": None, "intended_settlement": data["time"], "expires": data["time"]}
    record |= {"status": "settled", "reason": None, "affirmed": [], "allocated": []}
    make(state, path, record, "instruction_exists")


def ended(status: str) -> Callable[[State, Plain, list[Plain]], None]:
    def apply(state: State, data: Plain, _consents: list[Plain]) -> None:
        path = f"settlement/instruction/{data['instruction']}"
        change(state, path, "unknown_instruction", status=status, reason=data["reason"])

    return apply


RULES = "protocol/rules/current"


def feature_scheduled(state: State, data: Plain, _consents: list[Plain]) -> None:
    features = {**state.records[RULES]["features"], data["feature"]: data["height"]}
    change(state, RULES, "no_rules", features=features)


def version_scheduled(state: State, data: Plain, _consents: list[Plain]) -> None:
    entry = {"height": data["height"], "protocol": data["protocol"]}
    change(state, RULES, "no_rules", protocols=[*state.records[RULES]["protocols"], entry])


def window_scheduled(state: State, data: Plain, _consents: list[Plain]) -> None:
    entry = {"height": data["height"], "window": data["window"]}
    change(state, RULES, "no_rules", windows=[*state.records[RULES].get("windows", []), entry])


EFFECTS: dict[str, Callable[[State, Plain, list[Plain]], None]] = {
    "protocol.rules_set": lambda state, data, _: make(state, RULES, dict(data), "rules_exist"),
    "protocol.feature_scheduled": feature_scheduled,
    "protocol.version_scheduled": version_scheduled,
    "protocol.window_scheduled": window_scheduled,
    "parties.registered": party_registered,
    "parties.suspended": party_changed(status="suspended"),
    "parties.reinstated": party_changed(status="active"),
    "parties.roles_assigned": party_changed(),
    "parties.keys_rotated": party_changed(),
    "parties.account_opened": account_opened,
    "parties.account_control_changed": account_changed,
    "parties.account_suspended": account_suspended,
    "parties.account_reinstated": account_reinstated,
    "parties.attesters_trusted": attesters_trusted,
    "parties.attested": attested,
    "parties.attestation_revoked": attestation_revoked,
    "instruments.defined": defined,
    "instruments.amended": amended,
    "instruments.status_changed": status_changed,
    "holdings.issued": issued,
    "holdings.redeemed": redeemed,
    "holdings.transferred": transferred,
    "holdings.corrected": corrected,
    "holdings.held": reserved("hold"),
    "holdings.released": lifted("hold"),
    "holdings.pledged": reserved("pledge"),
    "holdings.pledge_released": lifted("pledge"),
    "holdings.frozen": frozen,
    "holdings.unfrozen": unfrozen,
    "holdings.mandate_granted": mandate_granted,
    "holdings.mandate_revoked": mandate_revoked,
    "settlement.instructed": instructed,
    "settlement.affirmed": lambda state, data, consents: instruction_moved(state, data, consents, "affirmed"),
    "settlement.allocated": lambda state, data, consents: instruction_moved(state, data, consents, "allocated"),
    "settlement.settled": settled,
    "settlement.cancelled": ended("cancelled"),
    "settlement.failed": ended("failed"),
}
