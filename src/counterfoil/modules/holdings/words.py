# SPDX-License-Identifier: Apache-2.0
"""Holdings in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary
from counterfoil.modules.holdings.records import Part

WORDS: Final = Vocabulary(
    sentences={
        "holdings.issued": Words(
            "{quantity} of {instrument} issued to account {account}",
            "向账户 {account} 发行并登记 {instrument} {quantity}",
        ),
        "holdings.redeemed": Words(
            "{quantity} of {instrument} redeemed from account {account} and extinguished",
            "从账户 {account} 赎回并注销 {instrument} {quantity}",
        ),
        "holdings.transferred": Words(
            "{quantity} of {instrument} transferred from account {sender} to account {receiver}",
            "{instrument} {quantity} 由账户 {sender} 过户至账户 {receiver}",
        ),
        "holdings.corrected": Words(
            "Correction {change} {quantity} of {instrument} in account {account}; reason: {reason}; made by {maker}, "
            "checked by {checker}; document {document}",
            "更正：账户 {account} 的 {instrument} {change} {quantity}；原因：{reason}；"
            "经办 {maker}，复核 {checker}；依据文件 {document}",
        ),
        "holdings.held": Words(
            "{quantity} of {instrument} reserved in account {account}",
            "账户 {account} 预留 {instrument} {quantity}",
        ),
        "holdings.released": Words(
            "Reservation of {quantity} of {instrument} released in account {account}",
            "账户 {account} 解除预留 {instrument} {quantity}",
        ),
        "holdings.pledged": Words(
            "{quantity} of {instrument} pledged in account {account} to pledgee {executor}",
            "账户 {account} 将 {instrument} {quantity} 质押予质权人 {executor}",
        ),
        "holdings.pledge_released": Words(
            "Pledge of {quantity} of {instrument} released in account {account}",
            "账户 {account} 解除质押 {instrument} {quantity}",
        ),
        "holdings.frozen": Words(
            "Freeze of {quantity} of {instrument} in account {account} ordered by supervisor {supervisor}",
            "监管机构 {supervisor} 冻结账户 {account} 的 {instrument} {quantity}",
        ),
        "holdings.unfrozen": Words(
            "Freeze of {quantity} of {instrument} in account {account} lifted by supervisor {supervisor}",
            "监管机构 {supervisor} 解除对账户 {account} 的 {instrument} {quantity} 的冻结",
        ),
        "holdings.forced": Words(
            "Forced transfer of {instrument} from account {sender} to account {receiver} under order {order}: "
            "{free} out of the free part",
            "依据监管指令 {order}，将 {instrument} 由账户 {sender} 强制过户至账户 {receiver}：可用部分 {free}",
        ),
        "holdings.burned": Words(
            "Forced burn of {instrument} in account {account} under order {order}: {free} out of the free part",
            "依据监管指令 {order}，强制注销账户 {account} 的 {instrument}：可用部分 {free}",
        ),
        "holdings.recovered": Words(
            "Recovery of all {instrument} in account {sender} to account {receiver} of the same holder under order "
            "{order}: {free} free, {held} held, {pledged} pledged, {frozen} frozen",
            "依据监管指令 {order}，将账户 {sender} 的全部 {instrument} 恢复至同一持有人的账户 {receiver}："
            "可用 {free}、预留 {held}、质押 {pledged}、冻结 {frozen}",
        ),
        "holdings.mandate_granted": Words(
            "Mandate {mandate} over account {account} granted to {executor}",
            "账户 {account} 授予 {executor} 委托 {mandate}",
        ),
        "holdings.mandate_revoked": Words("Mandate {mandate} ended", "委托 {mandate} 终止"),
    },
    clauses={
        "taken": Words("encumbered units: {taken}", "受限部分：{taken}"),
        "order": Words("under order {order}", "依据监管指令 {order}"),
        "part": Words("out of the {part} part", "取自{part}部分"),
        "executor": Words("executor {executor}", "执行方 {executor}"),
        "encumbrance": Words("under {encumbrance}", "登记编号 {encumbrance}"),
        "encumbrances": Words("with {encumbrances}", "连同登记编号 {encumbrances}"),
        "keeper": Words("kept by {keeper}", "质押物监管方 {keeper}"),
        "enforceable_from": Words("enforceable from {enforceable_from}", "可实现质权的起始时间 {enforceable_from}"),
        "enforceable_to": Words("only to accounts {enforceable_to}", "仅可处置至账户 {enforceable_to}"),
    },
    enumerated=frozenset({"part", "change"}),
    rows={"taken": Words("{quantity} out of {encumbrance}", "登记编号 {encumbrance} 项下 {quantity}")},
    quantities=frozenset({part.value for part in Part}),
    usual={"part": "free"},
    values={
        "adds": Words("adds", "调增"),
        "removes": Words("removes", "调减"),
        "free": Words("free", "可用"),
        "held": Words("held", "预留"),
        "pledged": Words("pledged", "质押"),
        "frozen": Words("frozen", "冻结"),
        "hold": Words("hold", "预留"),
        "pledge": Words("pledge", "质押"),
        "released": Words("released", "已解除"),
    },
    fields={
        "takes": Words("brings units in", "转入"),
        "encumbrance": Words("encumbrance", "权利负担"),
        "enforceable_from": Words("enforceable from", "可实现起始时间"),
        "enforceable_to": Words("enforceable to", "可实现至账户"),
        "executor": Words("executor", "执行方"),
        "free": Words("free", "可用"),
        "frozen": Words("frozen", "冻结数量"),
        "granted_by": Words("granted by", "授予方"),
        "held": Words("held", "预留"),
        "keeper": Words("keeper", "监管方"),
        "line": Words("freezes in line", "轮候冻结"),
        "mandate": Words("mandate", "委托"),
        "moved": Words("moved", "已过户数量"),
        "ordered": Words("frozen by orders", "依监管指令冻结数量"),
        "outstanding": Words("outstanding", "流通总量"),
        "parents": Words("made from", "来源"),
        "pledged": Words("pledged", "质押"),
        "receivers": Words("receivers", "收方"),
        "revocable": Words("revocable", "可撤销"),
    },
)
