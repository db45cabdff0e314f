# SPDX-License-Identifier: Apache-2.0
"""Restrictions in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "restrictions.restricted": Words(
            "{instrument} may have rules from now on; set by {by}", "{by} 将 {instrument} 设为受限产品"
        ),
        "restrictions.rules_set": Words(
            "Rules of {instrument} set by {by}: {rules}", "{by} 设定 {instrument} 的规则：{rules}"
        ),
        "restrictions.party_listed": Words(
            "Place of party {party} on the list of {instrument} set by {by}",
            "{by} 设定主体 {party} 在 {instrument} 准入名单中的状态",
        ),
        "restrictions.declared": Words("{event} of {instrument} declared by {by}", "{by} 宣告 {instrument} 的 {event}"),
        "restrictions.proposed": Words(
            "Transfer of {quantity} of {instrument} from account {sender} to account {receiver} proposed as {proposal}",
            "提议过户 {proposal}：{instrument} {quantity} 由账户 {sender} 至账户 {receiver}",
        ),
        "restrictions.approved": Words(
            "Proposed transfer {proposal} approved by {by}", "{by} 批准提议的过户 {proposal}"
        ),
        "restrictions.rejected": Words(
            "Proposed transfer {proposal} rejected by {by}", "{by} 驳回提议的过户 {proposal}"
        ),
        "restrictions.withdrawn": Words(
            "Proposed transfer {proposal} withdrawn by both sides", "双方撤回提议的过户 {proposal}"
        ),
        "restrictions.lapsed": Words("Proposed transfer {proposal} lapsed", "提议的过户 {proposal} 逾期失效"),
        "restrictions.preapproved": Words(
            "Delivery of {quantity} of {instrument} from account {sender} to account {receiver} under {hold}"
            " approved beforehand by {by}",
            "{by} 预先批准 {hold} 项下交付：{instrument} {quantity} 由账户 {sender} 至账户 {receiver}",
        ),
        "restrictions.preapproval_used": Words(
            "Approval given beforehand by {by} of the delivery under {hold} used",
            "{by} 对 {hold} 项下交付的预先批准已使用",
        ),
        "restrictions.counted": Words(
            "{quantity} of {instrument} counted from party {giver} to party {taker}",
            "{instrument} {quantity} 由主体 {giver} 计入主体 {taker}",
        ),
        "restrictions.recounted": Words(
            "Party {party} counted as a holder of {instrument} from {after}, before from {before}",
            "主体 {party} 作为 {instrument} 持有人的国家或地区由 {before} 改计为 {after}",
        ),
    },
    rows={"rules": Words("{kind}", "{kind}")},
    values={
        "attested": Words("attestation of the receiver", "受让人证明"),
        "country_allowed": Words("allowed countries", "允许的国家或地区"),
        "country_denied": Words("denied countries", "禁止的国家或地区"),
        "listed": Words("list of holders", "准入名单"),
        "max_holders": Words("maximum number of holders", "持有人数上限"),
        "max_balance": Words("maximum balance", "持有量上限"),
        "supply_cap": Words("supply cap", "发行总量上限"),
        "locked": Words("lock-up", "锁定期"),
        "window": Words("transfer window", "可过户时段"),
        "approval": Words("approval", "过户审批"),
        "foreign_share": Words("foreign ownership share", "境外持有比例上限"),
        "daily_limit": Words("daily limit", "当日过户限额"),
        "proposed": Words("proposed", "已提出"),
        "approved": Words("approved and executed", "已批准并过户"),
        "rejected": Words("rejected", "已驳回"),
        "withdrawn": Words("withdrawn", "已撤回"),
        "lapsed": Words("lapsed", "已失效"),
        "given": Words("given, not used", "已批准未使用"),
        "used": Words("used", "已使用"),
    },
    fields={
        "approved_by": Words("approved by", "批准方"),
        "closes_min": Words("closes at", "结束时刻"),
        "countries": Words("units by country", "各国家或地区持有量"),
        "country": Words("country", "国家或地区"),
        "by_supervisor": Words("said by a supervisor", "由监管机构作出"),
        "event": Words("event", "事件"),
        "holders": Words("holders", "持有人数"),
        "imposed": Words("rules of supervisors", "监管规则"),
        "instruments": Words("instruments", "产品"),
        "listed": Words("on the list", "在准入名单上"),
        "listed_by_supervisor": Words("put on it by supervisors", "由监管机构列入"),
        "opens_min": Words("opens at", "开始时刻"),
        "own": Words("rules of the issuer", "发行人规则"),
        "parties": Words("parties", "主体"),
        "proposal": Words("proposal", "过户提议"),
        "rules": Words("rules", "规则"),
        "sent": Words("sent that day", "当日转出"),
        "share_bp": Words("at most a share of", "占比上限"),
        "until": Words("until", "截止时间"),
    },
)
