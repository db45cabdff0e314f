# SPDX-License-Identifier: Apache-2.0
"""Over the counter in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "over_the_counter.agreed": Words(
            "Master agreement {agreement} made by {first} and {second}, document hash {hash}",
            "{first} 与 {second} 签署主协议 {agreement}（文件摘要 {hash}）",
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
    },
    fields={
        "addressed": Words("addressed to", "报价对象"),
        "affirm_by": Words("to be affirmed by", "确认期限"),
        "agreed": Words("who stands by it", "已确认方"),
        "agreement": Words("master agreement", "主协议"),
        "buyer": Words("buyer's account", "买方账户"),
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
        "lot": Words("lot", "每手数量"),
        "minimum_transfer": Words("minimum transfer amount", "最低转让金额"),
        "cash": Words("currency", "货币"),
        "other": Words("other party", "对手方"),
        "lot_price": Words("price of a lot", "每手价格"),
        "proposer": Words("proposed by", "提出方"),
        "quote": Words("quote", "报价"),
        "reporter": Words("reports for both", "代为报送方"),
        "repository": Words("trade repository", "交易报告库"),
        "respond_within_ms": Words("disputed within", "异议时限"),
        "rounding": Words("rounding", "取整单位"),
        "second": Words("second party", "乙方"),
        "second_account": Words("second party's account", "乙方账户"),
        "seller": Words("seller's account", "卖方账户"),
        "settles": Words("settles not before", "最早交收时间"),
        "side": Words("side", "当事方"),
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
        "confirmed": Words("confirmed", "已核准"),
        "lapsed": Words("lapsed", "已失效"),
        "late": Words("late", "已逾期"),
        "unmatched": Words("unmatched", "不匹配"),
    },
    enumerated=frozenset({"direction"}),
)
