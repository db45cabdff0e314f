# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the restrictions module: 240-263 and 275-277 its calls and records, 264-274 the rules' reason codes."""

from counterfoil.law.outcome import Outcome


class RestrictionsOutcome(Outcome):
    """Why a rule is not set, or a movement not allowed by one."""

    not_restricted = 240, "The instrument is not restricted.", "该产品未设限制规则。"
    restricted_already = 241, "The instrument is restricted already.", "该产品已设限制规则。"
    units_outstanding = (
        242,
        "Holders can be counted only from the first unit on, and units are outstanding.",
        "持有人数须自首次发行起计，而该产品已有存续数量。",
    )
    rules_backdated = (
        243,
        "Rules are never changed for the past.",
        "规则不得追溯变更。",
        "Left out, its time is now.",
    )
    too_many_rule_sets = (
        244,
        "More changes of the rules are scheduled, or they name more, than their record can keep.",
        "已排定的规则变更，或其列明的取值与主体，超出其记录所能保存的数量。",
    )
    rule_malformed = (
        245,
        "A rule lacks a field that its kind needs, or has one that says nothing in it.",
        "规则缺少其类别所需的字段，或含有对其无意义的字段。",
    )
    not_counted = (
        246,
        "The rule needs a count of holders, and this instrument's holders are not counted.",
        "该规则需要持有人计数，而该产品未计数。",
    )
    unknown_count = 247, "The instrument's holders are not counted.", "该产品的持有人未计数。"
    count_exists = 248, "The instrument's holders are counted already.", "该产品的持有人已计数。"
    unknown_position = (
        249,
        "The party never held the instrument since its holders are counted.",
        "自持有人计数以来，该主体从未持有该产品。",
    )
    position_exists = 250, "What the party holds of the instrument is counted already.", "该主体对该产品的持有已计数。"
    unknown_portfolio = (
        251,
        "The party never held anything whose holders are counted.",
        "该主体从未持有任何计数持有人的产品。",
    )
    portfolio_exists = 252, "What the party holds is listed already.", "该主体的持有已列出。"
    too_many_positions = (
        253,
        "The party holds as many counted instruments as its record can keep.",
        "该主体持有的计数产品数已达其记录所能保存的上限。",
    )
    unknown_listing = 254, "The party was never on the instrument's list.", "该主体从未列入该产品的准入名单。"
    listing_exists = (
        255,
        "The party's place on the instrument's list is recorded already.",
        "该主体在该产品准入名单上的状态已有记录。",
    )
    not_declared = 256, "No such event was declared of the instrument.", "未就该产品宣告此事件。"
    declared_already = 257, "The event was declared already.", "该事件已宣告。"
    unknown_proposal = 258, "No such transfer was proposed.", "没有此过户提议。"
    proposal_exists = 259, "A proposal with this identifier exists or existed.", "此标识的过户提议现有或曾有。"
    proposal_over = 260, "The proposal is decided, or its time has passed.", "该提议已有决定，或已过有效期。"
    proposal_not_over = 261, "The proposal's time has not passed.", "该提议未过有效期。"
    hold_of_another = (
        262,
        "The hold is not active, or made for another than what would deliver it.",
        "该预留已失效，或不为将要交付的事项而设。",
    )
    not_an_approver = (
        263,
        "No rule in force asks this party for its approval, or it gave it already.",
        "现行规则未要求该主体批准，或其已批准。",
    )

    attestation_lacking = (
        264,
        "The receiver lacks an attestation that a rule asks for.",
        "受让人缺少规则要求的有效证明。",
        "A trusted attester attests it: parties.attest.",
    )
    country_not_allowed = (
        265,
        "A rule does not allow holders of this country.",
        "规则不允许该国家或地区的持有人。",
        "Where no country is attested, an attester says which it is: parties.attest.",
    )
    not_listed = (
        266,
        "The receiver is not on the instrument's list.",
        "受让人不在该产品的准入名单上。",
        "Whoever keeps the list adds the receiver: restrictions.list_party.",
    )
    too_many_holders = 267, "The instrument would have more holders than a rule allows.", "持有人数将超过上限。"
    too_much_held = 268, "The receiver would hold more than a rule allows.", "受让人的持有量将超过上限。"
    beyond_supply_cap = 269, "More units would be outstanding than a rule allows.", "发行总量将超过上限。"
    locked_up = 270, "The sender's units are locked up.", "转出人的持有处于锁定期。"
    outside_window = 271, "Transfers are not open at this time.", "当前不在可过户时段。"
    approval_lacking = (
        272,
        "The transfer lacks an approval that a rule asks for.",
        "过户缺少规则要求的批准。",
        "The transfer is proposed and approved: restrictions.propose, restrictions.approve.",
    )
    foreign_share_exceeded = (
        273,
        "Foreign holders would have a larger share than a rule allows.",
        "境外持有比例将超过上限。",
    )
    daily_limit_exceeded = (
        274,
        "The sender would transfer more in a day than a rule allows.",
        "转出人当日过户量将超过上限。",
    )
    unknown_preapproval = (
        275,
        "The party approved nothing beforehand of what the hold delivers.",
        "该主体未对此预留所交付的标的作出事先批准。",
    )
    preapproval_exists = (
        276,
        "The party approved beforehand what the hold delivers.",
        "该主体已对此预留所交付的标的作出事先批准。",
    )
    preapproval_misdated = (
        277,
        "The approval would be over already, or outlive the hold.",
        "该批准已过期，或其期限长于预留的期限。",
    )
