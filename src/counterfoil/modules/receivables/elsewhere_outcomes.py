# SPDX-License-Identifier: Apache-2.0
"""Outcomes of what other chains have of an invoice: 2060-2066 and 2075-2076."""

from counterfoil.law.outcome import Outcome


class ElsewhereOutcome(Outcome):
    """Why an invoice is not promised here, by what another chain has of it."""

    promised_on_another_chain = (
        2060,
        "What other chains promised on the invoice, or reserved earlier, leaves less: as PINT's DISE, the chain "
        "contradicts what is asked here, and it would be financed twice.",
        "其他链已就该发票作出承诺或更早预占，余额不足：他链记录与本申请相抵触，存在重复融资风险。",
        "The proposal is withdrawn; or what is reserved there earlier expires, and an answer of after that is shown.",
    )
    not_asked_elsewhere = (
        2061,
        "Another chain was not asked about the invoice since it was reserved here, under the trust in force.",
        "自本链预占该发票以来，尚未取得其他链依现行信任出具的答复。",
        "Show what it has: counterfoil supply ask, or peers.answer.",
    )
    registered_otherwise_elsewhere = (
        2062,
        "Another chain has the invoice with another amount, or in other money.",
        "该发票在其他链上登记的金额或币种不同。",
        "The two registries find out which of them is wrong.",
    )
    not_an_invoice_elsewhere = (
        2063,
        "What another chain has of the invoice is no record of one that is understood here.",
        "其他链上的该记录不是本链可识别的发票记录。",
    )
    no_such_peer = (
        2064,
        "No chain is known at this path, or it is named twice.",
        "该路径未登记对等链，或重复列示。",
        "A keeper and a supervisor make it known: peers.trust.",
    )
    peers_backdated = 2065, "Which chains are asked changes now or later.", "须询问的链只能自当前或以后变更。"
    two_must_set_peers = (
        2066,
        "The registry and the supervisor that agrees are two parties.",
        "登记方与同意的监管机构须为两个主体。",
    )
    registry_asks_nobody = 2075, "The registry never said which chains are asked.", "该登记方未曾列明须询问的链。"
    registry_on_record = 2076, "Which chains the registry asks is on record.", "该登记方须询问的链已有记录。"
