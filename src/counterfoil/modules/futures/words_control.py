# SPDX-License-Identifier: Apache-2.0
"""Actual control and what is counted together, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.control_recorded": Words(
        "{house} recorded that {holder} is under the actual control of group {group}, since {since}; {reason}",
        "{house} 认定 {holder} 归入实际控制关系账户组 {group}，自 {since} 起；{reason}",
    ),
    "futures.control_ended": Words(
        "{house} recorded that {holder} is not under the actual control of group {group} any more, since {since}; "
        "{reason}",
        "{house} 认定 {holder} 不再归入实际控制关系账户组 {group}，自 {since} 起；{reason}",
    ),
    "futures.lots_counted": Words(
        "Counted in contract {contract}, {hedge}: long {long}, short {short}, of client {client}, group {group}, "
        "member {member}",
        "合计持仓变动：合约 {contract}（{hedge}），多 {long}，空 {short}；客户 {client}，账户组 {group}，会员 {member}",
    ),
    "futures.openings_counted": Words(
        "Opened on {day}, of product {product}: {contracts} lots, counted of client {client}, group {group}",
        "{day} 开仓量变动：品种 {product}，{contracts} 手；客户 {client}，账户组 {group}",
    ),
    "futures.counted_on": Words(
        "{house} goes on with counting positions anew",
        "{house} 继续重新合计持仓",
    ),
    "futures.counting_moved": Words(
        "Positions of {name} are counted anew up to {after}, {whose}: before with {left}, now with {joined}; all "
        "counted {over}",
        "{name} 的持仓已重新合计至 {after}（{whose}）：原计入 {left}，现计入 {joined}；全部完成 {over}",
    ),
}
ROWS: Final = {"contracts": Words("{contract} {lots}", "{contract} {lots}")}
VALUES: Final = {
    "of_client": Words("a client", "客户"),
    "of_control": Words("a group under one actual control", "实际控制关系账户组"),
    "of_member": Words("a member", "会员"),
    "together_over_limit": Words(
        "forced: accounts that count together are over the limit", "强平原因：合并持仓超过限额"
    ),
    "member_over_limit": Words("forced: the member is over its limit", "强平原因：会员超过持仓限额"),
}
FIELDS: Final = {
    "counts_members": Words("what members have is counted", "合计会员持仓"),
    "member_limit": Words("limit of positions of a member", "会员持仓限额"),
    "of_open_ppm": Words("share of what is open", "占持仓量比例"),
    "of_open_from": Words("a share from so many lots open", "按比例限仓的持仓量起点"),
    "after": Words("counted up to", "已合计至"),
    "contracts": Words("contracts", "合约"),
    "joined": Words("counted with now", "现计入"),
    "openings": Words("lots that may be opened in a day", "单日开仓量限额"),
    "product_lots": Words("lots of all contracts together", "品种合计手数"),
    "whose": Words("counted of", "合计范围"),
    "named": Words("who", "名称"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "contracts": Words("of each contract", "各合约"),
    "waiting": Words("counted anew", "待重新合计"),
    "steps": Words("steps of counting", "合计步数"),
    "joined": Words("counted with now", "现计入"),
    "name": Words("whose positions", "持仓主体"),
    "after": Words("counted up to", "已合计至"),
    "left": Words("counted with before", "原计入"),
    "accounts": Words("margin accounts", "保证金账户"),
    "group": Words("group under one actual control", "实际控制关系账户组"),
    "holders": Words("clients", "客户"),
    "since": Words("since", "起始时间"),
    "document": Words("what it rests on", "依据文件"),
}
"""Fields that are called otherwise in the records of other nouns."""
