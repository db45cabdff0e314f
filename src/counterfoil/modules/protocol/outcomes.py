# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the protocol module: 140-149."""

from counterfoil.law.outcome import Outcome


class ProtocolOutcome(Outcome):
    """Why a change of the chain's own rules is refused."""

    activation_in_the_past = (
        140,
        "A change of rules can only be scheduled for a later height.",
        "规则变更只可排定于以后的区块高度。",
    )
    unknown_feature = 141, "This software does not know the feature.", "本软件不识别此功能。"
    version_out_of_order = 142, "The next protocol version is the last one's successor.", "下一协议版本须紧接上一版本。"
    no_rules = 143, "The chain has no rules record.", "本链没有规则记录。"
    supervisor_needed = (
        145,
        "A registrar alone does not change the chain's version: a supervisor agrees, or a council decides.",
        "协议版本不得由登记机构单独变更：须经监管机构同意，或由理事会决议。",
        "The call names the supervisor, which consents too.",
    )
    rules_exist = 144, "The chain's rules are set already.", "本链的规则已设定。"
