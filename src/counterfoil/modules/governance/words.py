# SPDX-License-Identifier: Apache-2.0
"""Governance in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

DEBATED: Final = Words("it is debated until {until}", "辩论至 {until}")
VOTED_ON: Final = Words("it is voted on until {until}: {votes}", "表决至 {until}：{votes}")
COUNTED_NEXT: Final = Words(
    "the vote is over as of {when}, and nobody has counted it: {votes}", "截至 {when} 表决已结束，尚未计票：{votes}"
)
IN_FAVOUR: Final = Words("{there} in favour, of {needed} needed", "赞成 {there}，需要 {needed}")
OUT_OF_REACH: Final = Words(
    "{told}; it cannot pass any more: no more than {there} of {needed} needed can be in favour, since others who had a "
    "vote are members no more",
    "{told}；已不可能通过：其余表决方已非成员，赞成至多为 {there}，需要 {needed}",
)
WAITS: Final = Words("it can be executed from {when} on", "自 {when} 起可执行")
EXECUTED_NEXT: Final = Words("it can be executed until {until}", "可执行至 {until}")
LAPSES_NEXT: Final = Words("it could be executed until {until}, and nobody did", "执行期限 {until} 已过而未执行")
PAUSED: Final = Words("paused now: {nouns}", "当前暂停：{nouns}")
WORDS: Final = Vocabulary(
    sentences={
        "governance.adopted": Words(
            "Charter adopted; the council {council} decides from now on", "通过章程；自此由理事会 {council} 决议"
        ),
        "governance.amended": Words(
            "Charter changed by {council}, from {since} on", "{council} 变更章程，自 {since} 起"
        ),
        "governance.proposed": Words(
            "Motion {motion} by {by}: {title}; voted on from {vote_from} until {vote_until}",
            "{by} 提出议案 {motion}：{title}；{vote_from} 至 {vote_until} 表决",
        ),
        "governance.withdrawn": Words("Motion {motion} withdrawn", "撤回议案 {motion}"),
        "governance.voted": Words(
            "{member} voted on motion {motion}: {ballot} (voting power {power})",
            "{member} 就议案 {motion} 表决：{ballot}（表决权 {power}）",
        ),
        "governance.passed": Words("Motion {motion} passed", "议案 {motion} 通过"),
        "governance.voted_down": Words("Motion {motion} voted down", "议案 {motion} 未获通过"),
        "governance.vetoed": Words(
            "Motion {motion} vetoed by {supervisor}; reference: {reference}",
            "{supervisor} 否决议案 {motion}；依据：{reference}",
        ),
        "governance.executed": Words(
            "Decision on motion {motion} carried out for {council}", "以 {council} 名义执行议案 {motion} 的决议"
        ),
        "governance.lapsed": Words(
            "Decision on motion {motion} lapsed: it was not carried out in time",
            "议案 {motion} 的决议逾期未执行而失效",
        ),
        "governance.declared_ready": Words(
            "{member} said that its nodes have protocol version {version}",
            "{member} 声明其节点已具备协议版本 {version}",
        ),
        "governance.paused": Words(
            "Calls of {nouns} paused until {until}; reference: {reference}",
            "暂停 {nouns} 的调用至 {until}；依据：{reference}",
        ),
        "governance.pause_settled": Words(
            "Pause of {noun} set by {council} to end at {until}", "{council} 决定 {noun} 的暂停于 {until} 结束"
        ),
        "governance.applied": Words(
            "{sponsor} applied for {party} ({kind}): application {application}",
            "{sponsor} 为 {party}（{kind}）提出申请 {application}",
        ),
        "governance.accepted": Words("Application {application} accepted", "申请 {application} 获准"),
        "governance.rejected": Words(
            "Application {application} rejected by {council}; reference: {reference}",
            "{council} 拒绝申请 {application}；依据：{reference}",
        ),
        "governance.application_withdrawn": Words("Application {application} withdrawn", "撤回申请 {application}"),
    },
    clauses={
        "calls": Words("calls: {calls}", "调用：{calls}"),
        "members": Words("by members {members}", "由成员 {members}"),
        "supervisor": Words("with supervisor {supervisor}", "监管机构 {supervisor}"),
    },
    fields={
        "abstain": Words("abstaining", "弃权"),
        "acts": Words("calls", "调用"),
        "admitters": Words("members that admit a firm", "准入所需成员数"),
        "application": Words("application", "申请"),
        "applications_only": Words("registered on applications alone", "仅凭申请登记"),
        "ballot": Words("vote", "表决"),
        "calls": Words("as written", "原文"),
        "credential": Words("credential", "证明文件"),
        "council": Words("council", "理事会"),
        "debate_ms": Words("debate", "辩论期"),
        "delay_ms": Words("delay before execution", "执行前等待期"),
        "electorate": Words("who may vote", "有表决权者"),
        "emergency_ppm": Words("emergency quorum", "紧急门槛"),
        "execute_from": Words("can be executed from", "可执行起始"),
        "execute_until": Words("can be executed until", "可执行截止"),
        "grave": Words("grave", "重大"),
        "grave_ppm": Words("grave decisions need", "重大决议所需"),
        "lapse_ms": Words("time of execution", "执行期"),
        "member": Words("member", "成员"),
        "members": Words("members", "成员"),
        "needed": Words("voting power needed", "所需表决权"),
        "noun": Words("module", "模块"),
        "ordinary_ppm": Words("ordinary decisions need", "普通决议所需"),
        "pause_ms": Words("longest pause", "最长暂停"),
        "pauses": Words("pauses", "暂停"),
        "motion": Words("motion", "议案"),
        "paused_by": Words("paused by, since the last decision", "上次决议以来已作暂停者"),
        "sponsor": Words("sponsor", "保荐成员"),
        "articles": Words("articles", "条款"),
        "veto": Words("veto of", "可否决"),
        "veto_ms": Words("time for a veto", "否决期"),
        "veto_until": Words("veto until", "否决截止"),
        "vote_from": Words("voted on from", "表决起始"),
        "vote_until": Words("voted on until", "表决截止"),
        "votes": Words("votes", "表决"),
        "voting_ms": Words("vote", "表决期"),
        "power": Words("voting power", "表决权"),
    },
    values={
        "in_favour": Words("in favour", "赞成"),
        "against": Words("against", "反对"),
        "abstain": Words("abstains", "弃权"),
        "proposed": Words("proposed", "已提出"),
        "voted_down": Words("voted down", "未获通过"),
        "vetoed": Words("vetoed", "已否决"),
        "passed": Words("passed", "已通过"),
        "executed": Words("executed", "已执行"),
        "lapsed": Words("lapsed", "已失效"),
        "withdrawn": Words("withdrawn", "已撤回"),
        "awaiting": Words("awaits an answer", "待审"),
        "taken_in": Words("accepted and registered", "已获准并登记"),
        "turned_away": Words("turned away", "已拒绝"),
        "no_decision": Words("no decision", "无"),
        "grave_decisions": Words("grave decisions", "重大决议"),
        "every_decision": Words("every decision", "一切决议"),
        "members": Words("members", "成员"),
    },
)
