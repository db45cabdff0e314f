# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the instruments module: 60-79."""

from counterfoil.law.outcome import Outcome


class InstrumentsOutcome(Outcome):
    """Why something about an instrument is refused."""

    unknown_instrument = (
        60,
        "No such instrument is defined.",
        "产品未定义。",
        "It is defined first: instruments.define.",
    )
    instrument_exists = 61, "The instrument is already defined."
    instrument_not_active = (
        62,
        "The instrument is not active.",
        "产品未处于有效状态。",
        "A draft is made active, a suspended one again: instruments.change_status. A matured one is redeemed alone.",
    )
    status_change_not_allowed = 63, "The instrument's status cannot change this way."
    instrument_in_circulation = 64, "Units of the instrument are outstanding."
    invalid_instrument_identifier = 65, "An identifier's form or check digit is wrong."
    unique_means_one = 66, "A unique instrument has a supply limit of one unit, and keeps it."
    unknown_version = 67, "No such version of the instrument is kept."
    version_exists = 68, "This version of the instrument is kept already."
    issuer_alone = 69, "Only the instrument's issuer may do this."
