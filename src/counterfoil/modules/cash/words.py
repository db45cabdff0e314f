# SPDX-License-Identifier: Apache-2.0
"""Cash in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "cash.adopted": Words(
            "{instrument} became a digital currency, whose days are those of {offset_min}",
            "{instrument} 纳入数字货币管理，以 {offset_min} 计日",
        ),
        "cash.day_set": Words(
            "From {since} the days of {instrument} are those of {offset_min}",
            "自 {since} 起 {instrument} 以 {offset_min} 计日",
        ),
        "cash.limits_set": Words(
            "From {since} {kind} wallets of class {grade} for {instrument} hold at most {balance} and pay at most "
            "{single} at once, {daily} a day, {annual} a year",
            "自 {since} 起 {instrument} {kind}{grade}类钱包限额：余额 {balance}、单笔 {single}、单日 {daily}、"
            "全年 {annual}",
        ),
        "cash.rate_set": Words(
            "From {day} on {kind} wallets of class {grade} for {instrument} earn {rate_ppm} a year",
            "自 {day} 起 {instrument} {kind}{grade}类钱包年利率为 {rate_ppm}",
        ),
        "cash.vault_opened": Words(
            "{bank} may put {instrument} into circulation from its vault {account}",
            "{bank} 可由业务库 {account} 投放 {instrument}",
        ),
        "cash.backed": Words(
            "The issuer took {quantity} from the bank of vault {account} as backing",
            "发行人收取业务库 {account} 所属银行的发行准备 {quantity}",
        ),
        "cash.retired": Words(
            "The issuer gave {quantity} of backing back to the bank of vault {account}",
            "发行人向业务库 {account} 所属银行退还发行准备 {quantity}",
        ),
        "cash.wallet_opened": Words(
            "{bank} made account {account} a {kind} wallet of class {grade} for {instrument}",
            "{bank} 将账户 {account} 开立为 {instrument} {kind}{grade}类钱包",
        ),
        "cash.sub_wallet_opened": Words(
            "{bank} made account {account} a sub-wallet of {parent} for {instrument}",
            "{bank} 将账户 {account} 开立为 {parent} 的 {instrument} 子钱包",
        ),
        "cash.reclassified": Words(
            "{bank} moved wallet {account} for {instrument} to class {grade}",
            "{bank} 将 {instrument} 钱包 {account} 调整为{grade}类",
        ),
        "cash.drawn": Words(
            "Issued through vault {account}: {change} smallest units more",
            "业务库 {account} 发行额变动 {change} 最小单位",
        ),
        "cash.counted": Words(
            "{quantity} of {instrument} counted from {sender} to {receiver}, for {day} and the year {year}",
            "{instrument} {quantity} 计入 {sender} 至 {receiver} 的限额，{day}，{year} 年",
        ),
        "cash.interest_paid": Words(
            "Wallet {account} was paid {quantity} of {instrument} in interest",
            "钱包 {account} 获付 {instrument} 利息 {quantity}",
        ),
        "cash.requested": Words(
            "Account {account} asked for {quantity} of {instrument} by request {request}",
            "账户 {account} 以收款请求 {request} 请求支付 {instrument} {quantity}",
        ),
        "cash.paid": Words("Request {request} was paid out of {sender}", "收款请求 {request} 已由 {sender} 支付"),
        "cash.withdrawn": Words("Request {request} was withdrawn", "收款请求 {request} 已撤回"),
        "cash.prepaid": Words(
            "{account} prepaid {merchant} for service {contract} in {instrument}, in instalments of {instalments}, "
            "held by {hold}; {confirmer} may confirm besides the payer",
            "{account} 就服务 {contract} 向 {merchant} 预付 {instrument}，分期 {instalments}，以 {hold} 保留；"
            "除付款人外 {confirmer} 可确认",
        ),
        "cash.confirmed": Words(
            "Instalment {instalment} of prepaid service {contract} was confirmed (by {by}; if nobody is named, by the "
            "payer)",
            "预付服务 {contract} 第 {instalment} 期已确认（确认人 {by}；未列明者为付款人）",
        ),
        "cash.refunded": Words(
            "What was left of prepaid service {contract} was given back", "预付服务 {contract} 余款已退回"
        ),
        "cash.refund_ordered": Words(
            "{supervisor} ordered that what was left of prepaid service {contract} be given back",
            "{supervisor} 责令退回预付服务 {contract} 余款",
        ),
    },
    clauses={"payer": Words("to be paid out of {payer}", "由 {payer} 付款")},
    values={
        "requested": Words("requested", "待付款"),
        "paid": Words("paid", "已付款"),
        "withdrawn": Words("withdrawn", "已撤回"),
        "running": Words("running", "履约中"),
        "performed": Words("performed", "已履约"),
        "refunded": Words("refunded", "已退款"),
        "personal": Words("personal", "个人"),
        "corporate": Words("corporate", "单位"),
        "I": Words("I", "一"),
        "II": Words("II", "二"),
        "III": Words("III", "三"),
        "IV": Words("IV", "四"),
    },
    enumerated=frozenset({"grade"}),
    fields={
        "annual": Words("at most in a year", "全年限额"),
        "backed": Words("backing", "发行准备"),
        "bank": Words("bank", "银行"),
        "confirmed": Words("instalments confirmed", "已确认期数"),
        "confirmer": Words("confirmer", "确认人"),
        "contract": Words("contract", "合同"),
        "daily": Words("at most in a day", "单日限额"),
        "earned": Words("interest earned", "应计利息"),
        "fraction": Words("fraction of a unit", "不足一单位的部分"),
        "grade": Words("class", "类别"),
        "index": Words("interest index", "计息指数"),
        "instalments": Words("instalments", "各期金额"),
        "issued": Words("issued", "发行额"),
        "limits": Words("limits", "限额"),
        "merchant": Words("merchant", "商户"),
        "parent": Words("parent wallet", "母钱包"),
        "payer": Words("payer", "付款方"),
        "rate_ppm": Words("interest a year", "年利率"),
        "rates": Words("rates", "利率"),
        "request": Words("request", "收款请求"),
        "single": Words("at most at once", "单笔限额"),
        "this_year": Words("paid that year", "当年付款"),
        "today": Words("paid that day", "当日付款"),
        "year": Words("year", "年份"),
    },
)
