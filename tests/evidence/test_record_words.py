# SPDX-License-Identifier: Apache-2.0
"""Records in words: each quantity in the unit of what it counts, and what a record says as a whole."""

from typing import Any

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.record_words import remark_on, said_of
from counterfoil.evidence.words import DisplayUnit
from counterfoil.modules import laws
from counterfoil.primitives.types import QUANTITY_MAX

WORDS = laws().vocabulary
UNITS = {"SHARE": DisplayUnit("share", 0), "e-CNY": DisplayUnit("yuan", 2)}
SEIZURE = {"instrument": "SHARE", "left": 10, "sold": 30, "cash": "e-CNY", "received": 5_000_000, "paid_out": 1}
SCOPE = {"instrument": "e-CNY", "quantity": 100, "victims": [{"account": "a", "claim": 7_000_000}]}


def told(value: Any, record: str, **more: Any) -> dict[str, str]:
    """Field → what it holds, in English."""
    return {one.at: one.value.en for one in said_of(value, record, WORDS, **more)}


def test_money_of_a_sale_is_told_in_money() -> None:
    """What was seized counts shares, what a sale of it brought counts yuan; where no unit is known, whose it is."""
    shown = told(SEIZURE, "supervision/seizure/s", units=UNITS)
    assert (shown["left"], shown["sold"]) == ("10 share", "30 share")
    assert (shown["received"], shown["paid_out"]) == ("50,000.00 yuan", "0.01 yuan")
    claimed = told(SEIZURE, "supervision/seizure/s")
    assert (claimed["sold"], claimed["received"]) == ("30 smallest units", "5,000,000 smallest units of e-CNY")
    unsold = told(SEIZURE | {"cash": None, "received": 0}, "supervision/seizure/s", units=UNITS)
    assert unsold["received"] == "0 smallest units"


def test_money_of_a_trade_is_told_in_money() -> None:
    """What is paid for shares is no number of shares, in the trade, its cycle's tallies and the rules around it."""
    amounts = {"amount": 255_000, "cash_in_cycle": 255_000, "paid": 0}
    trade = {"instrument": "SHARE", "quantity": 300, "in_cycle": 300, "settled": 0, "cash": "e-CNY", **amounts}
    shown = told(trade, "clearing/trade/t-1", units=UNITS)
    assert (shown["quantity"], shown["in_cycle"], shown["settled"]) == ("300 share", "300 share", "0 share")
    assert (shown["amount"], shown["cash_in_cycle"], shown["paid"]) == ("2,550.00 yuan", "2,550.00 yuan", "0.00 yuan")
    assert told(trade, "clearing/trade/t-1")["amount"] == "255,000 smallest units of e-CNY"
    cycle = {"cash": "e-CNY", "netted": {"trades": 2, "amount": 357_000}, "rules": {"minimum": 100}}
    shown = told(cycle, "clearing/cycle/c", units=UNITS)
    assert (shown["netted.trades"], shown["netted.amount"]) == ("2", "3,570.00 yuan")
    assert shown["rules.minimum"] == "1.00 yuan"


def test_what_one_side_owes_the_other_is_told_in_money() -> None:
    """Below nothing too, where the other side owes it."""
    valuation = {"cash": "e-CNY", "exposure": -1_000_000, "prices": [{"instrument": "SHARE", "unit_price": 850}]}
    shown = told(valuation, "over_the_counter/valuation/M/20454", units=UNITS)
    assert (shown["exposure"], shown["prices[0].unit_price"]) == ("−10,000.00 yuan", "8.50 yuan")
    shown = told(valuation, "over_the_counter/valuation/M/20454")
    assert shown["exposure"] == "−1,000,000 smallest units of e-CNY"


def test_the_scope_of_an_order_counts_what_it_names() -> None:
    """The instrument stands in the scope, around what is due to each victim; the price of a sale is money."""
    shown = told({"order": "o", "scope": SCOPE}, "supervision/order/o", units=UNITS)
    assert (shown["scope.quantity"], shown["scope.victims[0].claim"]) == ("1.00 yuan", "70,000.00 yuan")
    sale = {"seizure": "s", "quantity": 600, "cash": "e-CNY", "price": 5_000_000}
    shown = told({"order": "o", "scope": sale}, "supervision/order/o", units=UNITS)
    assert (shown["scope.price"], shown["scope.quantity"]) == ("50,000.00 yuan", "600 smallest units")


def test_a_whole_freeze_is_of_the_whole_holding() -> None:
    """Neither a dash nor sixteen digits: of the freeze, of its place in the line, and of the order."""
    freeze = told({"instrument": "SHARE", "quantity": QUANTITY_MAX}, "holdings/encumbrance/f", units=UNITS)
    line = told({"instrument": "SHARE", "line": [{"ordered": QUANTITY_MAX, "taken": 5}]}, "holdings/holding/a/SHARE")
    assert freeze["quantity"] == line["line[0].ordered"] == "the whole holding"
    assert told({"instrument": "SHARE", "quantity": 7}, "holdings/encumbrance/f", units=UNITS)["quantity"] == "7 share"
    order = {"kind": "freeze", "status": "in_force", "scope": {"account": "a", "instrument": "SHARE"}}
    remark = remark_on(order, "supervision/order/o", WORDS)
    assert remark is not None and remark.en == "it is about the whole holding, and what comes"
    order["scope"] = {"account": "a", "instrument": "SHARE", "quantity": 5}
    assert remark_on(order, "supervision/order/o", WORDS) is None


def test_an_order_that_was_carried_out_says_what_was_done() -> None:
    """Of each kind; that no unit was seized under a sale is no news."""
    sale = {"kind": "sell", "status": "carried_out", "done": 0, "scope": {"seizure": "s"}}
    remark = remark_on(sale, "supervision/order/o", WORDS)
    assert remark is not None and remark.en == "it was carried out: what it names was sold, and paid for"
    assert "已变卖并付清价款" in remark.zh
    assert WORDS.called("done").en == "units seized or destroyed under it"


def test_a_file_says_that_its_orders_are_all() -> None:
    """A judge is told that there were no others; where there was none, that there was none."""
    some = remark_on({"lines": 3}, "supervision/file/parties/account/a", WORDS)
    none = remark_on({"lines": 0}, "supervision/file/parties/account/a", WORDS)
    assert (
        some is not None
        and "every step of every order under the policy of orders" in some.en
        and "全部监管指令" in some.zh
    )
    assert none is not None and "no order under the policy of orders was about it" in none.en


def test_an_order_given_says_how_far_it_goes() -> None:
    """What its kind names and no dash for the rest, in the units of what it names."""
    base = {"order": "o", "authority": "court", "subjects": [], "time": 1}

    def said(kind: str, **scope: Any) -> str:
        return WORDS.describe("supervision.given", base | {"kind": kind} | scope, units=UNITS).en

    whole = said("freeze", account="a", instrument="SHARE")
    assert whole.endswith("given by court: account a, instrument SHARE, the whole holding, and what comes")
    some = said("seize", account="a", instrument="SHARE", quantity=5, receiver="state")
    assert some.endswith("given by court: account a, 5 share of SHARE, into account state")
    sale = said("sell", seizure="s", quantity=5, cash="e-CNY", price=5_000_000)
    assert sale.endswith("seized under order s, for at least 50,000.00 yuan of e-CNY")
    back = said("return", seizure="s", **SCOPE)
    assert back.endswith("1.00 yuan of e-CNY, seized under order s, victims: 70,000.00 yuan due to a")
    assert "—" not in whole + some + sale + back


def test_a_field_that_one_table_calls_otherwise_is_called_so_there_alone() -> None:
    """The last trade in a position's line is no account with one unit more; an amount's rounding is no rule."""
    assert WORDS.called("last", "clearing/position") == Words("last trade in its line", "队列中最后一笔交易")
    assert WORDS.called("last", "lifecycle/division").en == "last with one unit more"
    [said] = said_of({"credit": {"rounding": 5}}, "over_the_counter/agreement/a", WORDS)
    assert said.name.en.endswith("rounded to")
    known = {f"{table}.{path.rpartition('.')[2]}" for table, forms in WORDS.tables.items() for path in forms}
    assert {name for name in WORDS.fields if "/" in name} <= known
