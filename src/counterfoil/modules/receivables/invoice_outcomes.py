# SPDX-License-Identifier: Apache-2.0
"""Outcomes of invoices and their fingerprints: 2080-2099."""

from counterfoil.law.outcome import Outcome


class InvoicesOutcome(Outcome):
    """Why something about an invoice is refused."""

    invoice_not_registered = (
        2080,
        "No invoice of this fingerprint is registered.",
        "没有此指纹的发票登记。",
        "The programme's registry registers it: receivables.register_invoice.",
    )
    invoice_registered_before = (
        2081,
        "An invoice of this fingerprint is registered already.",
        "此指纹的发票已登记。",
    )
    unknown_loose_fingerprint = 2082, "No invoice has this loose fingerprint.", "没有发票具有此模糊指纹。"
    loose_fingerprint_exists = 2083, "The loose fingerprint is on record already.", "此模糊指纹已有记录。"
    invoice_exceeded = (
        2084,
        "More would be promised on the invoice than its amount.",
        "同一发票项下的凭证金额合计超过发票金额。",
    )
    face_not_invoiced = (
        2085,
        "A voucher's face is what it takes of its invoices, each named once, in the programme's money.",
        "凭证面额须等于其各发票占用额之和，每张发票仅列一次，且币种一致。",
    )
    invoice_alerted = (
        2086,
        "An invoice is like another that is registered, and nobody has said that it is not the same.",
        "发票与已登记发票疑似重复，尚未经双人复核。",
        "Two parties clear it: receivables.clear_invoice.",
    )
    nothing_to_clear = 2087, "The invoice is like no other, or was cleared.", "该发票无待处理的疑似重复。"
    two_must_clear = (
        2088,
        "The registry and a supervisor, a registrar or the programme's keeper clear it, with two keys.",
        "须由登记方与监管方、登记机构或平台分别以不同密钥复核。",
    )
    too_many_reservations = 2089, "As many proposals as can be wait on the invoice.", "等待占用该发票的申请已达上限。"
    delivery_not_on_record = (
        2090,
        "A record that shall show what was delivered is not on this chain.",
        "所指交付记录不在本链上。",
    )
    invoice_of_others = (
        2091,
        "The invoice is between others: its buyer alone promises on it, and its seller alone is the first holder.",
        "发票双方另有其人：仅购方可就其作出承诺，仅销方可为首个持有人。",
        "Its registry said who they are: receivables.register_invoice.",
    )
    invoice_withdrawn = (
        2092,
        "The invoice was withdrawn: its registry had registered it wrongly.",
        "该发票登记有误，已由登记方撤回。",
        "The registry registers it rightly: receivables.register_invoice.",
    )
    invoice_in_use = (
        2093,
        "Something is promised or reserved on the invoice: it is not withdrawn.",
        "该发票已有承诺或预占，不得撤回。",
        "What is reserved expires, or is withdrawn or refused; what is promised is cancelled by its parties.",
    )
    claimed_by_others = (
        2094,
        "Others than its holder financed the lot: it is not cancelled over their heads.",
        "持有人以外的人已就该份额融资，不得擅自注销。",
        "They withdraw their claims: receivables.withdraw_claim; the keeper strikes one that is untrue.",
    )
