# SPDX-License-Identifier: Apache-2.0
"""Securities as margin, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.securities_set": Words(
        "{house} takes securities as margin from {since}, up to {multiple} times the cash: {securities}; receipts "
        "stand for short lots of {offsets}; what it takes over it pays at {kept_ppm} of the announced price",
        "{house} 自 {since} 起接受有价证券充抵保证金，不超过货币资金的 {multiple} 倍：{securities}；"
        "仓单可抵减卖出持仓保证金的品种：{offsets}；处分时按公布价的 {kept_ppm} 承接",
    ),
    "futures.keeper_named": Words(
        "{house} named account {account} to pay for securities that it takes over, and to take them",
        "{house} 指定账户 {account} 承接所处分的有价证券并付款",
    ),
    "futures.security_priced": Words(
        "{house} counts {per} of {instrument} at {price} on {day}; {reason}",
        "{house} 于 {day} 公布 {instrument} 充抵价格：每 {per} 为 {price}；{reason}",
    ),
    "futures.security_lodged": Words(
        "{holder} lodged {quantity}, pledged as {pledge}, as margin of account {account}; short lots of: {product}",
        "{holder} 将质押 {pledge} 项下 {quantity} 提交充抵账户 {account} 的保证金；抵减卖出持仓的品种：{product}",
    ),
    "futures.security_returned": Words(
        "{quantity} of pledge {pledge} went back to {holder}, and count as margin of account {account} no more",
        "质押 {pledge} 项下 {quantity} 退还 {holder}，不再充抵账户 {account} 的保证金",
    ),
    "futures.security_realised": Words(
        "{house} took over {quantity} of pledge {pledge} of account {account}, which owed {owed}, into {keeper}, and "
        "paid it {amount}: {kept_ppm} of {price} for {per}",
        "账户 {account} 欠款 {owed}，{house} 处分质押 {pledge} 项下 {quantity}，承接账户 {keeper}，付款 {amount}："
        "每 {per} 公布价 {price} 的 {kept_ppm}",
    ),
    "futures.sale_agreed": Words(
        "{house} and a buyer agreed as {sale} on {day}: {quantity} of pledge {pledge} of account {account} for "
        "{amount}, paid by {pays}, into {into}; {reason}",
        "{house} 与买方于 {day} 约定出售 {sale}：账户 {account} 质押 {pledge} 项下 {quantity}，价款 {amount}，"
        "付款账户 {pays}，转入 {into}；{reason}",
    ),
    "futures.security_sold": Words(
        "{quantity} of pledge {pledge} of account {account}, which owed {owed}, sold as {sale} into {into} for "
        "{amount}; the house would have paid {kept_ppm} of {price} for {per}",
        "账户 {account} 欠款 {owed}，质押 {pledge} 项下 {quantity} 以 {amount} 出售（{sale}），转入 {into}；"
        "结算机构承接价为每 {per} 公布价 {price} 的 {kept_ppm}",
    ),
}
VALUES: Final = {
    "agreed_on": Words("agreed on", "已约定"),
    "delivered_and_paid": Words("delivered and paid", "已交付付款"),
}
ROWS: Final = {
    "securities": Words(
        "{instrument} less {haircut_ppm}, for an account at most {units_max}, for all {all_units_max}",
        "{instrument}（折扣 {haircut_ppm}，单户上限 {units_max}，合计上限 {all_units_max}）",
    ),
    "lodged": Words(
        "{quantity} of {instrument}, pledge {pledge}, counts {value}; lots {lots} of {product}",
        "{instrument} {quantity}（质押 {pledge}）计 {value}；抵 {product} {lots} 手",
    ),
}
FIELDS: Final = {
    "sale": Words("sale", "出售"),
    "pays": Words("paid by", "付款账户"),
    "into": Words("into account", "转入账户"),
    "securities": Words("securities taken", "可充抵证券"),
    "haircut_ppm": Words("haircut", "折扣率"),
    "units_max": Words("units that count for an account", "单户充抵上限"),
    "all_units_max": Words("units taken for all accounts", "合计充抵上限"),
    "kept_ppm": Words("paid for what is taken over", "处分承接比例"),
    "lodged": Words("securities lodged", "充抵明细"),
    "mortgage": Words("securities count for", "质押金额"),
    "multiple": Words("times the cash at most", "配比乘数"),
    "offsets": Words("products that receipts stand for", "仓单抵减品种"),
    "pledge": Words("pledge", "质押"),
    "spared": Words("short lots that receipts stand for", "仓单抵减手数"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "cash": Words("cash", "结算资金"),
    "instrument": Words("security", "证券"),
    "per": Words("of so many units", "每（单位）"),
    "price": Words("price", "价格"),
    "product": Words("short lots of", "抵减卖出持仓的品种"),
    "reason": Words("reason", "理由"),
    "since": Words("since", "自"),
}
