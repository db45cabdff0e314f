# SPDX-License-Identifier: Apache-2.0
"""Which events each call of settlement causes."""

from collections.abc import Callable

from support.laws_twin.causes import FAILURES, NOTHING, OPEN, Events, picked
from support.laws_twin.moment import Moment
from support.laws_twin.state import Plain, demand


def accounts_of(legs: list[Plain]) -> list[str]:
    return list(dict.fromkeys(name for leg in legs for name in (leg["sender"], leg["receiver"])))


def two_sided(legs: list[Plain]) -> None:
    demand(all(leg["sender"] != leg["receiver"] for leg in legs), "leg_to_itself")


def path_of(name: str) -> str:
    return f"settlement/instruction/{name}"


def opened(moment: Moment, name: str, *, late_too: bool = False) -> Plain:
    """The instruction, which can still change."""
    record = moment.state.instruction(name)
    demand(record["status"] in OPEN, "instruction_not_open")
    demand(late_too or moment.time < record["expires"], "instruction_expired")
    return record


def instruct(call: Plain, moment: Moment) -> Events:
    data = picked(call, "instruction legs intended_settlement expires reference", intended_settlement=0, reference="")
    two_sided(data["legs"])
    demand(data["expires"] > max(moment.time, data["intended_settlement"]), "expires_too_early")
    return [("settlement.instructed", {**data, "instructor": call["by"]})]


def affirm(call: Plain, moment: Moment) -> Events:
    record = opened(moment, call["instruction"])
    everybody = accounts_of(record["legs"])
    demand(call["account"] in everybody, "account_not_in_instruction")
    done = [one["account"] for one in record["affirmed"]]
    demand(call["account"] not in done, "already_affirmed")
    status = "matched" if len(done) + 1 == len(everybody) else "accepted"
    return [("settlement.affirmed", {**picked(call, "instruction account"), "status": status})]


def allocate(call: Plain, moment: Moment) -> Events:
    record = opened(moment, call["instruction"])
    demand(call["account"] in accounts_of(record["legs"]), "account_not_in_instruction")
    senders = {leg["sender"] for leg in record["legs"]}
    demand(call["account"] in senders - set(record["allocated"]), "already_allocated")
    demand(record["status"] == "matched", "not_matched")
    path = path_of(call["instruction"])
    events: Events = []
    for position, leg in enumerate(record["legs"]):
        if leg["sender"] == call["account"]:
            data = picked(leg, "instrument quantity") | picked(record, "expires reference")
            name = f"settlement/{call['instruction']}/{position}"
            data |= {"account": leg["sender"], "encumbrance": name, "executor": path, "cause": path}
            events.append(("holdings.held", data))
    status = "pending" if len(record["allocated"]) + 1 == len(senders) else "matched"
    return [*events, ("settlement.allocated", {**picked(call, "instruction account"), "status": status})]


def settle(call: Plain, moment: Moment) -> Events:
    record = opened(moment, call["instruction"])
    demand(record["status"] == "pending", "not_allocated")
    demand(moment.time >= record["intended_settlement"], "too_early")
    path = path_of(call["instruction"])
    events: Events = []
    for position, leg in enumerate(record["legs"]):
        giving = f"holdings/encumbrance/settlement/{call['instruction']}/{position}"
        how = {"part": "held", "giving": giving, "taking": path, "cause": path, "reference": record["reference"]}
        events.append(("holdings.transferred", leg | how))
    end = {"instruction": call["instruction"], "by": call["by"], "legs": None, "time": moment.time}
    return [*events, ("settlement.settled", end | {"reference": record["reference"]})]


def settle_now(call: Plain, moment: Moment) -> Events:
    two_sided(call["legs"])
    reference = call.get("reference", "")
    how = NOTHING | {"cause": path_of(call["instruction"]), "reference": reference}
    end = {"by": None, "reference": reference, "time": moment.time} | picked(call, "instruction legs")
    return [*(("holdings.transferred", leg | how) for leg in call["legs"]), ("settlement.settled", end)]


def given_back(record: Plain) -> Events:
    path = path_of(record["instruction"])
    return [
        (
            "holdings.released",
            {
                "encumbrance": f"settlement/{record['instruction']}/{position}",
                "account": leg["sender"],
                "instrument": leg["instrument"],
                "quantity": leg["quantity"],
                "cause": path,
            },
        )
        for position, leg in enumerate(record["legs"])
        if leg["sender"] in record["allocated"]
    ]


def cancel(call: Plain, moment: Moment) -> Events:
    record = opened(moment, call["instruction"])
    alone = record["status"] == "accepted" and call["by"] == record["instructor"]
    reason = "cancelled_by_instructing_party" if alone else "cancelled_by_agreement"
    return [*given_back(record), ("settlement.cancelled", {**picked(call, "instruction by"), "reason": reason})]


def expire(call: Plain, moment: Moment) -> Events:
    record = opened(moment, call["instruction"], late_too=True)
    demand(moment.time >= record["expires"], "instruction_not_expired")
    end = {"instruction": call["instruction"], "by": None, "reason": "cancelled_by_system"}
    return [*given_back(record), ("settlement.cancelled", end)]


def fail(call: Plain, moment: Moment) -> Events:
    record = opened(moment, call["instruction"], late_too=True)
    demand(call["reason"] in FAILURES, "reason_not_a_failure")
    demand(moment.time >= record["intended_settlement"], "too_early")
    return [*given_back(record), ("settlement.failed", picked(call, "instruction by reason"))]


def end_by_order(call: Plain, moment: Moment) -> Events:
    """By the orders of the noun of tests."""
    order, record = moment.state.get(f"orders/order/{call['order']}"), moment.state.get(call["record"])
    demand(order is not None, "no_such_order")
    demand(record is not None and call["record"].startswith("settlement/"), "not_ordered")
    assert order is not None and record is not None
    demand(record["status"] in ("accepted", "matched", "pending"), "instruction_not_open")
    demand(order["account"] in record["allocated"], "nothing_reserved")
    said = {"instruction": record["instruction"], "account": order["account"], "order": f"orders/order/{call['order']}"}
    return [*given_back(record), ("settlement.ended", said)]


CAUSES: dict[str, Callable[[Plain, Moment], Events]] = {
    "settlement.instruct": instruct,
    "settlement.affirm": affirm,
    "settlement.allocate": allocate,
    "settlement.settle": settle,
    "settlement.settle_now": settle_now,
    "settlement.cancel": cancel,
    "settlement.expire": expire,
    "settlement.fail": fail,
    "orders.end": end_by_order,
}
