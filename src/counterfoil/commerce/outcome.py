# SPDX-License-Identifier: Apache-2.0
"""Business outcomes: one enumeration, stable numbers, a sentence each.

Numbers are part of the ledger (they stand in ``transaction.rejected`` events): never reuse or renumber one.
Ranges: 1-19 the machine, 20-39 parties, 40-59 accounts, 60-79 instruments, 80-109 holdings, 110-139 settlement.
"""

from enum import IntEnum


class Outcome(IntEnum):
    """What became of a transaction or a call; ``sentence`` says it to a person."""

    sentence: str

    def __new__(cls, number: int, sentence: str) -> "Outcome":
        member = int.__new__(cls, number)
        member._value_ = number
        member.sentence = sentence
        return member

    ok = 0, "Done."
    malformed = 1, "The bytes are not a canonical transaction envelope."
    wrong_chain = 2, "The transaction names another chain."
    expired_transaction = 3, "The transaction's last valid height has passed."
    validity_too_long = 4, "The last valid height is further ahead than the chain's window allows."
    already_seen = 5, "A transaction with this identifier has been committed."
    unknown_key = 6, "A signature names a key that no party on this chain holds."
    bad_signature = 7, "A signature does not verify."
    feature_not_active = 8, "This call is not active on this chain yet."
    activation_in_the_past = 9, "A change of rules can only be scheduled for a later height."
    unknown_feature = 10, "This software does not know the feature or protocol version."

    not_authorised = 20, "The signatures do not satisfy the key policy of the party whose authority is needed."
    unknown_party = 21, "No such party is registered."
    party_exists = 22, "The party is already registered."
    party_suspended = 23, "The party is suspended."
    party_not_suspended = 24, "The party is not suspended."
    role_missing = 25, "The party does not have the role that this act needs."
    invalid_key_policy = 26, "The key policy is not sound."
    invalid_identifier = 27, "An identifier's form or check digit is wrong."
    personal_data_refused = 28, "A person's name stays off the ledger: give a salted commitment instead."
    identity_missing = 29, "An organisation gives its name, a person a salted commitment to the identity."
    must_be_another = 30, "A registrar cannot give up its own role, nor a supervisor suspend itself: another must."

    unknown_account = 40, "No such account is open."
    account_exists = 41, "The account is already open."
    account_suspended = 42, "The account is suspended."
    account_not_suspended = 43, "The account is not suspended."
    custodian_missing = 44, "The account's rule names a custodian, but it has none."
    outgoing_unprotected = 45, "Outgoing movements must need somebody's authority."

    unknown_instrument = 60, "No such instrument is defined."
    instrument_exists = 61, "The instrument is already defined."
    instrument_not_active = 62, "The instrument is not active."
    status_change_not_allowed = 63, "The instrument's status cannot change this way."
    instrument_in_circulation = 64, "Units of the instrument are outstanding."

    insufficient_free_quantity = 80, "The holding's free quantity is too small."
    quantity_overflow = 81, "A quantity would exceed 2⁵³−1."
    same_account = 82, "Sender and receiver are the same account."
    encumbrance_exists = 83, "A hold, pledge or freeze with this identifier exists or existed."
    unknown_encumbrance = 84, "No such hold, pledge or freeze is active."
    hold_expired = 85, "The hold has expired."
    hold_not_expired = 86, "The hold has not expired, and the signer is not its executor."
    expiry_in_the_past = 87, "The expiry is not later than the block's time."
    exceeds_hold = 88, "The quantity is more than the hold reserves."
    wrong_encumbrance_kind = 89, "The identifier names an encumbrance of another kind."
    supply_limit_exceeded = 90, "The issue would exceed the instrument's supply limit."
    hold_reserved_for_settlement = 91, "The hold belongs to a settlement instruction."

    unknown_instruction = 110, "No such settlement instruction."
    instruction_exists = 111, "A settlement instruction with this identifier exists."
    instruction_not_open = 112, "The instruction is already settled, cancelled, expired or failed."
    account_not_in_instruction = 113, "The account has no leg in this instruction."
    already_affirmed = 114, "The account has affirmed already."
    not_matched = 115, "Not every account of the instruction has affirmed."
    already_allocated = 116, "The account has allocated already, or delivers nothing."
    not_allocated = 117, "Not every delivering account has allocated."
    instruction_expired = 118, "The instruction's expiry has passed."
    instruction_not_expired = 119, "The instruction's expiry has not passed."
    too_early = 120, "The intended settlement time has not come."
    not_a_party_to_it = 121, "The party's part in the instruction, if it has one, does not allow this."
    reason_not_a_failure = 122, "The reason is one of cancelling, not of failing."
