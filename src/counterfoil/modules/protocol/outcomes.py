# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the protocol module: 140-149."""

from counterfoil.law.outcome import Outcome


class ProtocolOutcome(Outcome):
    """Why a change of the chain's own rules is refused."""

    activation_in_the_past = 140, "A change of rules can only be scheduled for a later height."
    unknown_feature = 141, "This software does not know the feature."
    version_out_of_order = 142, "The next protocol version is the last one's successor."
    no_rules = 143, "The chain has no rules record."
    rules_exist = 144, "The chain's rules are set already."
