# SPDX-License-Identifier: Apache-2.0
"""Digital currency said a second time: what each call causes, and whom each event needs."""

from support.laws_twin.cash_records import Cause, Consents, Permit, day_at, find, get, grown, index_now, number
from support.laws_twin.causes import NOTHING, Events, from_when, picked, reserved
from support.laws_twin.moment import Moment
from support.laws_twin.state import Plain, demand


def adopt(call: Plain, moment: Moment) -> Events:
    return [("cash.adopted", picked(call, "instrument offset_min") | {"time": moment.time})]


def begun(call: Plain, moment: Moment) -> Plain:
    return {"since": from_when(call, moment, "policy_backdated")}


def set_day(call: Plain, moment: Moment) -> Events:
    return [("cash.day_set", picked(call, "instrument offset_min") | begun(call, moment))]


def set_limits(call: Plain, moment: Moment) -> Events:
    said = picked(call, "instrument grade kind balance single daily annual")
    return [("cash.limits_set", said | begun(call, moment))]


def set_rate(call: Plain, moment: Moment) -> Events:
    today = number(day_at(get(moment.state, "currency", call["instrument"]), moment.time))
    demand(call["day"] > today, "policy_backdated")
    return [("cash.rate_set", picked(call, "instrument day grade kind rate_ppm"))]


def open_vault(call: Plain, moment: Moment) -> Events:
    get(moment.state, "currency", call["instrument"])
    holder = moment.state.account(call["account"])["holder"]
    return [("cash.vault_opened", picked(call, "account instrument") | {"bank": holder})]


def backing(event: str) -> Cause:
    return lambda call, _: [(event, picked(call, "account instrument quantity document reference", reference=""))]


def open_wallet(call: Plain, moment: Moment) -> Events:
    get(moment.state, "currency", call["instrument"])
    index = index_now(moment, call)
    bank = get(moment.state, "vault", call["vault"], call["instrument"])["bank"]
    said = picked(call, "account instrument grade kind commitment")
    return [("cash.wallet_opened", said | {"bank": bank, "index": index})]


def open_sub_wallet(call: Plain, moment: Moment) -> Events:
    parent = get(moment.state, "wallet", call["parent"], call["instrument"])
    demand(parent["parent"] is None, "nested_wallet")
    return [("cash.sub_wallet_opened", picked(call, "account instrument parent") | {"bank": parent["bank"]})]


def classed(call: Plain, moment: Moment) -> Plain:
    wallet = get(moment.state, "wallet", call["account"], call["instrument"])
    demand(wallet["parent"] is None, "class_of_parent")
    return wallet


def reclassify(call: Plain, moment: Moment) -> Events:
    wallet = classed(call, moment)
    indices = {"earned_to": index_now(moment, wallet), "index": index_now(moment, wallet | picked(call, "grade"))}
    said = picked(call, "account instrument grade commitment")
    return [("cash.reclassified", said | indices | {"bank": wallet["bank"]})]


def request(call: Plain, moment: Moment) -> Events:
    get(moment.state, "wallet", call["account"], call["instrument"])
    demand(call["expires"] > moment.time, "expiry_in_the_past")
    return [
        ("cash.requested", picked(call, "request account payer instrument quantity expires reference", reference=""))
    ]


def due(record: Plain, moment: Moment) -> bool:
    return record["status"] == "requested" and moment.time < int(record["expires"])


def exactly(moment: Moment, name: str, executor: str, quantity: int) -> Plain:
    hold = reserved(moment, name, "hold")
    demand(hold["executor"] == executor and hold["quantity"] == quantity, "hold_not_exact")
    return hold


def held_moves(path: str, hold: str, record: Plain, **how: object) -> tuple[str, Plain]:
    moved = picked(record, "instrument reference") | how
    grants = {"part": "held", "giving": f"holdings/encumbrance/{hold}", "taking": path, "cause": path}
    return "holdings.transferred", NOTHING | moved | grants


def pay(call: Plain, moment: Moment) -> Events:
    asked, path = get(moment.state, "request", call["request"]), f"cash/request/{call['request']}"
    demand(due(asked, moment), "request_not_open")
    payer = exactly(moment, call["hold"], path, asked["quantity"])["account"]
    demand(asked["payer"] is None or asked["payer"] == payer, "request_of_another")
    moved = held_moves(path, call["hold"], asked, sender=payer, receiver=asked["account"], quantity=asked["quantity"])
    return [moved, ("cash.paid", {"request": call["request"], "sender": payer})]


def withdraw(call: Plain, moment: Moment) -> Events:
    demand(get(moment.state, "request", call["request"])["status"] == "requested", "request_not_open")
    return [("cash.withdrawn", picked(call, "request"))]


def hold_back(call: Plain, moment: Moment) -> Events:
    asked, path = get(moment.state, "request", call["request"]), f"cash/request/{call['request']}"
    demand(not due(asked, moment), "request_open")
    hold = reserved(moment, call["hold"], "hold")
    demand(hold["executor"] == path, "hold_not_exact")
    return [("holdings.released", picked(hold, "encumbrance account instrument quantity") | {"cause": path})]


def prepay(call: Plain, moment: Moment) -> Events:
    hold = exactly(moment, call["hold"], f"cash/prepaid/{call['contract']}", sum(call["instalments"]))
    for account in (hold["account"], call["merchant"]):
        get(moment.state, "wallet", account, hold["instrument"])
    said = picked(call, "contract merchant instalments confirmer hold reference", reference="")
    return [("cash.prepaid", said | picked(hold, "account instrument expires"))]


def running(call: Plain, moment: Moment) -> Plain:
    contract = get(moment.state, "prepaid", call["contract"])
    demand(contract["status"] == "running", "contract_not_running")
    return contract


def confirm(call: Plain, moment: Moment) -> Events:
    contract = running(call, moment)
    demand(call["instalment"] - contract["confirmed"] == 1, "not_the_next_instalment")
    quantity = contract["instalments"][call["instalment"] - 1]
    payer = moment.state.encumbrance(contract["hold"])["account"]
    ends = {"sender": payer, "receiver": contract["merchant"], "quantity": quantity}
    moved = held_moves(f"cash/prepaid/{call['contract']}", contract["hold"], contract, **ends)
    return [moved, ("cash.confirmed", picked(call, "contract instalment by"))]


def given_back(event: str, call: Plain, moment: Moment) -> Events:
    contract = running(call, moment)
    hold = moment.state.encumbrance(contract["hold"])
    freed = picked(hold, "encumbrance account instrument quantity") | {"cause": f"cash/prepaid/{call['contract']}"}
    said = picked(call, "contract")
    if event == "cash.refund_ordered":
        said |= picked(call, "supervisor document") | {"legal_reference": call["reference"]}
    return [*([("holdings.released", freed)] if hold["status"] == "active" else []), (event, said)]


def pay_interest(call: Plain, moment: Moment) -> Events:
    wallet = classed(call, moment)
    index, where = index_now(moment, wallet), (call["account"], call["instrument"])
    quantity = grown(get(moment.state, "usage", *where), index)["earned"]
    demand(quantity, "nothing_earned")
    vault = moment.state.mandate(call["mandate"])["account"]
    demand(get(moment.state, "vault", vault, where[1])["bank"] == wallet["bank"], "another_bank")
    moved = {"sender": vault, "receiver": where[0], "instrument": where[1], "quantity": quantity}
    moved |= {"giving": f"holdings/mandate/{call['mandate']}", "taking": "/".join(("cash", "wallet", *where))}
    paid = picked(call, "account instrument") | {"quantity": quantity, "index": index}
    cause = {"cause": f"cash/currency/{where[1]}"}
    return [("holdings.transferred", NOTHING | moved | cause), ("cash.interest_paid", paid)]


FEATURE = "cash"
"""Which each of these calls needs."""
CAUSES: dict[str, Cause] = {
    "cash.adopt": adopt,
    "cash.set_day": set_day,
    "cash.set_limits": set_limits,
    "cash.set_rate": set_rate,
    "cash.open_vault": open_vault,
    "cash.back": backing("cash.backed"),
    "cash.retire": backing("cash.retired"),
    "cash.open_wallet": open_wallet,
    "cash.open_sub_wallet": open_sub_wallet,
    "cash.reclassify": reclassify,
    "cash.request_payment": request,
    "cash.pay": pay,
    "cash.withdraw_request": withdraw,
    "cash.give_back": hold_back,
    "cash.prepay": prepay,
    "cash.confirm": confirm,
    "cash.refund": lambda call, moment: given_back("cash.refunded", call, moment),
    "cash.order_refund": lambda call, moment: given_back("cash.refund_ordered", call, moment),
    "cash.pay_interest": pay_interest,
}


# Whom events need.


def by_issuer(data: Plain, moment: Moment) -> Consents:
    moment.need(moment.state.instrument(data["instrument"])["issuer"])
    return []


def adopted(data: Plain, moment: Moment) -> Consents:
    demand(moment.state.instrument(data["instrument"])["kind"] == "cash", "not_cash")
    by_issuer(data, moment)
    demand(moment.state.outstanding(data["instrument"]) == 0, "currency_outstanding")
    return []


def unless(moment: Moment, data: Plain, other: str) -> None:
    demand(find(moment.state, other, data["account"], data["instrument"]) is None, "vault_or_wallet")


def vault_opened(data: Plain, moment: Moment) -> Consents:
    by_issuer(data, moment)
    moment.need_role(data["bank"], "operating_bank")
    moment.need_all(moment.state.instrument(data["instrument"])["issuer"], data["bank"])
    unless(moment, data, "wallet")
    return []


def by_keeper(data: Plain, moment: Moment) -> Consents:
    demand(moment.state.account(data["account"])["custodian"] == data["bank"], "another_bank")
    moment.need_role(data["bank"], "operating_bank")
    return []


def wallet_opened(data: Plain, moment: Moment) -> Consents:
    by_keeper(data, moment)
    consents = moment.joined([moment.control(data["account"], "takes")], data["bank"])
    unless(moment, data, "vault")
    return consents


def sub_wallet_opened(data: Plain, moment: Moment) -> Consents:
    by_keeper(data, moment)
    own, above = (moment.state.account(data[name])["holder"] for name in ("account", "parent"))
    demand(own == above, "another_holder")
    consents = moment.joined([moment.control(data["account"], "gives")], data["bank"])
    unless(moment, data, "vault")
    return consents


def requested(data: Plain, moment: Moment) -> Consents:
    return moment.joined([moment.control(data["account"], side) for side in ("gives", "takes")])


def prepaid(data: Plain, moment: Moment) -> Consents:
    if data["confirmer"] is not None:
        moment.standing(data["confirmer"])
    ends = ((data["account"], "gives"), (data["merchant"], "gives"), (data["merchant"], "takes"))
    return moment.joined([moment.control(*end) for end in ends])


def confirmed(data: Plain, moment: Moment) -> Consents:
    contract = get(moment.state, "prepaid", data["contract"])
    if data["by"] is None:
        return [moment.control(contract["account"], "gives")]
    demand(data["by"] == contract["confirmer"], "not_the_confirmer")
    moment.need(data["by"])
    return []


def refunded(data: Plain, moment: Moment) -> Consents:
    contract = get(moment.state, "prepaid", data["contract"])
    over = contract["expires"] <= moment.time
    return [] if over else [moment.control(contract["merchant"], "gives")]


def ordered(data: Plain, moment: Moment) -> Consents:
    moment.need_role(data["supervisor"], "supervisor")
    return []


def withdrawn(data: Plain, moment: Moment) -> Consents:
    return [moment.control(get(moment.state, "request", data["request"])["account"], "gives")]


def interest_paid(data: Plain, moment: Moment) -> Consents:
    moment.need(get(moment.state, "wallet", data["account"], data["instrument"])["bank"])
    return []


PERMITS: dict[str, Permit] = {
    "cash.adopted": adopted,
    "cash.day_set": by_issuer,
    "cash.limits_set": by_issuer,
    "cash.rate_set": by_issuer,
    "cash.vault_opened": vault_opened,
    "cash.backed": by_issuer,
    "cash.retired": by_issuer,
    "cash.wallet_opened": wallet_opened,
    "cash.sub_wallet_opened": sub_wallet_opened,
    "cash.reclassified": by_keeper,
    "cash.requested": requested,
    "cash.paid": lambda _data, _moment: [],
    "cash.withdrawn": withdrawn,
    "cash.prepaid": prepaid,
    "cash.confirmed": confirmed,
    "cash.refunded": refunded,
    "cash.refund_ordered": ordered,
    "cash.interest_paid": interest_paid,
}
