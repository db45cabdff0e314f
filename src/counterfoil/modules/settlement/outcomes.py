# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the settlement module: 110-139."""

from counterfoil.law.outcome import Outcome


class SettlementOutcome(Outcome):
    """Why something about a settlement instruction is refused."""

    unknown_instruction = 110, "No such settlement instruction.", "没有此交收指令。"
    instruction_exists = 111, "A settlement instruction with this identifier exists.", "此标识的交收指令已存在。"
    instruction_not_open = (
        112,
        "The instruction is already settled, cancelled, expired or failed.",
        "该指令已交收、已撤销、已过期或已失败。",
    )
    account_not_in_instruction = (
        113,
        "The account has no leg in this instruction.",
        "该账户不在该指令的任何一笔交收之中。",
    )
    already_affirmed = 114, "The account has affirmed already.", "该账户已确认。"
    not_matched = (
        115,
        "Not every account of the instruction has affirmed.",
        "指令所涉账户尚未全部确认。",
        "The others affirm: settlement.affirm.",
    )
    already_allocated = (
        116,
        "The account has allocated already, or delivers nothing.",
        "该账户已预留应付标的，或无须交付。",
    )
    not_allocated = (
        117,
        "Not every delivering account has allocated.",
        "应交付的账户尚未全部预留应付标的。",
        "Whoever delivers sets it aside: settlement.allocate.",
    )
    instruction_expired = 118, "The instruction's expiry has passed.", "该指令已过有效期。"
    instruction_not_expired = 119, "The instruction's expiry has not passed.", "该指令未过有效期。"
    too_early = 120, "The intended settlement time has not come.", "未到预定交收时间。"
    not_a_party_to_it = (
        121,
        "The party's part in the instruction, if it has one, does not allow this.",
        "该主体在此指令中的地位（如有）不允许此行为。",
    )
    reason_not_a_failure = 122, "The reason is one of cancelling, not of failing.", "该原因属撤销，不属失败。"
    expires_too_early = 123, "The instruction would expire before it could settle.", "该指令在可交收之前即已过期。"
    leg_to_itself = 124, "A leg delivers to its own sender.", "一笔交收的付方与收方相同。"
    not_affirmed = 125, "The account has not affirmed such a leg.", "该账户未确认此笔交收。"
    nothing_reserved = 126, "The account has reserved nothing for this instruction.", "该账户未为此指令预留应付标的。"
