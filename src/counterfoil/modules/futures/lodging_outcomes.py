# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the futures module about securities that are lodged as margin: 1500-1529 and 1820-1829."""

from counterfoil.law.outcome import Outcome


class LodgingOutcome(Outcome):
    """Why something about securities as margin is refused."""

    no_securities_policy = (
        1500,
        "The house takes no securities as margin.",
        "该结算机构不接受有价证券充抵保证金。",
        "It says which: counterfoil clearing securities policy.",
    )
    securities_policy_exists = 1501, "The house says so already.", "该结算机构已有有价证券充抵规则。"
    securities_backdated = (
        1502,
        "What counts as margin changes from now or later, and not for the day that is open.",
        "充抵规则不得追溯生效，亦不得变更已开启交易日的规则。",
    )
    too_many_securities_rules = 1503, "As many changes are to come as can be.", "待生效的充抵规则变更已达上限。"
    accepted_twice = (
        1504,
        "Something is named twice, or is the cash itself.",
        "证券或品种重复，或即为资金。",
    )
    no_keeper = (
        1505,
        "The house named no account that takes securities over.",
        "该结算机构尚未指定承接有价证券的账户。",
        "It names one: futures.name_keeper.",
    )
    keeper_exists = 1506, "The house named one already.", "该结算机构已指定承接账户。"
    not_accepted = 1507, "The house does not take this security.", "该结算机构不接受此证券。"
    security_unpriced = (
        1508,
        "The house announced no price of this security for the day.",
        "该结算机构未公布此证券当日价格。",
        "It announces one, with its reason: futures.price_security.",
    )
    security_priced_already = 1509, "Its price of the day is announced.", "此证券当日价格已公布。"
    lodged_already = 1510, "This pledge is lodged already.", "此质押已提交充抵。"
    too_many_lodged = 1511, "As many pledges are lodged for the account as can be.", "该账户已提交的质押数量达上限。"
    not_pledged_to_it = (
        1512,
        "The units are not pledged to this margin account's record, or not so that it may take them over.",
        "该质押并非以此保证金账户为质权方，或未允许其随时处分。",
        "pledgee futures/account/ACCOUNT, enforceable_from now or before, no keeper, no accounts named.",
    )
    pledged_by_another = (
        1513,
        "Who holds the margin account pledges for it.",
        "只能由账户持有人自行质押。",
    )
    not_for_offset = (
        1514,
        "These are no goods that stand for short lots of this product.",
        "此标的不可抵减该品种卖出持仓的保证金。",
    )
    not_lodged = 1515, "No such pledge is lodged for the account.", "该账户没有此项充抵。"
    cash_comes_first = (
        1516,
        "What the account has in cash is collected before securities are taken over.",
        "处分有价证券前须先收取账户内资金。",
        "Collect of it first: futures.collect.",
    )
    worth_nothing = 1517, "At its price it would bring nothing.", "按其价格处分所得为零。"
    securities_come_first = (
        1518,
        "What is lodged for who owes pays before a member does, or any layer.",
        "欠款方充抵的有价证券须先于会员垫付及各层资金处分。",
        "The house takes it over first: futures.realise.",
    )
    unknown_sale = 1519, "There is no such sale.", "无此出售。"
    sale_exists = 1520, "There is a sale of this name already.", "已有同名出售。"
    sale_over = (
        1521,
        "The sale is carried out, or was agreed on for another day.",
        "该出售已办理，或系为其他交易日约定。",
        "House and buyer agree on another: futures.agree_sale.",
    )
    sold_too_low = 1522, "Less than the house would pay itself is no price.", "出售价低于结算机构自行承接的价格。"
    too_much_of_one = (
        1820,
        "More of one security than counts for an account.",
        "该证券充抵数量超过单一账户上限。",
        "The house says how much of each counts: counterfoil clearing securities taken HOUSE.",
    )
    too_much_of_all = (
        1821,
        "More of one security than the house takes for all accounts together.",
        "该证券充抵数量超过结算机构全部账户合计上限。",
        "The house says how much of each it takes: counterfoil clearing securities taken HOUSE.",
    )
    sold_too_much = 1523, "Fewer units would pay what is owed.", "出售数量超过清偿所需。"
