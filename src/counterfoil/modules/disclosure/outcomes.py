# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the disclosure module: 640-659."""

from counterfoil.law.outcome import Outcome


class DisclosureOutcome(Outcome):
    """Why a document or a duty is refused."""

    unknown_duty = 640, "No such duty to disclose was set.", "没有此披露义务。"
    duty_exists = 641, "A duty with this identifier was set already.", "此披露义务编号已存在。"
    due_in_the_past = 642, "A duty is due later than the block's time.", "披露期限须晚于区块时间。"
    duty_over = 643, "The duty is met or waived.", "该披露义务已履行或已豁免。"
    duty_of_another = (
        644,
        "The duty is another party's, on another topic or instrument.",
        "该披露义务属于其他主体、事项或产品。",
    )
    not_overdue = 645, "The duty is not overdue: its time has not passed.", "该披露义务尚未逾期。"
    overdue_already = 646, "The duty is recorded as overdue already.", "该披露义务已记为逾期。"
    unknown_document = 647, "No such document was published.", "没有此披露文件。"
    document_exists = 648, "A document with this identifier was published already.", "此披露文件编号已存在。"
    document_over = 649, "The document is superseded or withdrawn.", "该披露文件已被取代或撤回。"
    not_the_discloser = 650, "Another party published the document.", "该披露文件由其他主体发布。"
    not_the_issuer = (
        651,
        "Only its issuer discloses on the instrument, or whoever a duty names.",
        "仅发行人或负有披露义务者可就该产品披露。",
    )
    nothing_revised = 652, "The revision has the hash of the version before.", "修订后的摘要与前一版本相同。"
    meets_a_duty = (
        653,
        "What met a duty is revised or superseded, never withdrawn.",
        "已履行披露义务的文件只可修订或取代，不可撤回。",
    )
    unknown_document_version = 654, "The document has no such version.", "该披露文件没有此版本。"
    document_version_exists = 655, "The version is recorded already.", "该版本已存在。"
    superseded_elsewhere = (
        656,
        "What takes a document's place is on the same topic and instrument.",
        "取代文件须为同一事项与产品。",
    )
