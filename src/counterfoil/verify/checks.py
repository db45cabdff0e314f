# SPDX-License-Identifier: Apache-2.0
"""The twelve checks, numbered once: name, and what is established when the check has passed."""

from dataclasses import dataclass
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claims import Unproven


@dataclass(frozen=True, slots=True)
class Check:
    """One of the checks; ``established`` is the sentence a report gives when it passed."""

    number: int
    name: str
    name_zh: str
    established: Words


CHECKS: Final = (
    Check(
        1,
        "container and manifest",
        "容器与清单",
        Words("Every file is there and is what the manifest says.", "文件齐全，且与清单一致。"),
    ),
    Check(
        2,
        "log signature",
        "日志签名",
        Words(
            "The checkpoint is signed by the key of the log that the trust file binds the chain to.",
            "检查点由信任文件为该业务链指定的监管链日志密钥签名。",
        ),
    ),
    Check(
        3,
        "witness quorum",
        "见证人法定人数",
        Words(
            "A quorum of witnesses, and of entry auditors where the trust file names them, cosigned the checkpoint: "
            "that gives T.",
            "见证人（及信任文件所列的日志审计方）对检查点的共签达到法定人数，由此得出见证时刻 T。",
        ),
    ),
    Check(
        4,
        "roll",
        "总览项",
        Words("The log's last entry is the roll: nothing can hide behind it.", "日志最后一项为总览项，其后别无他项。"),
    ),
    Check(
        5,
        "header",
        "区块头",
        Words(
            "The header that the claim rests on is anchored, sealed under the policy in force, not beyond the roll.",
            "主张所依据的区块头已锚定，按当时有效的封印策略封印，且不超出总览项。",
        ),
    ),
    Check(
        6,
        "state audit",
        "状态审计",
        Words(
            "A quorum of state auditors executed the chain from genesis to that header.",
            "达到法定人数的状态审计方已自创世起执行该业务链至该区块头。",
        ),
    ),
    Check(
        7,
        "records",
        "状态记录",
        Words("Every record shown is so under that header's state root.", "所示记录均由该区块头的状态根证明。"),
    ),
    Check(
        8,
        "events",
        "事件",
        Words(
            "Every event, envelope and call is in its sealed, anchored block.",
            "每个事件、信封与调用都在已封印、已锚定的区块中。",
        ),
    ),
    Check(
        9,
        "trails",
        "流转轨迹",
        Words(
            "Every trail shown is unbroken from its last event to its first, or to where it is opened.",
            "所示流转轨迹自末至首（或至其展示起点）无一中断。",
        ),
    ),
    Check(
        10,
        "authority",
        "授权",
        Words(
            "Every event was caused by a call, and rests on consents given under the keys in force then.",
            "每个事件均由一项调用引起，且所依据的同意以当时有效的密钥作出。",
        ),
    ),
    Check(11, "replay", "重放", Words("Replaying the trails gives the records.", "重放流转轨迹恰得所示记录。")),
    Check(12, "claim", "主张", Words("The claim says exactly what was shown.", "主张与所示内容完全一致。")),
)
"""In the order in which they are made; the first that fails ends the verification."""


class CheckFailed(Unproven):
    """What a check found wrong; ``number`` where it belongs to another than is being made."""
