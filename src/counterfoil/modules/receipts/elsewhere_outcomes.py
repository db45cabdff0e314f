# SPDX-License-Identifier: Apache-2.0
"""Outcomes of what other chains have of goods: 2220-2229."""

from counterfoil.law.outcome import Outcome


class GoodsElsewhereOutcome(Outcome):
    """Why goods or a document of them are refused by what another chain has, what is in them, or what shows them."""

    goods_on_another_chain = (
        2220,
        "Another chain took the goods in earlier, and they have not left there.",
        "其他链更早收存该货物，且尚未出库。",
        "They leave there first: receipts.load_out; and then it is asked again.",
    )
    goods_not_asked_elsewhere = (
        2221,
        "Another chain was not asked about the goods since they were taken in here, under the trust in force.",
        "自本链收存该货物以来，尚未取得其他链依现行信任出具的答复。",
        "Show what it has: counterfoil supply ask, or peers.answer.",
    )
    no_goods_elsewhere = (
        2222,
        "What another chain has of the goods is no record of goods that is understood here.",
        "其他链上的该记录不是本链可识别的货物记录。",
    )
    no_such_peer_of_scheme = (
        2223,
        "No chain is known at this path, or it is named twice.",
        "该路径未登记对等链，或重复列示。",
        "A keeper and a supervisor make it known: peers.trust.",
    )
    scheme_peers_backdated = 2224, "Which chains are asked changes now or later.", "须询问的链只能自当前或以后变更。"
    two_must_set_scheme_peers = (
        2225,
        "The scheme's registrar and the supervisor that agrees are two parties.",
        "登记机构与同意的监管机构须为两个主体。",
    )
    too_many_things = (
        2226,
        "More things would be in one, or on one document with all that is in them, than leave together.",
        "一个包装内，或一份单证所载及其内含的单件数量超出上限。",
        "Make out several documents; name several packages.",
    )
    goods_shown_already = (
        2227,
        "One of the events showed goods of this lot at this keeper before, or is named twice.",
        "所列事件中有已用于证明本保管人该批次货物入库者，或重复列示。",
        "Show the events of this delivery alone; goods that came again have events of their own.",
    )
    unknown_shown_event = 2228, "The event showed no goods of this lot.", "该事件未用于证明该批次货物。"
