# SPDX-License-Identifier: Apache-2.0
"""Outcomes: their numbers are part of the ledger."""

from counterfoil.commerce.outcome import Outcome
from support.generated_docs import OUTCOMES_FILE, outcomes_document

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
    9: "activation_in_the_past",
    10: "unknown_feature",
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
    40: "unknown_account",
    41: "account_exists",
    42: "account_suspended",
    43: "account_not_suspended",
    44: "custodian_missing",
    45: "outgoing_unprotected",
    60: "unknown_instrument",
    61: "instrument_exists",
    62: "instrument_not_active",
    63: "status_change_not_allowed",
    64: "instrument_in_circulation",
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
    91: "hold_reserved_for_settlement",
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
}


def test_numbers_are_unique_and_never_change() -> None:
    """The golden table: a number, once given, keeps its name; a new name gets a new number."""
    assert {outcome.value: outcome.name for outcome in Outcome} == NUMBERS
    assert len(Outcome.__members__) == len(NUMBERS), "two names share a number"


def test_every_outcome_says_a_sentence() -> None:
    """A sentence for a person: a capital first, a full stop last."""
    for outcome in Outcome:
        assert outcome.sentence[0].isupper() and outcome.sentence.endswith("."), outcome


def test_the_reference_is_current() -> None:
    """docs/reference/outcomes.md is what the enumeration says."""
    assert OUTCOMES_FILE.read_text() == outcomes_document()
