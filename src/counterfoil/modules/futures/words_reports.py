# SPDX-License-Identifier: Apache-2.0
"""Large positions and their reports, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.report_awaited": Words(
        "{holder} has {lots} lots of contract {contract} open, {side}, at the end of {day}, a large position: to be "
        "reported by the end of {due}; of a member {of_member}",
        "{holder} 于 {day} 收市后持有合约 {contract}（{side}）{lots} 手，达到大户报告标准，须于 {due} 收市前报告；"
        "会员合计 {of_member}",
    ),
    "futures.large_no_more": Words(
        "{holder} has {lots} lots of contract {contract} open, {side}, at the end of {day}: no large position any more",
        "{holder} 于 {day} 收市后持有合约 {contract}（{side}）{lots} 手，已低于大户报告标准",
    ),
    "futures.position_reported": Words(
        "{holder} reported its large position in contract {contract}, {side}, through {member}, sealed; late {late}",
        "{holder} 经会员 {member} 提交合约 {contract}（{side}）的大户报告（已加封）；逾期 {late}",
    ),
    "futures.report_missed": Words(
        "{house} noted that {holder} did not report its large position in contract {contract}, {side}, by the end of "
        "{due}; {reason}",
        "{house} 登记 {holder} 未于 {due} 收市前提交合约 {contract}（{side}）的大户报告；{reason}",
    ),
}
VALUES: Final = {
    "awaited": Words("report awaited", "待报告"),
    "missed": Words("report missing", "逾期未报"),
    "reported": Words("reported", "已报告"),
    "below": Words("below the threshold", "低于报告标准"),
}
FIELDS: Final = {
    "root": Words("root over what was reported", "报告内容根哈希"),
    "of_member": Words("of all of a member's accounts", "会员合计持仓"),
    "reported": Words("purposes that count toward a large position", "计入大户报告的用途"),
    "member_reported": Words("a member's large position from", "会员大户报告标准"),
    "grouped": Words("reached by those under one actual control", "实际控制账户合并达到标准"),
    "noted": Words("noted at the end of", "登记所依据的交易日"),
    "reports": Words("reports", "报告次数"),
    "reports_stop": Words("opens nothing without a report", "未报告者不得开仓"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "due": Words("reported by the end of", "报告截止日"),
    "late": Words("came late", "逾期"),
}
"""Fields that are called otherwise in the records of other nouns."""
