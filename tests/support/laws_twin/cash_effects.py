# SPDX-License-Identifier: Apache-2.0
"""What each event about digital currency does to the records, and what is noted of the events of others."""

from support.laws_twin.cash_records import (
    Consents,
    Effect,
    alter,
    bear,
    day_at,
    earned_by,
    find,
    get,
    grown,
    number,
    of_class,
    where,
)
from support.laws_twin.causes import Events, picked
from support.laws_twin.effects import dated
from support.laws_twin.moment import Moment
from support.laws_twin.state import NUMBER_MAX, Plain, State, demand

TOO_MUCH = "too_much_scheduled"


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
    alter(state, "currency", data["instrument"], days=dated(days, entry, state.now, TOO_MUCH))


def limits_set(state: State, data: Plain, _consents: Consents) -> None:
    limits = get(state, "currency", data["instrument"])["limits"]
    entry = picked(data, "since grade kind balance single daily annual")
    line = dated(of_class(limits, data), entry, state.now, TOO_MUCH)
    alter(state, "currency", data["instrument"], limits=[*apart(limits, data), *line])


def rate_set(state: State, data: Plain, _consents: Consents) -> None:
    currency = get(state, "currency", data["instrument"])
    entry = picked(data, "day grade kind rate_ppm") | {"index": earned_by(currency, data, data["day"])}
    today = number(day_at(currency, state.now))
    line = dated(of_class(currency["rates"], data), entry, today, TOO_MUCH, "day")
    alter(state, "currency", data["instrument"], rates=[*apart(currency["rates"], data), *line])


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
    classed = data.get("parent") is None
    bear(state, "wallet", record | {"agreed_by": consents[-1]["by"] if classed else []}, *where(data))
    if classed:
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


ORDERED = ("holdings.forced", "holdings.recovered")
MOVEMENTS = {f"holdings.{verb}" for verb in ("burned", "corrected", "issued", "redeemed", "transferred")} | {*ORDERED}


def noted(type_: str, data: Plain, moment: Moment) -> Events:
    """What follows from an event that just happened, or a refusal."""
    state = moment.state
    if type_ == "parties.account_control_changed":
        own = [one for path, one in state.records.items() if path.startswith(f"cash/wallet/{data['account']}/")]
        demand(all(one["bank"] == data["custodian"] or idle(one, moment) for one in own), "another_bank")
    elif type_ == "holdings.released" and data["cause"] is None:
        executor = state.encumbrance(data["encumbrance"])["executor"]
        contract = state.get(executor) if executor.startswith("cash/prepaid/") else None
        uses = contract is not None and contract["hold"] == data["encumbrance"] and contract["status"] == "running"
        demand(not uses, "hold_reserved")
    elif type_ == "holdings.held" and data["executor"].startswith("cash/request/"):
        demand(state.get(data["executor"]) is not None, "unknown_request")
    elif type_ not in MOVEMENTS or find(state, "currency", data["instrument"]) is None:
        return []
    elif type_ == "holdings.corrected":
        demand(False, "currency_not_corrected")
    elif type_ in ("holdings.issued", "holdings.redeemed", "holdings.burned"):
        demand(find(state, "vault", *where(data)) is not None, "issue_outside_vault")
        more = data["quantity"] if type_ == "holdings.issued" else -in_all(data)
        return [("cash.drawn", picked(data, "account instrument") | {"change": more})]
    elif type_ == "holdings.transferred":
        return count(data, moment)
    elif type_ in ORDERED:
        return count_ordered(data, moment)
    return []


def in_all(data: Plain) -> int:
    """Units that an event moved or ended, of every part."""
    if "quantity" in data:
        return int(data["quantity"])
    parts = sum(data.get(part, 0) for part in ("free", "held", "pledged", "frozen"))
    return int(parts + sum(one["quantity"] for one in data.get("taken", [])))


def count_ordered(data: Plain, moment: Moment) -> Events:
    """By an order units leave one family and come into another; neither pays."""
    currency = get(moment.state, "currency", data["instrument"])
    gone, come = (family(moment.state, data[end], data["instrument"]) for end in ("sender", "receiver"))
    if gone == come or in_all(data) == 0:
        return []
    moved = {"instrument": data["instrument"], "quantity": in_all(data)}
    notes = [note_of(moved, currency, moment, gone, None)] if gone is not None else []
    return notes + ([note_of(moved, currency, moment, None, come)] if come is not None else [])


def idle(wallet: Plain, moment: Moment) -> bool:
    """Nothing is there, of a parent neither below it nor earned."""
    state = moment.state
    if wallet["parent"] is not None:
        holding = state.get(f"holdings/holding/{wallet['account']}/{wallet['instrument']}") or {}
        return not any(holding.get(part, 0) for part in ("free", "held", "pledged", "frozen"))
    currency = get(state, "currency", wallet["instrument"])
    usage = get(state, "usage", *where(wallet))
    grew = grown(usage, earned_by(currency, wallet, number(day_at(currency, moment.time))))
    return grew["balance"] == grew["earned"] == 0


def family(state: State, account: str, instrument: str) -> Plain | None:
    """The wallet whose limits bind; None of a vault."""
    wallet = find(state, "wallet", account, instrument)
    if wallet is None:
        demand(find(state, "vault", account, instrument), "not_a_wallet")
        return None
    keepers = [state.account(one)["custodian"] for one in (account, wallet["parent"] or account)]
    demand(keepers == [wallet["bank"]] * 2, "another_bank")
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
    return [note_of(data, currency, moment, payer, payee)]


def note_of(
    data: Plain, currency: Plain, moment: Moment, payer: Plain | None, payee: Plain | None
) -> tuple[str, Plain]:
    day = day_at(currency, moment.time)
    note = picked(data, "instrument quantity") | {"day": number(day), "year": day.year}
    for end, wallet in (("sender", payer), ("receiver", payee)):
        note[end] = None if wallet is None else wallet["account"]
        note[f"{end}_index"] = 0 if wallet is None else earned_by(currency, wallet, number(day))
    return "cash.counted", note
