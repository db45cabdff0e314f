# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the settlement module: 110-139."""

from counterfoil.law.outcome import Outcome


class SettlementOutcome(Outcome):
    """Why something about a settlement instruction is refused."""

    unknown_instruction = 110, "No such settlement instruction."
    instruction_exists = 111, "A settlement instruction with this identifier exists."
    instruction_not_open = 112, "The instruction is already settled, cancelled, expired or failed."
    account_not_in_instruction = 113, "The account has no leg in this instruction."
    already_affirmed = 114, "The account has affirmed already."
    not_matched = (
        115,
        "Not every account of the instruction has affirmed.",
        "",
        "The others affirm: settlement.affirm.",
    )
    already_allocated = 116, "The account has allocated already, or delivers nothing."
    not_allocated = (
        117,
        "Not every delivering account has allocated.",
        "",
        "Whoever delivers sets it aside: settlement.allocate.",
    )
    instruction_expired = 118, "The instruction's expiry has passed."
    instruction_not_expired = 119, "The instruction's expiry has not passed."
    too_early = 120, "The intended settlement time has not come."
    not_a_party_to_it = 121, "The party's part in the instruction, if it has one, does not allow this."
    reason_not_a_failure = 122, "The reason is one of cancelling, not of failing."
    expires_too_early = 123, "The instruction would expire before it could settle."
    leg_to_itself = 124, "A leg delivers to its own sender.", "一笔交收的付方与收方相同。"
    not_affirmed = 125, "The account has not affirmed such a leg."
    nothing_reserved = 126, "The account has reserved nothing for this instruction."
