# SPDX-License-Identifier: Apache-2.0
"""Over the counter in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "over_the_counter.agreed": Words(
            "Master agreement {agreement} made by {first} and {second}, document hash {hash}",
            "{first} 与 {second} 签订主协议 {agreement}（文件摘要 {hash}）",
        ),
        "over_the_counter.amended": Words(
            "Master agreement {agreement} amended to version {version}, document hash {hash}",
            "主协议 {agreement} 修订为第 {version} 版（文件摘要 {hash}）",
        ),
        "over_the_counter.terminated": Words(
            "Master agreement {agreement} terminated by both parties", "双方终止主协议 {agreement}"
        ),
        "over_the_counter.quoted": Words(
            "Quote {quote} by {dealer}, who {direction} {quantity} of {instrument}, until {expires}",
            "{dealer} 报价 {quote}：{direction} {instrument} {quantity}，有效至 {expires}",
        ),
        "over_the_counter.quote_withdrawn": Words("Quote {quote} withdrawn", "报价 {quote} 撤回"),
        "over_the_counter.proposed": Words(
            "Deal {deal} proposed by {by} to {to}, to be affirmed by {affirm_by}",
            "{by} 向 {to} 提出交易 {deal}，确认期限 {affirm_by}",
        ),
        "over_the_counter.affirmed": Words(
            "Deal {deal} affirmed by {by} on the terms with the hash {hash}; "
            "UTI {uti}, due to {repository} "
            "by {report_by}",
            "{by} 按要素摘要 {hash} 确认交易 {deal}；唯一交易识别码 {uti}，须于 {report_by} 前报送 {repository}",
        ),
        "over_the_counter.taken": Words(
            "Quote {quote} taken by {by}: deal {deal} on the terms with the hash {hash}; "
            "UTI {uti}, due to {repository} "
            "by {report_by}",
            "{by} 按报价 {quote} 成交：交易 {deal}，要素摘要 {hash}；唯一交易识别码 {uti}，"
            "须于 {report_by} 前报送 {repository}",
        ),
        "over_the_counter.confirmed": Words("Deal {deal} confirmed by venue {by}", "交易场所 {by} 核准交易 {deal}"),
        "over_the_counter.settled": Words(
            "Deal {deal} settled: both sides delivered at once", "交易 {deal} 完成交收，双方同时交付"
        ),
        "over_the_counter.cancelled": Words("Deal {deal} cancelled; by {by}", "交易 {deal} 撤销；{by} 提交"),
        "over_the_counter.lapsed": Words("Deal {deal} lapsed unaffirmed", "交易 {deal} 逾期未确认而失效"),
        "over_the_counter.failed": Words(
            "Deal {deal} given up by {by}; reason: {reason}", "{by} 放弃交易 {deal}；原因：{reason}"
        ),
        "over_the_counter.reporting_set": Words(
            "Deals are reported to {repository} from {since} on, set by {by}",
            "{by} 规定自 {since} 起交易报送 {repository}",
        ),
        "over_the_counter.reported": Words(
            "Deal {deal} under {uti} reported for {side} by {by}, terms hash {terms}",
            "{by} 代 {side} 报送交易 {deal}（{uti}），要素摘要 {terms}",
        ),
        "over_the_counter.report_fell_late": Words(
            "Report {uti} of deal {deal} is late; it was due {due}", "交易 {deal} 的报告 {uti} 已逾期（期限 {due}）"
        ),
        "over_the_counter.placed": Words(
            "Private placement {placement} of {quantity} of {instrument} opened, until {closes}",
            "开始定向发行 {placement}：{instrument} {quantity}，认购截止 {closes}",
        ),
        "over_the_counter.subscribed": Words(
            "Account {account} subscribed for {quantity} of {instrument} in placement {placement}",
            "账户 {account} 在定向发行 {placement} 中认购 {instrument} {quantity}",
        ),
        "over_the_counter.allotted": Words(
            "Placement {placement} allotted by {by}", "{by} 完成定向发行 {placement} 的配售"
        ),
        "over_the_counter.subscription_ended": Words(
            "Subscription of account {account} to placement {placement} is {status}",
            "账户 {account} 对定向发行 {placement} 的认购{status}",
        ),
        "over_the_counter.called_off": Words(
            "Placement {placement} called off by {by}; reason: {reason}",
            "{by} 取消定向发行 {placement}；原因：{reason}",
        ),
        "over_the_counter.valued": Words(
            "Agreement {agreement} valued by {by} in {cash} as of {day}: exposure {exposure}, secured {secured}, "
            "called {called}",
            "{by} 以 {cash} 对主协议 {agreement} 作 {day} 估值：敞口 {exposure}，已保障 {secured}，追加 {called}",
        ),
        "over_the_counter.accepted": Words(
            "Call of {day} under agreement {agreement} accepted by {by}",
            "{by} 接受主协议 {agreement} {day} 的追加要求",
        ),
        "over_the_counter.disputed": Words(
            "Valuation of {day} under agreement {agreement} disputed by {by}, who says {own_exposure} of {cash}; "
            "undisputed: {due_amount}",
            "{by} 对主协议 {agreement} {day} 的估值提出异议，主张 {cash} {own_exposure}；无争议部分 {due_amount}",
        ),
        "over_the_counter.resolved": Words(
            "Dispute about {day} under agreement {agreement} ended at an exposure of {exposure} of {cash}: "
            "called {called}",
            "主协议 {agreement} {day} 的争议以敞口 {cash} {exposure} 解决：追加 {called}",
        ),
        "over_the_counter.delivered": Words(
            "Account {account} delivered {quantity} of {instrument} as collateral for {day} under agreement "
            "{agreement}, which counts for {amount} of {cash}",
            "账户 {account} 就主协议 {agreement} {day} 估值交付履约保障品 {instrument} {quantity}，计 {cash} {amount}",
        ),
        "over_the_counter.defaulted": Words(
            "{by} did not deliver {amount} of {cash} for {day} under agreement {agreement}",
            "{by} 未就主协议 {agreement} {day} 估值交付 {cash} {amount}",
        ),
    },
    fields={
        "late": Words("late", "逾期"),
        "time": Words("at", "时间"),
        "to": Words("offered to", "报价对象"),
        "allotted": Words("allotted", "配售数量"),
        "called": Words("called", "追加金额"),
        "closes": Words("closes", "截止"),
        "delivered": Words("delivered", "已交付"),
        "deliver_by": Words("to be delivered by", "交付期限"),
        "ended": Words("subscriptions over", "已了结认购数"),
        "due_before": Words("of which was due before", "其中先前已应交付"),
        "undisputed": Words("disputed no more", "不得再提异议"),
        "investors": Words("investors", "投资者"),
        "due_amount": Words("due", "应交付金额"),
        "exposure": Words("exposure", "敞口"),
        "minimum": Words("minimum", "最低额"),
        "orders": Words("subscriptions", "认购明细"),
        "own_exposure": Words("exposure of who disputes", "异议方主张的敞口"),
        "placement": Words("private placement", "定向发行"),
        "posted": Words("collateral that is out", "未返还的履约保障品"),
        "prices": Words("prices", "价格"),
        "respond_by": Words("to be disputed by", "异议期限"),
        "secured": Words("secured", "已保障金额"),
        "shares": Words("allotments", "配售明细"),
        "underwriter": Words("underwriter", "承销商"),
        "unit_price": Words("price of a unit", "单价"),
        "valued": Words("valued to", "最近估值日"),
        "addressed": Words("addressed to", "报价对象"),
        "affirm_by": Words("to be affirmed by", "确认期限"),
        "agreed": Words("agreed to by", "确认方"),
        "agreement": Words("master agreement", "主协议"),
        "buyer": Words("buyer", "买方"),
        "calculation_agent": Words("calculation agent", "计算代理人"),
        "consideration": Words("consideration", "对价"),
        "credit": Words("credit support", "履约保障"),
        "deal": Words("deal", "交易"),
        "dealer": Words("dealer", "报价方"),
        "deliver_within_ms": Words("delivered within", "交付时限"),
        "direction": Words("direction", "方向"),
        "eligible": Words("eligible collateral", "合格履约保障品"),
        "firm": Words("firm", "确定报价"),
        "first": Words("first party", "甲方"),
        "first_account": Words("first party's account", "甲方账户"),
        "haircut_ppm": Words("haircut", "折扣率"),
        "latest": Words("last time to settle", "最后交收时间"),
        "over_the_counter/deal.settles": Words("settles from then on", "最早交收时间"),
        "over_the_counter/placement.latest": Words("money goes back from then on", "未完成者自此退款"),
        "over_the_counter/quote.settles": Words("settles from then on", "最早交收时间"),
        "lot": Words("lot", "每手数量"),
        "minimum_transfer": Words("minimum transfer amount", "最低过户金额"),
        "cash": Words("currency", "货币"),
        "other": Words("other party", "对手方"),
        "lot_price": Words("price of a lot", "每手价格"),
        "proposer": Words("proposed by", "提出方"),
        "priced_by": Words("priced by", "价格数据源"),
        "multiplier": Words("times", "乘数"),
        "quote": Words("quote", "报价"),
        "reporter": Words("reports for both", "代为报送方"),
        "repository": Words("trade repository", "交易报告库"),
        "respond_within_ms": Words("disputed within", "异议时限"),
        "over_the_counter/agreement.rounding": Words("rounded to", "取整单位"),
        "over_the_counter/agreement_version.rounding": Words("rounded to", "取整单位"),
        "over_the_counter/placement.minimum": Words("minimum quantity", "最低数量"),
        "second": Words("second party", "乙方"),
        "second_account": Words("second party's account", "乙方账户"),
        "seller": Words("seller", "卖方"),
        "settles": Words("settles", "交收"),
        "side": Words("side", "方"),
        "threshold_amount": Words("threshold", "起点金额"),
        "told": Words("reports", "已报送"),
        "uti": Words("unique transaction identifier", "唯一交易识别码"),
        "valuation_agent": Words("valuation agent", "估值代理人"),
        "venue": Words("confirmed by", "核准场所"),
        "within_ms": Words("reported within", "报送时限"),
    },
    values={
        "in_force": Words("in force", "生效"),
        "terminated": Words("terminated", "已终止"),
        "open": Words("open", "有效"),
        "used_up": Words("used up", "已用尽"),
        "buys": Words("buys", "买入"),
        "sells": Words("sells", "卖出"),
        "proposed": Words("proposed", "已提出"),
        "affirmed": Words("affirmed", "已确认"),
        "venue_confirmed": Words("confirmed by the venue", "已核准"),
        "lapsed": Words("lapsed", "已失效"),
        "taking": Words("taking subscriptions", "认购中"),
        "allotted": Words("allotted", "已配售"),
        "closed": Words("closed", "已结束"),
        "called_off": Words("called off", "已取消"),
        "waiting": Words("waiting", "待配售"),
        "fulfilled": Words("fulfilled", "已完成"),
        "refunded": Words("refunded", "已退款"),
        "quiet": Words("nothing called", "无须追加"),
        "called": Words("called", "待交付"),
        "call_accepted": Words("accepted", "已接受"),
        "disputed": Words("disputed", "有争议"),
        "resolved": Words("resolved", "争议已解决"),
        "defaulted": Words("defaulted", "已违约"),
        "late": Words("late", "已逾期"),
        "unmatched": Words("unmatched", "不匹配"),
    },
    enumerated=frozenset({"direction"}),
)
