# SPDX-License-Identifier: Apache-2.0
"""Orders, and what moves under them: whose consent it needs, and what it does to the records."""

from collections.abc import Callable

from support.laws_twin.effects import PART, book, change, gain, give, holding_of, make, put, retitle, serve, supply
from support.laws_twin.moment import Moment
from support.laws_twin.state import NUMBER_MAX, Plain, State, demand

Consents = list[Plain]


def given(data: Plain, moment: Moment) -> Consents:
    moment.need_role(data["authority"], "supervisor")
    return []


def under_order(data: Plain, moment: Moment, act: str, sides: dict[str, str]) -> Consents:
    """The consent of each account, which the order stands for: by an order of this act, about it, in time."""
    consents = []
    for side, account in sides.items():
        order = moment.state.get(data["order"])
        demand(order is not None, "consent_missing")
        assert order is not None
        meant = order["account"] if side == "gives" else order["receiver"]
        demand((order["act"], meant) == (act, account), "not_ordered")
        demand(order["expires"] is None or moment.time < order["expires"], "order_over")
        consents.append(moment.consent(account, side, "order", data["order"], [order["authority"]]))
    return consents


def named(account: str, instrument: str, names: list[str], moment: Moment, *, moves: bool = False) -> list[Plain]:
    demand(len(set(names)) == len(names), "named_twice")
    found = [moment.state.encumbrance(name) for name in names]
    for one in found:
        demand(one["status"] == "active", "unknown_encumbrance")
        demand((one["account"], one["instrument"]) == (account, instrument), "encumbrance_elsewhere")
        along = moves and one["kind"] == "hold" and one["expires"] is None
        demand(along or one["kind"] == "freeze" or "/" not in one["encumbrance"], "hold_reserved")
    return found


def named_enough(account: str, data: Plain, moment: Moment) -> None:
    found = named(account, data["instrument"], [one["encumbrance"] for one in data["taken"]], moment)
    for one, record in zip(data["taken"], found, strict=True):
        demand(one["quantity"] <= record["quantity"], "exceeds_hold")


def may_force(data: Plain, moment: Moment) -> Consents:
    demand(data["sender"] != data["receiver"], "same_account")
    demand(data["free"] or data["taken"], "nothing_moved")
    named_enough(data["sender"], data, moment)
    consents = under_order(data, moment, "forces", {"gives": data["sender"], "takes": data["receiver"]})
    moment.state.account(data["receiver"])
    return consents


def may_burn(data: Plain, moment: Moment) -> Consents:
    demand(data["free"] or data["taken"], "nothing_moved")
    named_enough(data["account"], data, moment)
    return under_order(data, moment, "burns", {"gives": data["account"]})


def may_recover(data: Plain, moment: Moment) -> Consents:
    demand(data["sender"] != data["receiver"], "same_account")
    holders = [moment.state.account(data[end])["holder"] for end in ("sender", "receiver")]
    demand(holders[0] == holders[1], "recovery_to_another")
    demand(any(data[part] for part in ("free", "held", "pledged", "frozen", "line")), "nothing_moved")
    found = named(data["sender"], data["instrument"], data["encumbrances"], moment, moves=True)
    by_kind = {kind: [one for one in found if one["kind"] == kind] for kind in ("hold", "pledge", "freeze")}
    whole = data["held"] == sum(one["quantity"] for one in by_kind["hold"])
    whole = whole and data["pledged"] == sum(one["quantity"] for one in by_kind["pledge"])
    line = [(order["freeze"], order["ordered"]) for order in data["line"]]
    whole = whole and line == [(one["encumbrance"], one["quantity"]) for one in by_kind["freeze"]]
    demand(whole, "recovery_not_whole")
    return under_order(data, moment, "recovers", {"gives": data["sender"], "takes": data["receiver"]})


def deprive(state: State, account: str, data: Plain) -> None:
    """Take the free units and what is named out of a holding."""
    path = f"holdings/holding/{account}/{data['instrument']}"
    holding = dict(state.known(path, "insufficient_free_quantity"))
    give(holding, "free", data["free"])
    for one in data["taken"]:
        kind = state.records[f"holdings/encumbrance/{one['encumbrance']}"]["kind"]
        if kind in PART:
            give(holding, PART[kind], one["quantity"])
        else:
            _shorten(holding, one["encumbrance"], one["quantity"])
    state.touch(path, holding)


def _shorten(holding: Plain, name: str, quantity: int) -> None:
    line = {order["freeze"]: order for order in holding["line"]}
    demand(name in line and line[name]["taken"] >= quantity, "exceeds_hold")
    ordered = line[name]["ordered"]
    shorter = ordered if ordered == NUMBER_MAX else ordered - quantity
    line[name] = {"freeze": name, "ordered": shorter, "taken": line[name]["taken"] - quantity}
    holding["line"] = [order for order in line.values() if order["ordered"]]
    holding["frozen"] -= quantity


def cut(state: State, taken: list[Plain]) -> None:
    for one in taken:
        path = f"holdings/encumbrance/{one['encumbrance']}"
        before = state.records[path]
        if before["kind"] == "freeze" and before["quantity"] == NUMBER_MAX:
            state.touch(path, before)
            continue
        rest = before["quantity"] - one["quantity"]
        demand(rest >= 0, "exceeds_hold")
        change(state, path, "", quantity=rest, status="active" if rest else "executed")


def forced(state: State, data: Plain, _consents: list[Plain]) -> None:
    deprive(state, data["sender"], data)
    arriving = holding_of(state, data["receiver"], data["instrument"])
    gain(arriving, "free", data["free"] + sum(one["quantity"] for one in data["taken"]))
    put(state, arriving, booked=True)
    cut(state, data["taken"])
    retitle(state, data["instrument"], data["receiver"])


def burned(state: State, data: Plain, _consents: list[Plain]) -> None:
    deprive(state, data["account"], data)
    supply(state, data["instrument"], -data["free"] - sum(one["quantity"] for one in data["taken"]))
    cut(state, data["taken"])
    retitle(state, data["instrument"], None)


def recovered(state: State, data: Plain, _consents: list[Plain]) -> None:
    parts = ("free", "held", "pledged", "frozen")
    leaving = holding_of(state, data["sender"], data["instrument"])
    demand(all(leaving[name] == data[name] for name in (*parts, "line")), "recovery_not_whole")
    put(state, {**leaving, **dict.fromkeys(parts, 0), "line": []})
    arriving = holding_of(state, data["receiver"], data["instrument"])
    waits = any(order["taken"] < order["ordered"] for order in arriving["line"])
    demand(not waits or data["frozen"] == 0, "freezes_wait")
    demand(len(arriving["line"]) + len(data["line"]) <= 64, "too_many_freezes")
    demand(sum(arriving[name] + data[name] for name in parts) <= NUMBER_MAX, "quantity_overflow")
    arriving |= {name: arriving[name] + data[name] for name in parts}
    arriving["line"] = [*arriving["line"], *data["line"]]
    serve(arriving)
    put(state, arriving)
    for name in data["encumbrances"]:
        change(state, f"holdings/encumbrance/{name}", "unknown_encumbrance", account=data["receiver"])
    retitle(state, data["instrument"], data["receiver"])
    book(state, data["receiver"], 1 + len(data["encumbrances"]))


def may_end(data: Plain, moment: Moment) -> Consents:
    demand(data["account"] in moment.state.instruction(data["instruction"])["allocated"], "nothing_reserved")
    return under_order(data, moment, "ends", {"gives": data["account"]})


def ended(state: State, data: Plain, _consents: list[Plain]) -> None:
    path = f"settlement/instruction/{data['instruction']}"
    how = {"status": "failed", "reason": "ended_by_order", "order": data["order"]}
    change(state, path, "unknown_instruction", **how)


PERMITS: dict[str, Callable[[Plain, Moment], Consents]] = {
    "orders.given": given,
    "holdings.forced": may_force,
    "holdings.burned": may_burn,
    "holdings.recovered": may_recover,
    "settlement.ended": may_end,
}
EFFECTS: dict[str, Callable[[State, Plain, Consents], None]] = {
    "orders.given": lambda state, data, _: make(state, f"orders/order/{data['order']}", dict(data), "such_an_order"),
    "holdings.forced": forced,
    "holdings.burned": burned,
    "holdings.recovered": recovered,
    "settlement.ended": ended,
}
