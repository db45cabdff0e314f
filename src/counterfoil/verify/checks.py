# SPDX-License-Identifier: Apache-2.0
"""The eleven checks, numbered once: name, and what is established when the check has passed."""

from dataclasses import dataclass
from typing import Final

from counterfoil.evidence.bilingual import Words


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
        Words("The checkpoint is signed by the custody log's key.", "检查点由监管链日志密钥签名。"),
    ),
    Check(
        3,
        "witness quorum",
        "见证人法定人数",
        Words(
            "A quorum of witnesses cosigned the checkpoint; that gives T.",
            "见证人对检查点的共签达到法定人数，由此得出见证时刻 T。",
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
        "latest header",
        "最新区块头",
        Words(
            "The chain's latest header is the one in the roll, and validly sealed.",
            "该业务链的最新区块头与总览项一致，封印有效。",
        ),
    ),
    Check(
        6,
        "records",
        "状态记录",
        Words("Every record shown is so under that header's state root.", "所示记录均由该区块头的状态根证明。"),
    ),
    Check(
        7,
        "events",
        "事件",
        Words("Every event is in a sealed, anchored block.", "每个事件都在已封印、已锚定的区块中。"),
    ),
    Check(
        8,
        "trails",
        "流转轨迹",
        Words("Every trail shown is unbroken from its last event to its first.", "所示流转轨迹自末至首无一中断。"),
    ),
    Check(
        9,
        "authority",
        "授权",
        Words(
            "Every event was caused by a transaction signed with the keys in force then.",
            "每个事件均由一笔以当时有效密钥签名的交易引起。",
        ),
    ),
    Check(
        10,
        "replay",
        "重放",
        Words("Replaying the trails from nothing gives the records.", "从零重放流转轨迹恰得所示记录。"),
    ),
    Check(
        11,
        "claim",
        "主张",
        Words("The claim says exactly what was shown.", "主张与所示内容完全一致。"),
    ),
)
"""In the order in which they are made; the first that fails ends the verification."""


class CheckFailed(Exception):
    """What a check found wrong, in English and Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        self.words = Words(en, zh)
        super().__init__(en)
