# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the cash module: 200-239."""

from counterfoil.law.outcome import Outcome


class CashOutcome(Outcome):
    """Why something about digital currency is refused."""

    unknown_currency = (
        200,
        "The instrument is no digital currency under these rules.",
        "该产品不是按本规则管理的数字货币。",
    )
    currency_exists = (
        201,
        "The instrument is a digital currency under these rules already.",
        "该产品已按本规则作为数字货币管理。",
    )
    not_cash = 202, "Only an instrument of kind cash becomes a digital currency.", "仅现金类产品可纳入数字货币管理。"
    currency_outstanding = (
        203,
        "Units are outstanding already, against no recorded backing.",
        "已有流通数量，而无相应的发行准备记录。",
    )
    policy_backdated = (
        204,
        "A policy is in force from now or later, never from before.",
        "政策自当前或以后生效，不得追溯。",
        "Left out, the time is now. A rate names a day, tomorrow or later.",
    )
    too_much_scheduled = (
        205,
        "As many changes of this policy as can be are scheduled already.",
        "该项政策已排定的变更数已达上限。",
    )
    unknown_vault = 206, "The account is no vault for this currency.", "该账户不是该货币的业务库。"
    vault_exists = 207, "The account is a vault for this currency already.", "该账户已是该货币的业务库。"
    beyond_backing = (
        208,
        "More would be issued through the bank than its recorded backing.",
        "经该银行的发行额将超过其已登记的发行准备。",
        "The issuer records more backing first: cash.back.",
    )
    backing_in_use = (
        209,
        "What is issued through the bank needs this backing.",
        "经该银行发行的数量仍需要这部分发行准备。",
    )
    issue_outside_vault = (
        210,
        "Digital currency is issued into vaults and redeemed out of them, nowhere else.",
        "数字货币仅在业务库发行和回笼。",
        "What is in a wallet goes into its bank's vault first (holdings.transfer), out of which the bank redeems. An "
        "account becomes a vault by cash.open_vault.",
    )
    not_issued_there = (
        211,
        "More would be redeemed than was issued through this bank.",
        "回笼数量将超过经该银行发行的数量。",
    )
    currency_not_corrected = (
        212,
        "Units of a digital currency are issued, moved or redeemed, not corrected.",
        "数字货币只可发行、转移或回笼，不作更正。",
        "Units are moved, or redeemed and issued anew.",
    )
    unknown_wallet = 213, "The account is no wallet for this currency.", "该账户不是该货币的钱包。"
    wallet_exists = 214, "The account is a wallet for this currency already.", "该账户已是该货币的钱包。"
    not_a_wallet = (
        215,
        "Digital currency moves between wallets and vaults only.",
        "数字货币仅在钱包与业务库之间转移。",
        "Its bank makes it a wallet: cash.open_wallet.",
    )
    vault_or_wallet = 216, "One account is a vault or a wallet, not both.", "一个账户不能既是业务库又是钱包。"
    another_bank = 217, "The account is not kept by the bank of the wallet.", "该账户不由该钱包的银行管理。"
    nested_wallet = 218, "A sub-wallet has no sub-wallets.", "子钱包之下不再设子钱包。"
    another_holder = 219, "A sub-wallet belongs to the holder of its parent.", "子钱包与母钱包须属同一持有人。"
    class_of_parent = 220, "A sub-wallet is of the class of its parent.", "子钱包的类别从属于母钱包。"
    class_without_limits = (
        221,
        "No limits are in force for wallets of this class.",
        "该类钱包没有已生效的限额。",
        "The issuer sets them: cash.set_limits.",
    )
    beyond_balance = (
        222,
        "The receiving wallet would hold more than its class may.",
        "收款钱包的余额将超过其类别的限额。",
    )
    beyond_single = (
        223,
        "The payment is more than wallets of this class pay at once.",
        "该笔付款超过该类钱包的单笔限额。",
    )
    beyond_daily = 224, "The wallet would pay more in a day than its class may.", "该钱包当日付款将超过其类别的限额。"
    beyond_annual = 225, "The wallet would pay more in a year than its class may.", "该钱包当年付款将超过其类别的限额。"
    unknown_usage = 226, "Nothing has come to this wallet yet.", "该钱包尚未有过收款。"
    usage_exists = 227, "What this wallet uses is counted already.", "该钱包的限额使用已有记录。"
    unknown_request = 228, "No such payment request.", "没有此收款请求。"
    request_exists = 229, "A payment request with this identifier exists or existed.", "此标识的收款请求现有或曾有。"
    request_not_open = (
        230,
        "The request is paid or withdrawn, or its expiry has passed.",
        "该收款请求已付、已撤回或已过期。",
    )
    request_of_another = 231, "The request asks another account to pay.", "该收款请求要求由另一账户付款。"
    hold_not_exact = 232, "The hold is not for this, or not of exactly so much.", "该预留不为此而设，或数量不相等。"
    unknown_contract = 233, "No such service is paid for in advance.", "没有此预付服务。"
    contract_exists = 234, "A prepaid service with this identifier exists or existed.", "此标识的预付服务现有或曾有。"
    contract_not_running = 235, "The service is performed, or was refunded.", "该服务已履约或已退款。"
    not_the_next_instalment = 236, "Another instalment is the next to confirm.", "下一期待确认的不是这一期。"
    not_the_confirmer = 237, "The contract names another confirmer, or none.", "合同指定了其他确认人，或未指定确认人。"
    request_open = (
        239,
        "The request can still be paid: what is held for it waits for that.",
        "该收款请求仍可付款：为其预留的数量须待其了结。",
        "The payee withdraws it: cash.withdraw_request.",
    )
    nothing_earned = 238, "The wallet has earned no whole unit that is not paid yet.", "该钱包没有未付的整单位利息。"
