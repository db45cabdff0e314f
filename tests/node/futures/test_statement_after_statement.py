# SPDX-License-Identifier: Apache-2.0
"""Statements one after the other: what came between two settlements stands once, and is in no balance twice."""

from typing import Any

import pytest

from counterfoil.law.call import Call
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.expiry_calls import Expire, FixFinal
from counterfoil.node.futures.statement import Statement, read_statement
from counterfoil.node.futures.statement_check import broken
from counterfoil.node.futures.statement_json import ctp_fields
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Quantity
from support.futures_ending import (
    AFTER,
    AT,
    LAST,
    MULTIPLIER,
    RICH,
    START,
    allotments,
    close,
    fix,
    founded,
    intend,
    listing,
    open_day,
    settle,
    trade,
)
from support.ledger import Ledger
from support.statements import add_up, as_node

LOTS = 5
PENALTY = AT * MULTIPLIER * LOTS // 5
"""Bob offers nothing of the copper that he sold, and pays a fifth of what it is worth."""


def failing() -> Ledger:
    """The day on which Bob's penalty is due to Ann, who has a lot of another contract open; nobody is settled yet."""
    ledger = founded(Ledger())
    ledger.do(listing("IY", "index", last=LAST + 60), signed_by="venue")
    for day in range(START, LAST + 1):
        open_day(ledger, day)
        if day == START:
            trade(ledger, "CU", day, ("ann", "bob", AT, LOTS))
            trade(ledger, "IY", day, ("ann", "cat", AT, 1))
        fix(ledger, {"CU": AT, "IY": AT})
        settle(ledger)
        if day < LAST:
            close(ledger)
    ledger.do(FixFinal(contract="CU"), signed_by="ccp")
    ledger.do(*(Expire(account=f"m-{name}", contract="CU") for name in ("ann", "bob")), signed_by="ann")
    close(ledger)
    for day in AFTER:
        open_day(ledger, day)
        if day == AFTER[0]:
            ledger.do(intend("ann"), signed_by="ann")
        if day == AFTER[1]:
            ledger.do(*allotments(ledger, "CU"), signed_by="ccp")
        if day < AFTER[2]:
            fix(ledger, {"IY": AT})
            settle(ledger)
            close(ledger)
        if day == AFTER[2]:
            break
    return ledger


def compensate(ledger: Ledger) -> None:
    number = {"contract": "CU", "number": 1}
    ledger.do(s.Fail(account="m-bob", **number), s.Compensate(account="m-ann", **number), signed_by="pat")


def said(ledger: Ledger, account: str, day: int | None = None) -> dict[str, Any]:
    """A statement's amounts in fen, and what came beside the settlement; it adds up."""
    found = read_statement(as_node(ledger), account, None if day is None else day)  # type: ignore[arg-type]
    assert broken(found) == []
    fields = ctp_fields(found)
    names = ("PreBalance", "Deposit", "Withdraw", "OtherCash", "Balance", "Available")
    amounts = {name: int(bytes(fields[name]).decode().replace(".", "")) for name in names}
    kinds = [(one["Kind"], one["InstrumentID"]) for one in fields["Deliveries"]]
    return amounts | {"kinds": kinds, "BrokerID": fields["BrokerID"]}


@pytest.mark.parametrize("when", ["before", "paid before", "after"])
def test_a_penalty_received_stands_once_whether_it_comes_before_the_settlement_or_after_it(when: str) -> None:
    """Balance b/f is that of the day before, as it is of who pays: it had the penalty in it, and it stood again."""
    ledger = failing()
    carried = {name: said(ledger, f"m-{name}")["Balance"] for name in ("ann", "bob")}
    if when != "after":
        compensate(ledger)
    if when == "paid before":
        ledger.do(c.Pay(account="m-ann"), signed_by="pat")
    fix(ledger, {"IY": AT})
    settle(ledger)
    if when == "after":
        compensate(ledger)
    ledger.drive("pat", "futures")
    ann, bob = said(ledger, "m-ann", AFTER[2]), said(ledger, "m-bob", AFTER[2])
    assert (ann["PreBalance"], ann["Deposit"], ann["Balance"]) == (carried["ann"], 0, carried["ann"] + PENALTY)
    assert (ann["OtherCash"], ann["kinds"]) == (PENALTY, [("compensated", "CU")])
    assert (bob["PreBalance"], bob["Balance"]) == (carried["bob"], carried["bob"] - PENALTY)
    assert (bob["OtherCash"], bob["kinds"]) == (-PENALTY, [("failed", "CU")])
    open_day(ledger, AFTER[3])
    fix(ledger, {"IY": AT})
    settle(ledger)
    after = said(ledger, "m-ann", AFTER[3])
    assert (after["PreBalance"], after["Balance"], after["kinds"]) == (ann["Balance"], ann["Balance"], [])
    assert add_up(as_node(ledger)) == 4  # two that expired, the penalty, and what it was for


def test_what_a_member_pays_for_its_client_stands_on_both_statements() -> None:
    """Bob loses more than he has; alpha, which has no position, covers it, and the day ends with nothing owed."""
    ledger = founded(Ledger())
    ledger.do(c.OpenAccount(account="m-alpha", house="CC", holder="alpha", member="alpha", own=True), signed_by="alpha")
    ledger.issue("CNY", "m-alpha", RICH, issuer="bank alpha")
    ledger.do(c.Bind(account="m-bob", to="of-bob"), signed_by="bob")
    open_day(ledger, START)
    trade(ledger, "CU", START, ("ann", "bob", AT, 1_000))
    fix(ledger, {"CU": AT})
    settle(ledger)
    close(ledger)
    open_day(ledger, START + 1)
    ledger.do(c.Withdraw(account="m-bob", amount=RICH - 2_700_000_000), signed_by="bob")
    fix(ledger, {"CU": AT + 6_000})
    ledger.drive("pat", "futures")
    bob, alpha = said(ledger, "m-bob"), said(ledger, "m-alpha")
    assert (bob["OtherCash"], bob["Balance"], bob["kinds"]) == (300_000_000, 0, [("covered", "")])
    assert (alpha["OtherCash"], alpha["kinds"]) == (-300_000_000, [("covered", "m-bob")])
    open_day(ledger, START + 2)
    fix(ledger, {"CU": AT + 6_000})
    ledger.drive("pat", "futures")
    assert said(ledger, "m-bob")["PreBalance"] == 0
    assert add_up(as_node(ledger)) == 2


def test_a_statement_names_who_answered_for_the_account_on_its_day() -> None:
    """Ann goes to beta on the next day: Monday's statement still says alpha, and the balances follow on."""
    ledger = founded(Ledger())
    ledger.party("beta")
    ledger.do(c.Admit(house="CC", member="beta"), signed_by="ccp beta")
    for day in (START, START + 1):
        open_day(ledger, day)
        if day == START:
            trade(ledger, "CU", START, ("ann", "bob", AT, 1))
        else:
            ledger.do(d.Port(account="m-ann", to="beta"), signed_by="ccp ann alpha beta")
        fix(ledger, {"CU": AT + 10})
        settle(ledger)
        close(ledger)
    first, second = (said(ledger, "m-ann", START + number) for number in (0, 1))
    assert (first["BrokerID"], second["BrokerID"]) == ("alpha", "beta")
    assert first["Balance"] == second["PreBalance"]
    add_up(as_node(ledger))


@pytest.mark.parametrize("name", ["carried", "before"])
def test_a_statement_that_does_not_follow_on_says_which_figure(name: str) -> None:
    """A fen more or less where it begins is told as PreBalance."""
    ledger = failing()
    compensate(ledger)
    fix(ledger, {"IY": AT})
    settle(ledger)
    found: Statement = read_statement(as_node(ledger), "m-ann")
    wrong = found._replace(**{name: getattr(found, name) + PENALTY})
    assert broken(found) == []
    assert broken(wrong)[0].startswith("PreBalance: ")


def idle_day(ledger: Ledger, day: int, *calls: Call, signed_by: str = "bob") -> None:
    """Calls on a day on which the accounts concerned hold nothing."""
    open_day(ledger, day)
    if calls:
        ledger.do(*calls, signed_by=signed_by)
    fix(ledger, {"CU": AT})
    settle(ledger)
    close(ledger)


def test_a_client_who_withdraws_everything_and_trades_no_more_has_a_statement_of_it() -> None:
    """Its last one said that all was there; what it withdrew stood nowhere until it traded again, on a later day."""
    ledger = founded(Ledger())
    ledger.do(c.Bind(account="m-bob", to="of-bob"), signed_by="bob")
    for day, sides, offset in ((START, ("ann", "bob"), "opens"), (START + 1, ("bob", "ann"), "closes")):
        open_day(ledger, day)
        trade(ledger, "CU", day, (*sides, AT, 1), offset=offset)
        fix(ledger, {"CU": AT})
        settle(ledger)
        close(ledger)
    first, second = said(ledger, "m-bob", START), said(ledger, "m-bob")
    assert (first["Deposit"], first["Balance"], second["Deposit"], second["Balance"]) == (RICH, RICH, 0, RICH)
    idle_day(ledger, START + 2)
    with pytest.raises(InputError, match="no statement of"):
        said(ledger, "m-bob", START + 2)
    idle_day(ledger, START + 3, c.Withdraw(account="m-bob", amount=Quantity(RICH)))
    assert (left := said(ledger, "m-bob"))["PreBalance"] == RICH and left["Withdraw"] == RICH and left["Balance"] == 0
    open_day(ledger, START + 4)
    ledger.issue("CNY", "m-bob", RICH - 1, issuer="bank bob")
    assert (again := said(ledger, "m-bob"))["PreBalance"] == 0 and again["Deposit"] == again["Balance"] == RICH - 1
    trade(ledger, "CU", START + 4, ("ann", "bob", AT, 1))
    fix(ledger, {"CU": AT})
    settle(ledger)
    last = said(ledger, "m-bob", START + 4)
    assert (last["PreBalance"], last["Deposit"], last["Withdraw"], last["Balance"]) == (0, RICH - 1, 0, RICH - 1)
    add_up(as_node(ledger))


def test_cash_that_moves_when_no_day_is_open_is_of_the_next_one_that_is_closed_or_settled() -> None:
    """The statement of a day that is closed stays as it is."""
    ledger = founded(Ledger())
    open_day(ledger, START)
    fix(ledger, {"CU": AT})
    close(ledger)
    before = said(ledger, "m-bob")
    ledger.issue("CNY", "m-bob", 7, issuer="bank bob")
    assert said(ledger, "m-bob") == before
    idle_day(ledger, START + 1)
    assert said(ledger, "m-bob")["Deposit"] == 7
    assert said(ledger, "m-bob", START) == before
    add_up(as_node(ledger))
