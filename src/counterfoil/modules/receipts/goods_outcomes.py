# SPDX-License-Identifier: Apache-2.0
"""Outcomes of things that are packed in others, and of goods that are lost in part: 2230-2239."""

from counterfoil.law.outcome import Outcome


class GoodsOutcome(Outcome):
    """Why things are not taken in, or what is left of goods is on no document."""

    packed_too_deep = (
        2230,
        "An item is in more packings, one in the other, than are ever looked through: four.",
        "单件的包装层数超过可查验的四层。",
    )
    packed_with_another = (
        2231,
        "What the item is packed in is kept by another keeper, or in another scheme.",
        "该单件的上级包装由其他保管人保管或属其他体系。",
    )
    dispute_not_over = (
        2232,
        "A supervisor holds the document in dispute: nobody says without it what becomes of it.",
        "监管机构认定该单证存在争议，未经其同意不得处置。",
        "The supervisor signs with the others, or ends it: receipts.resolve.",
    )
    nothing_to_strike = 2233, "Neither goods nor things are named that are to be struck.", "未指明拟剔除的数量或单件。"
    spelled_otherwise = (
        2234,
        "A GS1 key is taken in as its canonical link, so that one thing has one name.",
        "货物标识须以规范链接形式入库，一物一名。",
        "https://id.gs1.org/ and the key: counterfoil supply receipt intake writes it so.",
    )
