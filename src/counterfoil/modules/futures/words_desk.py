# SPDX-License-Identifier: Apache-2.0
"""What goods bring at a house's desk, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.income_came": Words(
        "{quantity} came to the desk of {house}, brought by {units} of {security} that were there at {record_time}, by "
        "{action}; one unit more above remainder {remainder}, and at it before {before}",
        "{house} 交割账户于 {record_time} 持有的 {security} {units} 因 {action} 收到 {quantity}；"
        "余数高于 {remainder} 者多得一单位，等于该余数者以 {before} 之前为限",
    ),
    "futures.goods_redeemed": Words(
        "{quantity} of {security} at the desk of {house} were redeemed by {action}",
        "{house} 交割账户中的 {security} {quantity} 因 {action} 兑付注销",
    ),
    "futures.income_ended": Words(
        "What {security} at the desk of {house} brought by {action} was redeemed there, as far as it was not passed on",
        "{house} 交割账户中 {security} 因 {action} 所得、尚未转付的部分已在该账户兑付注销",
    ),
    "futures.passed_on": Words(
        "{quantity} passed on by {house} to the account of goods of {account} in contract {contract}: brought by "
        "{units} of {security} by {action}; redeemed {redeemed}",
        "{house} 将 {security} {units} 因 {action} 所得 {quantity} 转付合约 {contract} 账户 {account} 的标的账户；"
        "已兑付 {redeemed}",
    ),
}
ROWS: Final = {
    "brought": Words("{quantity} by {action} of {security} at {at}", "{at} {security} 因 {action} 所得 {quantity}"),
    "passages": Words("{units} of {instrument} at {at}", "{at} {instrument} {units} 单位"),
}
FIELDS: Final = {
    "at": Words("at", "时间"),
    "brought": Words("brought at the desk, and passed on", "交割账户收益转付"),
    "came_at": Words("came at", "到账时间"),
    "passages": Words("came to be its own at the desk, or left it", "交割账户进出"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "redeemed": Words("redeemed", "已兑付"),
    "ended": Words("redeemed where it waited", "待转付部分已兑付"),
    "quantity": Words("came", "收到"),
    "units": Words("units that brought it", "产生收益的数量"),
    "at": Words("at", "时间"),
}
"""Fields that are called otherwise in the records of other nouns."""
