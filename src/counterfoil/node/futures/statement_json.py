# SPDX-License-Identifier: Apache-2.0
"""A statement as plain data under CTP's names: amounts in yuan with two decimals, prices as exchanges write them."""

from collections.abc import Iterator
from typing import Any

import msgspec

from counterfoil.law.dated import DAY_MS
from counterfoil.modules.futures.positions import Fill, Line
from counterfoil.modules.futures.securing import LodgedLine
from counterfoil.node.futures.ctp import FORCED_LETTERS, LETTERS, clock_of, date_of
from counterfoil.node.futures.statement import PositionStatement, Statement
from counterfoil.node.futures.statement_days import CashMove
from counterfoil.node.futures.statement_steps import Movement
from counterfoil.primitives.types import DayNumber

Fields = dict[str, Any]


def ctp_fields(statement: Statement) -> Fields:
    """The whole statement, as front ends of CTP have it."""
    settled, ended, account = statement.settled, statement.ended, statement.account
    positions, share = statement.positions, statement.maintained_ppm
    return {
        "AccountID": settled.account,
        "ClientID": account.holder,
        "BrokerID": account.member,
        "ClearingHouse": settled.house,
        "TradingDay": date_of(settled.day),
        "CurrencyID": settled.cash,
        "PreBalance": money(statement.before),
        "Deposit": money(settled.deposited),
        "Withdraw": money(settled.withdrawn),
        "CloseProfit": money(statement.close_profit),
        "PositionProfit": money(statement.position_profit),
        "CashIn": money(statement.premium),
        "Commission": money(settled.fees),
        "OtherCash": money(statement.moved),
        "Balance": money(ended.balance),
        "Mortgage": money(ended.mortgage),
        "Equity": money(statement.equity),
        "CurrMargin": money(ended.margin),
        "CombinationCredit": money(settled.combined),
        "DeliveryMargin": money(ended.delivery_margin),
        "Available": money(statement.available),
        "RiskDegree": number(risk_of(statement)),
        "MaintenanceMargin": money(ended.maintenance),
        "MaintenanceRatio": None if share is None else number(f"{share // 10_000}.{share % 10_000:04d}"),
        "MarginCall": money(ended.called),
        "Owed": money(ended.owed),
        "CloseProfitByTrade": money(sum(one.line.close_profit_by_trade for one in positions)),
        "PositionProfitByTrade": money(sum(one.line.position_profit_by_trade for one in positions)),
        "Transactions": [_traded(statement, one, fill) for one in positions for fill in one.position.fills],
        "PositionsClosed": [fields for one in positions for fields in _closed(settled.account, one)],
        "PositionsDetail": [fields for one in positions for fields in _detail(settled.account, one)],
        "Securities": [_lodged(settled.account, one) for one in ended.lodged],
        "EWarrantOffsets": [_spared(settled.account, one) for one in positions if one.line.spared],
        "DepositsWithdrawals": [fields for one in statement.cash for fields in _paid(statement, one)],
        "Deliveries": [_delivered(settled.account, one) for one in statement.movements],
        "Positions": [_summed(settled.account, one) for one in positions],
    }


def money(amount: int) -> msgspec.Raw:
    """Fen as a number of yuan, exactly."""
    return number(yuan(amount))


def number(text: str) -> msgspec.Raw:
    """A number as it is written here: no float stands between."""
    return msgspec.Raw(text.encode())


def yuan(amount: int) -> str:
    """Fen in yuan, two decimals, without marks between the thousands."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def price_of(one: PositionStatement, price: int) -> str:
    """A price as the exchange writes it."""
    decimals = one.product.decimals
    digits = f"{abs(price):0{decimals + 1}d}"
    whole = digits if not decimals else f"{digits[:-decimals]}.{digits[-decimals:]}"
    return f"-{whole}" if price < 0 else whole


def average_of(one: PositionStatement, lines: tuple[Line, ...]) -> str:
    """Of the prices at which lots were opened, weighted by lots, half up to one more decimal than prices have."""
    lots = sum(line.lots for line in lines)
    total = sum(line.lots * line.price for line in lines) * 10
    average = (2 * total + lots) // (2 * lots) if lots else 0
    digits = one.product.decimals + 1
    sign = "-" if average < 0 else ""
    return f"{sign}{abs(average) // 10**digits}.{abs(average) % 10**digits:0{digits}d}"


def risk_of(statement: Statement) -> str:
    """Margin of balance and what securities count for, in per cent, half up to two decimals; 0.00 of nothing."""
    balance, margin = statement.equity, statement.ended.margin
    per_myriad = (margin * 20_000 + balance) // (2 * balance) if balance > 0 else 0
    return yuan(per_myriad)


def of_contract(account: str, one: PositionStatement) -> Fields:
    """What every entry says of its contract."""
    return {
        "AccountID": account,
        "ExchangeID": one.exchange,
        "InstrumentID": one.line.contract,
        "HedgeFlag": LETTERS[one.line.hedge],
    }


def _traded(statement: Statement, one: PositionStatement, fill: Fill) -> Fields:
    """As ``clearing trades import`` reads it, too. ``TradeDate`` is the trading day."""
    return {
        "TradeDate": date_of(one.position.day),
        "TradeTime": clock_of(fill.time - statement.house.begins(DayNumber(0))),
        **of_contract(statement.settled.account, one),
        "Direction": LETTERS[fill.direction],
        "Price": number(price_of(one, fill.price)),
        "Volume": fill.lots,
        "Turnover": money(one.worth(fill.lots, fill.price)),
        "OffsetFlag": LETTERS[fill.offset],
        "ForceCloseReason": FORCED_LETTERS[one.forced[fill.order]] if fill.order in one.forced else "0",
        "TradeID": str(fill.trade),
    }


def _closed(account: str, one: PositionStatement) -> Iterator[Fields]:
    """CTP has no list of these beside its text: closed lots, the trade that closed them, and what they gained."""
    for closing in one.closings():
        yield {
            "CloseDate": date_of(one.position.day),
            **of_contract(account, one),
            "OpenDate": date_of(closing.line.day),
            "Direction": LETTERS[closing.fill.direction],
            "Volume": closing.lots,
            "OpenPrice": number(price_of(one, closing.line.price)),
            "LastSettlementPrice": number(price_of(one, one.line.previous)),
            "ClosePrice": number(price_of(one, closing.fill.price)),
            "CloseProfitByDate": money(closing.by_date),
            "CloseProfitByTrade": money(closing.by_trade),
            "TradeID": str(closing.fill.trade),
        }


def _detail(account: str, one: PositionStatement) -> Iterator[Fields]:
    for direction in ("0", "1"):
        for line, margin in one.margins(long=direction == "0"):
            yield {
                **of_contract(account, one),
                "OpenDate": date_of(line.day),
                "Direction": direction,
                "Volume": line.lots,
                "OpenPrice": number(price_of(one, line.price)),
                "LastSettlementPrice": number(price_of(one, one.line.previous)),
                "SettlementPrice": number(price_of(one, one.line.settlement)),
                "PositionProfitByDate": money(one.profit(line, long=direction == "0")),
                "Margin": money(margin),
            }


def _lodged(account: str, one: LodgedLine) -> Fields:
    """CTP has no list of these: what was lodged as margin, and what it counts for, or stands for."""
    return {
        "AccountID": account,
        "PledgeID": one.pledge,
        "SecurityID": one.instrument,
        "Volume": one.quantity,
        "Value": money(one.value),
        "ProductID": one.product,
        "Lots": one.lots,
    }


def _spared(account: str, one: PositionStatement) -> Fields:
    """Short lots that need no margin, because receipts for the goods are lodged (CTP EWarrantOffset)."""
    return {**of_contract(account, one), "Direction": "1", "Volume": one.line.spared}


def _delivered(account: str, one: Movement) -> Fields:
    """CTP has no list of these beside its text: what came beside the day's own gain; the sum is ``OtherCash``."""
    return {
        "AccountID": account,
        "InstrumentID": one.of,
        "Kind": one.kind,
        "Volume": one.lots,
        "Amount": money(one.amount),
    }


def _paid(statement: Statement, one: CashMove) -> Iterator[Fields]:
    """CTP has no list of these beside its text: cash that was paid in, and out; by the day and clock of the house."""
    local = one.time - statement.house.begins(DayNumber(0))
    for kind, amount in (("deposit", one.deposited), ("withdrawal", one.withdrawn)):
        if amount:
            yield {
                "AccountID": statement.settled.account,
                "Date": date_of(DayNumber(local // DAY_MS)),
                "Time": clock_of(local),
                "Kind": kind,
                "Amount": money(amount),
            }


def _summed(account: str, one: PositionStatement) -> Fields:
    line = one.line
    return {
        **of_contract(account, one),
        "LongFrozen": line.long,
        "AvgBuyPrice": number(average_of(one, one.position.long)),
        "ShortFrozen": line.short,
        "AvgSellPrice": number(average_of(one, one.position.short)),
        "PreSettlementPrice": number(price_of(one, line.previous)),
        "SettlementPrice": number(price_of(one, line.settlement)),
        "CloseProfit": money(line.close_profit),
        "PositionProfit": money(line.position_profit),
        "CashIn": money(line.premium),
        "Commission": money(line.fees),
        "UseMargin": money(line.margin),
        "PosiDirection": "2" if line.long >= line.short else "3",
        "Position": abs(line.long - line.short),
    }
