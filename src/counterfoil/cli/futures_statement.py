# SPDX-License-Identifier: Apache-2.0
"""A margin account's statement as futures firms in China print it: 交易结算单(盯市), its columns aligned by cells."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from counterfoil.cli.widths import padded

_TITLE: Final = "交易结算单(盯市) Settlement Statement(MTM)"
_WIDTH: Final = 110
_DIRECTION: Final = {"0": "买", "1": "卖"}
_OFFSET: Final = {"0": "开", "1": "平", "2": "强平", "3": "平今", "4": "平昨"}
_FORCED: Final = {
    "0": "",
    "1": "（资金不足）",
    "2": "（客户超仓）",
    "3": "（会员超仓）",
    "4": "（持仓非整数倍）",
    "5": "（违规）",
    "6": "（会员违约）",
    "7": "（不能交割）",
}
_HEDGE: Final = {"1": "投机", "2": "套利", "3": "套保", "5": "做市"}
_ENDED: Final = {
    "expired": "到期了结",
    "taken": "交割收货",
    "credited": "交割货款",
    "failed": "交割违约金支付",
    "compensated": "交割违约金收入",
    "bid_charged": "持仓拍卖价款",
    "covered": "会员代偿",
    "absorbed": "违约处置弥补",
}
_PAID: Final = {"deposit": "入金", "withdrawal": "出金"}
_SUMMARY: Final = (
    (("期初结存", "Balance b/f", "PreBalance"), ("当日结存", "Balance c/f", "Balance")),
    (("入金", "Deposit", "Deposit"), ("保证金占用", "Margin Occupied", "CurrMargin")),
    (("出金", "Withdrawal", "Withdraw"), ("可用资金", "Fund Avail.", "Available")),
    (("平仓盈亏", "Realized P/L", "CloseProfit"), ("风险度(%)", "Risk Degree", "RiskDegree")),
    (("持仓盯市盈亏", "MTM P/L", "PositionProfit"), ("应追加资金", "Margin Call", "MarginCall")),
    (("权利金收支", "Premium", "CashIn"), ("尚欠", "Owed", "Owed")),
    (("手续费", "Commission", "Commission"), ("交割保证金", "Delivery Margin", "DeliveryMargin")),
    (("质押金", "Pledge Amount", "Mortgage"), ("客户权益", "Client Equity", "Equity")),
    (("交割及其他收支", "Other Cash", "OtherCash"), ("维持保证金", "Maintenance", "MaintenanceMargin")),
)
Fields = dict[str, Any]


def statement_text(fields: Fields) -> str:
    """The statement that these fields say, line by line, without white space at the end of any."""
    lines = [
        _middle(_TITLE),
        "",
        f"客户号 Client ID：{fields['ClientID']}    账户 Account：{fields['AccountID']}",
        f"期货公司 Broker：{fields['BrokerID']}    结算机构 Clearing House：{fields['ClearingHouse']}",
        f"日期 Date：{fields['TradingDay']}    币种 Currency：{fields['CurrencyID']}",
        "",
        _middle("资金状况 Account Summary"),
        "-" * _WIDTH,
        *_summary(fields),
        "",
    ]
    parts = (_paid, _traded, _closed, _detail, _positions, _lodged, _delivered)
    for title, columns, rows, sums in (part(fields) for part in parts):
        if rows:
            lines += [_middle(title), *_grid(columns, rows, sums), f"共 {len(rows)} 条", ""]
    return "\n".join(line.rstrip() for line in lines)


_Part = tuple[str, Sequence[str], list[list[str]], Sequence[str]]
"""Title, columns, rows, and the last line, which sums up"""


def _paid(fields: Fields) -> _Part:
    columns = ("发生日期", "时间", "出入金", "金额")
    rows = [
        [one["Date"], one["Time"], _PAID[one["Kind"]], _text(one["Amount"])] for one in fields["DepositsWithdrawals"]
    ]
    return "出入金明细 Deposit/Withdrawal", columns, rows, ["合计", "", "", *_balance_of_cash(fields)]


def _traded(fields: Fields) -> _Part:
    columns = ("成交日期", "交易所", "合约", "买/卖", "投/保", "成交价", "手数", "成交额", "开平", "成交序号")
    rows = [
        [
            *(one["TradeDate"], one["ExchangeID"], one["InstrumentID"], _DIRECTION[one["Direction"]]),
            *(_HEDGE[one["HedgeFlag"]], _text(one["Price"]), _text(one["Volume"]), _text(one["Turnover"])),
            *(_OFFSET[one["OffsetFlag"]] + _FORCED[one["ForceCloseReason"]], one["TradeID"]),
        ]
        for one in fields["Transactions"]
    ]
    return "成交记录 Transaction Record", columns, rows, _sums(columns, rows, ("手数", "成交额"))


def _closed(fields: Fields) -> _Part:
    columns = ("平仓日期", "交易所", "合约", "开仓日期", "买/卖", "手数", "开仓价", "昨结算", "平仓价", "平仓盈亏")
    rows = [
        [
            *(one["CloseDate"], one["ExchangeID"], one["InstrumentID"], one["OpenDate"]),
            *(_DIRECTION[one["Direction"]], _text(one["Volume"]), _text(one["OpenPrice"])),
            *(_text(one["LastSettlementPrice"]), _text(one["ClosePrice"]), _text(one["CloseProfitByDate"])),
        ]
        for one in fields["PositionsClosed"]
    ]
    return "平仓明细 Position Closed", columns, rows, _sums(columns, rows, ("手数", "平仓盈亏"))


def _detail(fields: Fields) -> _Part:
    columns = (
        *("交易所", "合约", "开仓日期", "投/保", "买/卖", "持仓量", "开仓价", "昨结算", "结算价", "盯市盈亏"),
        "保证金",
    )
    rows = [
        [
            *(one["ExchangeID"], one["InstrumentID"], one["OpenDate"], _HEDGE[one["HedgeFlag"]]),
            *(_DIRECTION[one["Direction"]], _text(one["Volume"]), _text(one["OpenPrice"])),
            *(_text(one["LastSettlementPrice"]), _text(one["SettlementPrice"])),
            *(_text(one["PositionProfitByDate"]), _text(one["Margin"])),
        ]
        for one in fields["PositionsDetail"]
    ]
    return "持仓明细 Positions Detail", columns, rows, _sums(columns, rows, ("持仓量", "盯市盈亏", "保证金"))


def _positions(fields: Fields) -> _Part:
    columns = (
        *("合约", "投/保", "买持", "买均价", "卖持", "卖均价", "昨结算", "今结算", "平仓盈亏", "盯市盈亏", "手续费"),
        "保证金",
    )
    rows = [
        [
            *(one["InstrumentID"], _HEDGE[one["HedgeFlag"]], _text(one["LongFrozen"]), _text(one["AvgBuyPrice"])),
            *(_text(one["ShortFrozen"]), _text(one["AvgSellPrice"]), _text(one["PreSettlementPrice"])),
            *(_text(one["SettlementPrice"]), _text(one["CloseProfit"]), _text(one["PositionProfit"])),
            *(_text(one["Commission"]), _text(one["UseMargin"])),
        ]
        for one in fields["Positions"]
    ]
    summed = ("买持", "卖持", "平仓盈亏", "盯市盈亏", "手续费", "保证金")
    return "持仓汇总 Positions", columns, rows, _sums(columns, rows, summed)


def _lodged(fields: Fields) -> _Part:
    columns = ("质押编号", "证券", "数量", "计入金额", "抵减品种", "抵减手数")
    rows = [
        [
            *(one["PledgeID"], one["SecurityID"], _text(one["Volume"]), _text(one["Value"])),
            *(one["ProductID"], _text(one["Lots"])),
        ]
        for one in fields["Securities"]
    ]
    return "质押明细 Securities Lodged", columns, rows, _sums(columns, rows, ("计入金额", "抵减手数"))


def _delivered(fields: Fields) -> _Part:
    columns = ("合约", "事项", "手数", "金额")  # of a cover the client whom it is for, of what a layer bore its name
    rows = [
        [one["InstrumentID"], _ENDED[one["Kind"]], _text(one["Volume"]), _text(one["Amount"])]
        for one in fields["Deliveries"]
    ]
    return "到期与交割及其他 Expiry, Delivery and Other", columns, rows, _sums(columns, rows, ("手数", "金额"))


def _summary(fields: Fields) -> Iterator[str]:
    for left, right in _SUMMARY:
        unsaid = fields["MaintenanceRatio"] is None and right[2] == "MaintenanceMargin"
        halves = [
            padded(f"{zh} {en}：", 30) + padded(_text(fields[name]), 20, right=True)
            for zh, en, name in ((left,) if unsaid else (left, right))
        ]
        yield "     ".join(halves)


def _balance_of_cash(fields: Fields) -> Iterator[str]:
    """What was paid in, less what was paid out."""
    from decimal import Decimal

    yield f"{Decimal(_text(fields['Deposit'])) - Decimal(_text(fields['Withdraw'])):f}"


def _sums(columns: Sequence[str], rows: Iterable[Sequence[str]], summed: Sequence[str]) -> list[str]:
    """The line that sums up: exact, since every cell of a column has as many decimals."""
    from decimal import Decimal

    listed = list(rows)
    sums = [
        f"{sum((Decimal(row[place]) for row in listed), Decimal(0)):f}" if name in summed else ""
        for place, name in enumerate(columns)
    ]
    return ["合计", *sums[1:]]


def _grid(columns: Sequence[str], rows: Sequence[Sequence[str]], sums: Sequence[str]) -> Iterator[str]:
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(columns, *rows, sums, strict=True)]
    rule = "-" * (sum(widths) + 3 * len(widths) + 1)
    # The first column names the sums, too; a day is no number either, but stands the same on both sides.
    numbers = [place > 0 and all(_is_number(row[place]) for row in rows) for place in range(len(columns))]
    yield rule
    for line in (columns, rule, *rows, rule, sums):
        if isinstance(line, str):
            yield line
        else:
            cells = zip(line, widths, numbers, strict=True)
            yield "| " + " | ".join(padded(text, width, right=right) for text, width, right in cells) + " |"
    yield rule


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def _middle(text: str) -> str:
    from rich.cells import cell_len

    return " " * max(0, (_WIDTH - cell_len(text)) // 2) + text


def _text(value: Any) -> str:
    """A number as the JSON has it."""
    return bytes(value).decode() if not isinstance(value, (int, str)) else str(value)
