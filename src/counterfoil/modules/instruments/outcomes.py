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
    instrument_exists = 61, "The instrument is already defined.", "产品已定义。"
    instrument_not_active = (
        62,
        "The instrument is not active.",
        "产品未处于有效状态。",
        "A draft is made active, a suspended one again: instruments.change_status. A matured one is redeemed alone.",
    )
    status_change_not_allowed = 63, "The instrument's status cannot change this way.", "产品状态不能如此变更。"
    instrument_in_circulation = 64, "Units of the instrument are outstanding.", "该产品仍有存续数量。"
    invalid_instrument_identifier = 65, "An identifier's form or check digit is wrong.", "标识的格式或校验位有误。"
    unique_means_one = (
        66,
        "A unique instrument has a supply limit of one unit, and keeps it.",
        "唯一性产品的发行上限为一个单位，且不得变更。",
    )
    unknown_version = 67, "No such version of the instrument is kept.", "未保存该产品的此版本。"
    version_exists = 68, "This version of the instrument is kept already.", "该产品的此版本已保存。"
    issuer_alone = 69, "Only the instrument's issuer may do this.", "仅产品的发行人可为此行为。"
    not_defined_by_record = (
        70,
        "The record named is no consent of the issuer's to such an instrument.",
        "所指记录并非发行人对此类产品的同意。",
        "The issuer makes such a record first, in the module that defines instruments by it; cash it issues itself.",
    )
