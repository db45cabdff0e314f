# SPDX-License-Identifier: Apache-2.0
"""Outcomes: their numbers are part of the ledger."""

import pytest

from counterfoil.law.outcome import MachineOutcome, Refused, require
from counterfoil.modules import laws

NUMBERS = {
    0: "ok",
    1: "malformed",
    2: "wrong_chain",
    3: "expired_transaction",
    4: "validity_too_long",
    5: "already_seen",
    6: "unknown_key",
    7: "bad_signature",
    8: "feature_not_active",
    9: "incomplete",
    10: "not_yet_valid",
    11: "over_budget",
    80: "insufficient_free_quantity",
    81: "quantity_overflow",
    82: "same_account",
    83: "encumbrance_exists",
    84: "unknown_encumbrance",
    85: "hold_expired",
    86: "hold_not_expired",
    87: "expiry_in_the_past",
    88: "exceeds_hold",
    89: "wrong_encumbrance_kind",
    90: "supply_limit_exceeded",
    91: "hold_reserved",
    92: "too_many_freezes",
    93: "unknown_holding",
    94: "holding_exists",
    95: "unknown_mandate",
    96: "mandate_exists",
    97: "mandate_expired",
    98: "exceeds_mandate",
    99: "mandate_irrevocable",
    100: "consent_missing",
    101: "signature_not_enough",
    102: "unknown_supply",
    103: "supply_exists",
    104: "unknown_title",
    105: "title_exists",
    106: "unknown_book",
    107: "book_exists",
    60: "unknown_instrument",
    61: "instrument_exists",
    62: "instrument_not_active",
    63: "status_change_not_allowed",
    64: "instrument_in_circulation",
    65: "invalid_instrument_identifier",
    66: "unique_means_one",
    67: "unknown_version",
    68: "version_exists",
    69: "issuer_alone",
    20: "not_authorised",
    21: "unknown_party",
    22: "party_exists",
    23: "party_suspended",
    24: "party_not_suspended",
    25: "role_missing",
    26: "invalid_key_policy",
    27: "invalid_identifier",
    28: "personal_data_refused",
    29: "identity_missing",
    30: "must_be_another",
    31: "roles_repeated",
    32: "key_exists",
    33: "unknown_key_entry",
    40: "unknown_account",
    41: "account_exists",
    42: "account_suspended",
    43: "account_not_suspended",
    44: "custodian_missing",
    45: "outgoing_unprotected",
    46: "two_parties_needed",
    47: "holder_cannot_consent",
    140: "activation_in_the_past",
    141: "unknown_feature",
    142: "version_out_of_order",
    143: "no_rules",
    144: "rules_exist",
    108: "four_eyes_needed",
    109: "unique_not_corrected",
    110: "unknown_instruction",
    111: "instruction_exists",
    112: "instruction_not_open",
    113: "account_not_in_instruction",
    114: "already_affirmed",
    115: "not_matched",
    116: "already_allocated",
    117: "not_allocated",
    118: "instruction_expired",
    119: "instruction_not_expired",
    120: "too_early",
    121: "not_a_party_to_it",
    122: "reason_not_a_failure",
    123: "expires_too_early",
    124: "leg_to_itself",
    125: "not_affirmed",
    340: "nothing_moved",
    341: "named_twice",
    342: "encumbrance_elsewhere",
    343: "recovery_to_another",
    344: "recovery_not_whole",
    345: "freezes_wait",
    346: "frozen_by_order",
    347: "pledge_not_enforceable",
    348: "keeper_missing",
    349: "keeper_is_pledgee",
}


def test_numbers_are_unique_and_never_change() -> None:
    """The golden table: a number, once given, keeps its name; a new name gets a new number."""
    assert {number: outcome.name for number, outcome in laws().outcomes.items()} == NUMBERS
    assert len(set(NUMBERS.values())) == len(NUMBERS), "two numbers share a name"


def test_every_outcome_says_a_sentence() -> None:
    """A sentence for a person: a capital first, a full stop last."""
    for outcome in laws().outcomes.values():
        assert outcome.sentence[0].isupper() and outcome.sentence.endswith("."), outcome


def test_a_requirement_refuses_with_its_outcome() -> None:
    """Only when it does not hold."""
    require(True, MachineOutcome.malformed)
    with pytest.raises(Refused) as refused:
        require(False, MachineOutcome.malformed, "here")
    assert (refused.value.outcome, refused.value.detail) == (MachineOutcome.malformed, "here")
    assert str(refused.value) == f"{MachineOutcome.malformed.sentence} (here)"
