# SPDX-License-Identifier: Apache-2.0
"""Digital currency said a second time: what each call causes, whom each event needs, what it does, what is noted."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from support.laws_twin.causes import NOTHING, Events, picked, reserved
from support.laws_twin.effects import change, make
from support.laws_twin.moment import Moment
from support.laws_twin.state import NUMBER_MAX, Plain, State, demand

DAY_MS = 24 * 3_600_000
YEAR = 365 * 10**6
"""Parts of a unit in which interest is counted: millionths of a year of 365 days."""
SCHEDULED = 8
CLASS = ("grade", "kind")
NOUNS = {
    "currency": ("unknown_currency", "currency_exists"),
    "vault": ("unknown_vault", "vault_exists"),
    "wallet": ("unknown_wallet", "wallet_exists"),
    "usage": ("unknown_usage", "usage_exists"),
    "request": ("unknown_request", "request_exists"),
    "prepaid": ("unknown_contract", "contract_exists"),
}
Consents = list[Plain]
Cause = Callable[[Plain, Moment], Events]
Permit = Callable[[Plain, Moment], Consents]
Effect = Callable[[State, Plain, Consents], None]


def find(state: State, noun: str, *parts: str) -> Plain | None:
    return state.get("/".join(("cash", noun, *parts)))


def get(state: State, noun: str, *parts: str) -> Plain:
    return state.known("/".join(("cash", noun, *parts)), NOUNS[noun][0])


def bear(state: State, noun: str, record: Plain, *parts: str) -> None:
    make(state, "/".join(("cash", noun, *parts)), record, NOUNS[noun][1])


def alter(state: State, noun: str, *parts: str, **changes: object) -> None:
    change(state, "/".join(("cash", noun, *parts)), NOUNS[noun][0], **changes)


# Days, and policies that have dates.


def day_at(currency: Plain, time: int) -> date:
    """The day there, by when the day begins."""
    begun = [one for one in currency["days"] if one["since"] <= time] or currency["days"][:1]
    return date(1970, 1, 1) + timedelta(days=(time + begun[-1]["offset_min"] * 60_000) // DAY_MS)


def number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def of_class(entries: list[Plain], wanted: Plain) -> list[Plain]:
    return [one for one in entries if all(one[name] == wanted[name] for name in CLASS)]


def dated(entries: list[Plain], entry: Plain, now: int, when: str = "since") -> list[Plain]:
    """One more change; what was in force before the one in force now is forgotten."""
    kept = [one for one in entries if one[when] < entry[when]]
    while len(kept) > 1 and kept[1][when] <= now:
        kept.pop(0)
    demand(sum(one[when] > now for one in kept) < SCHEDULED, "too_much_scheduled")
    return [*kept, entry]


def earned_by(currency: Plain, wallet: Plain, day: int) -> int:
    """Millionths of a year's rate times days, added up rate by rate until the begin of the day."""
    rates = of_class(currency["rates"], wallet)
    total = rates[0]["index"] if rates else 0
    ends = [*(one["day"] for one in rates[1:]), day]
    for one, end in zip(rates, ends, strict=False):
        total += one["rate_ppm"] * max(min(end, day) - one["day"], 0)
    return int(total)


def index_now(moment: Moment, wallet: Plain) -> int:
    currency = get(moment.state, "currency", wallet["instrument"])
    return earned_by(currency, wallet, number(day_at(currency, moment.time)))


def grown(usage: Plain, index: int) -> Plain:
    """With the interest on the balance, in whole units and the rest of one."""
    if index <= usage["index"]:
        return usage
    exact = usage["earned"] + Fraction(usage["fraction"] + usage["balance"] * (index - usage["index"]), YEAR)
    whole = exact.numerator // exact.denominator
    return {**usage, "index": index, "earned": min(whole, NUMBER_MAX), "fraction": int((exact - whole) * YEAR)}


# What calls cause.


def adopt(call: Plain, moment: Moment) -> Events:
    return [("cash.adopted", picked(call, "instrument offset_min") | {"time": moment.time})]


def from_when(call: Plain, moment: Moment) -> int:
    since = moment.time if call.get("since") is None else int(call["since"])
    demand(since >= moment.time, "policy_backdated")
    return since


def set_day(call: Plain, moment: Moment) -> Events:
    return [("cash.day_set", picked(call, "instrument offset_min") | {"since": from_when(call, moment)})]


def set_limits(call: Plain, moment: Moment) -> Events:
    said = picked(call, "instrument grade kind balance single daily annual")
    return [("cash.limits_set", said | {"since": from_when(call, moment)})]


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
    ends = {"sender": contract["account"], "receiver": contract["merchant"], "quantity": quantity}
    moved = held_moves(f"cash/prepaid/{call['contract']}", contract["hold"], contract, **ends)
    return [moved, ("cash.confirmed", picked(call, "contract instalment by"))]


def given_back(event: str, call: Plain, moment: Moment) -> Events:
    contract = running(call, moment)
    rest = sum(contract["instalments"]) - sum(contract["instalments"][: contract["confirmed"]])
    freed = {"encumbrance": contract["hold"], "quantity": rest, "cause": f"cash/prepaid/{call['contract']}"}
    said = picked(call, "contract")
    if event == "cash.refund_ordered":
        said |= picked(call, "supervisor document") | {"legal_reference": call["reference"]}
    return [("holdings.released", picked(contract, "account instrument") | freed), (event, said)]


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
    unless(moment, data, "vault")
    return []


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


# What events do.


def apart(entries: list[Plain], wanted: Plain) -> list[Plain]:
    mine = of_class(entries, wanted)
    return [one for one in entries if one not in mine]


def currency_adopted(state: State, data: Plain, _consents: Consents) -> None:
    day = {"since": data["time"], "offset_min": data["offset_min"]}
    record = {"instrument": data["instrument"], "days": [day], "limits": [], "rates": []}
    bear(state, "currency", record, data["instrument"])


def day_set(state: State, data: Plain, _consents: Consents) -> None:
    days = get(state, "currency", data["instrument"])["days"]
    entry = picked(data, "since offset_min")
    alter(state, "currency", data["instrument"], days=dated(days, entry, state.now))


def limits_set(state: State, data: Plain, _consents: Consents) -> None:
    limits = get(state, "currency", data["instrument"])["limits"]
    entry = picked(data, "since grade kind balance single daily annual")
    line = dated(of_class(limits, data), entry, state.now)
    alter(state, "currency", data["instrument"], limits=[*apart(limits, data), *line])


def rate_set(state: State, data: Plain, _consents: Consents) -> None:
    currency = get(state, "currency", data["instrument"])
    entry = picked(data, "day grade kind rate_ppm") | {"index": earned_by(currency, data, data["day"])}
    line = dated(of_class(currency["rates"], data), entry, number(day_at(currency, state.now)), "day")
    alter(state, "currency", data["instrument"], rates=[*apart(currency["rates"], data), *line])


def where(data: Plain) -> tuple[str, str]:
    return data["account"], data["instrument"]


def backed(sign: int) -> Effect:
    def apply(state: State, data: Plain, _consents: Consents) -> None:
        vault = get(state, "vault", *where(data))
        total = vault["backed"] + sign * data["quantity"]
        demand(total <= NUMBER_MAX, "quantity_overflow")
        demand(total >= vault["issued"], "backing_in_use")
        alter(state, "vault", *where(data), backed=total)

    return apply


def drawn(state: State, data: Plain, _consents: Consents) -> None:
    vault = get(state, "vault", *where(data))
    issued = vault["issued"] + data["change"]
    demand(issued <= vault["backed"], "beyond_backing")
    demand(issued >= 0, "not_issued_there")
    alter(state, "vault", *where(data), issued=issued)


UNUSED = dict.fromkeys(("balance", "day", "today", "year", "this_year", "earned", "fraction"), 0)


def wallet_made(state: State, data: Plain, consents: Consents) -> None:
    record = picked(data, "account instrument bank parent grade kind commitment")
    bear(state, "wallet", record | {"agreed_by": consents[-1]["by"] if consents else []}, *where(data))
    if data.get("parent") is None:
        bear(state, "usage", UNUSED | picked(data, "account instrument index"), *where(data))


def wallet_reclassified(state: State, data: Plain, _consents: Consents) -> None:
    alter(state, "wallet", *where(data), **picked(data, "grade commitment"))
    before = get(state, "usage", *where(data))
    alter(state, "usage", *where(data), **{**grown(before, data["earned_to"]), "index": data["index"]})


def counted(state: State, data: Plain, _consents: Consents) -> None:
    for end, sign in (("sender", -1), ("receiver", 1)):
        if data[end] is None:
            continue
        usage = dict(grown(get(state, "usage", data[end], data["instrument"]), data[f"{end}_index"]))
        usage["balance"] += sign * data["quantity"]
        if end == "sender" and data["receiver"] is not None:
            for period, paid in (("day", "today"), ("year", "this_year")):
                before = usage[paid] if data[period] <= usage[period] else 0
                usage[paid] = min(before + data["quantity"], NUMBER_MAX)
                usage[period] = max(usage[period], data[period])
        alter(state, "usage", data[end], data["instrument"], **usage)


def request_made(state: State, data: Plain, consents: Consents) -> None:
    bear(state, "request", {**data, "agreed_by": consents[-1]["by"], "status": "requested"}, data["request"])


def contract_made(state: State, data: Plain, consents: Consents) -> None:
    record = {**data, "agreed_by": consents[-1]["by"], "confirmed": 0, "status": "running"}
    bear(state, "prepaid", record, data["contract"])


def contract_confirmed(state: State, data: Plain, _consents: Consents) -> None:
    done = data["instalment"] == len(get(state, "prepaid", data["contract"])["instalments"])
    status = "performed" if done else "running"
    alter(state, "prepaid", data["contract"], confirmed=data["instalment"], status=status)


def ends(noun: str, key: str, status: str) -> Effect:
    return lambda state, data, _: alter(state, noun, data[key], status=status)


def interest_taken(state: State, data: Plain, _consents: Consents) -> None:
    usage = grown(get(state, "usage", *where(data)), data["index"])
    alter(state, "usage", *where(data), **{**usage, "earned": usage["earned"] - data["quantity"]})


EFFECTS: dict[str, Effect] = {
    "cash.adopted": currency_adopted,
    "cash.day_set": day_set,
    "cash.limits_set": limits_set,
    "cash.rate_set": rate_set,
    "cash.vault_opened": lambda state, data, _: bear(state, "vault", {**data, "backed": 0, "issued": 0}, *where(data)),
    "cash.backed": backed(1),
    "cash.retired": backed(-1),
    "cash.wallet_opened": wallet_made,
    "cash.sub_wallet_opened": wallet_made,
    "cash.reclassified": wallet_reclassified,
    "cash.drawn": drawn,
    "cash.counted": counted,
    "cash.requested": request_made,
    "cash.paid": ends("request", "request", "paid"),
    "cash.withdrawn": ends("request", "request", "withdrawn"),
    "cash.prepaid": contract_made,
    "cash.confirmed": contract_confirmed,
    "cash.refunded": ends("prepaid", "contract", "refunded"),
    "cash.refund_ordered": ends("prepaid", "contract", "refunded"),
    "cash.interest_paid": interest_taken,
}


# What is noted of other events.


MOVEMENTS = {f"holdings.{verb}" for verb in ("corrected", "issued", "redeemed", "transferred")}


def noted(type_: str, data: Plain, moment: Moment) -> Events:
    """What follows from an event that just happened, or a refusal."""
    state = moment.state
    if type_ == "parties.account_control_changed":
        own = [one for path, one in state.records.items() if path.startswith(f"cash/wallet/{data['account']}/")]
        demand(all(one["bank"] == data["custodian"] for one in own), "another_bank")
    elif type_ == "holdings.released" and data["cause"] is None:
        executor = state.encumbrance(data["encumbrance"])["executor"]
        contract = state.get(executor) if executor.startswith("cash/prepaid/") else None
        uses = contract is not None and contract["hold"] == data["encumbrance"] and contract["status"] == "running"
        demand(not uses, "hold_reserved")
    elif type_ not in MOVEMENTS or find(state, "currency", data["instrument"]) is None:
        return []
    elif type_ == "holdings.corrected":
        demand(False, "currency_not_corrected")
    elif type_ in ("holdings.issued", "holdings.redeemed"):
        demand(find(state, "vault", *where(data)) is not None, "issue_outside_vault")
        more = data["quantity"] if type_ == "holdings.issued" else -data["quantity"]
        return [("cash.drawn", picked(data, "account instrument") | {"change": more})]
    elif type_ == "holdings.transferred":
        return count(data, moment)
    return []


def family(state: State, account: str, instrument: str) -> Plain | None:
    """The wallet whose limits bind; None of a vault."""
    wallet = find(state, "wallet", account, instrument)
    if wallet is None:
        demand(find(state, "vault", account, instrument), "not_a_wallet")
        return None
    return wallet if wallet["parent"] is None else get(state, "wallet", wallet["parent"], instrument)


def count(data: Plain, moment: Moment) -> Events:
    state, currency = moment.state, get(moment.state, "currency", data["instrument"])
    payer, payee = (family(state, data[end], data["instrument"]) for end in ("sender", "receiver"))
    if payer == payee:
        return []
    day = day_at(currency, moment.time)

    def bound(wallet: Plain, *sums: tuple[str, int]) -> None:
        entries = [one for one in of_class(currency["limits"], wallet) if one["since"] <= moment.time]
        demand(entries, "class_without_limits")
        for limit, total in sums:
            most = entries[-1][limit]
            demand(most is None or total <= most, f"beyond_{limit}")

    quantity = data["quantity"]
    if payer is not None and payee is not None:
        usage = get(state, "usage", *where(payer))
        today = usage["today"] if number(day) <= usage["day"] else 0
        this_year = usage["this_year"] if day.year <= usage["year"] else 0
        bound(payer, ("single", quantity), ("daily", today + quantity), ("annual", this_year + quantity))
    if payee is not None:
        bound(payee, ("balance", get(state, "usage", *where(payee))["balance"] + quantity))
    note = picked(data, "instrument quantity") | {"day": number(day), "year": day.year}
    for end, wallet in (("sender", payer), ("receiver", payee)):
        note[end] = None if wallet is None else wallet["account"]
        note[f"{end}_index"] = 0 if wallet is None else earned_by(currency, wallet, number(day))
    return [("cash.counted", note)]
