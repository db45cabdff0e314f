# SPDX-License-Identifier: Apache-2.0
"""Crossings in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "crossings.asset_mapped": Words(
            "Asset {asset}: {instrument} here is one with what chain {chain} has of it, of which this is the {side}; "
            "{pool} of {keeper} has what is there",
            "资产 {asset}：本链 {instrument} 与业务链 {chain} 的对应资产互为映射，本链为{side}；"
            "{keeper} 的账户 {pool} 存放在对方链的份额",
        ),
        "crossings.user_registered": Words(
            "{account} is {there} on chain {chain}, and takes what comes from there",
            "{account} 登记为业务链 {chain} 的 {there}，并接受由该链转入",
        ),
        "crossings.user_deregistered": Words(
            "{account} takes nothing from chain {chain} any more",
            "{account} 不再接受由业务链 {chain} 转入",
        ),
        "crossings.departed": Words(
            "{quantity} of {instrument} left {account} for {receiver} on chain {to}, until {until}: crossing "
            "{crossing} of asset {asset}",
            "{account} 的 {quantity} {instrument} 转往业务链 {to} 的 {receiver}，截止 {until}："
            "资产 {asset} 的跨链过户 {crossing}",
        ),
        "crossings.arrived": Words(
            "{quantity} of {instrument} came from {sender} on chain {chain} to {receiver}: crossing {crossing} of "
            "asset {asset}",
            "业务链 {chain} 的 {sender} 的 {quantity} {instrument} 转入 {receiver}：资产 {asset} 的跨链过户 {crossing}",
        ),
        "crossings.taken_back": Words(
            "{quantity} of {instrument} came back to {account}: crossing {crossing} did not arrive in time",
            "{quantity} {instrument} 退回 {account}：跨链过户 {crossing} 未按时转入",
        ),
        "crossings.offered": Words(
            "{quantity} of {instrument} of {account} is kept for {receiver} until it is paid on chain {to} before "
            "{until}: deal {deal}",
            "{account} 的 {quantity} {instrument} 为 {receiver} 预留，待业务链 {to} 于 {until} 前支付：交易 {deal}",
        ),
        "crossings.paid": Words(
            "Deal {deal} of chain {chain} was paid here, which decides it",
            "业务链 {chain} 的交易 {deal} 已在本链支付，交易据此成立",
        ),
        "crossings.delivered": Words("What deal {deal} keeps was delivered", "交易 {deal} 预留的份额已交付"),
        "crossings.withdrawn": Words(
            "Deal {deal} was not paid in time, and what it kept is free again",
            "交易 {deal} 未按时支付，所预留份额恢复可用",
        ),
    },
    values={
        "home": Words("home", "原链"),
        "mirror": Words("mirror", "镜像"),
        "registered": Words("registered", "已登记"),
        "deregistered": Words("deregistered", "已注销"),
        "away": Words("away", "已转出"),
        "taken_back": Words("taken back", "已退回"),
        "reserved": Words("reserved", "已预留"),
        "delivered": Words("delivered", "已交割"),
        "withdrawn": Words("withdrawn", "已撤回"),
    },
    fields={
        "asset": Words("asset", "资产"),
        "crossings/arrival.before": Words("events before", "此前事件数"),
        "crossings/arrival.head": Words("hash of the last event there", "对方链末条事件摘要"),
        "crossings/arrival.left": Words("left there", "转出时间"),
        "crossings/arrival.steps": Words("in whose hands there", "对方链持有账户"),
        "crossings/arrival.title": Words("chain of title there", "对方链权属流转"),
        "origin": Words("from chain", "转出链"),
        "agreed_by": Words("agreed by", "同意方"),
        "crossings/deal.since": Words("kept since", "预留起始"),
        "crossings/deal.to": Words("paid on chain", "支付所在链"),
        "crossings/departure.since": Words("left", "转出时间"),
        "crossings/deal.price": Words("paid there", "对方链支付"),
        "side": Words("side", "方"),
        "crossings/departure.to": Words("to chain", "转往链"),
        "crossing": Words("crossing", "跨链过户"),
        "deal": Words("deal", "交易"),
        "crossings/user.there": Words("on that chain", "在对方链为"),
        "crossings/asset.pool": Words("has what is there", "存放在对方链份额的账户"),
    },
)
