# SPDX-License-Identifier: Apache-2.0
"""The sizing of guarantee funds, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.stress_set": Words(
        "{house} sizes its guarantee fund from {since} by {scenarios}; members bear it by {weighing}, "
        "at least {base} each",
        "{house} 自 {since} 起按下列情景测算结算担保金：{scenarios}；会员按{weighing}分摊，每家至少 {base}",
    ),
    "futures.fund_sized": Words(
        "Guarantee fund of {house} sized after {day}: under {worst} the two largest members lose {covers} together "
        "beyond margin; required {required}, there {paid}, short {shortfall}; {stressed}; by {weighing}: {portions}",
        "{house} 于 {day} 后测算结算担保金：情景 {worst} 下，保证金之外亏损最大的两家会员合计 {covers}；"
        "应有 {required}，现有 {paid}，缺口 {shortfall}；{stressed}；按{weighing}：{portions}",
    ),
    "futures.share_refunded": Words(
        "{amount} of the guarantee fund of {house} went back to {member}, account {account}",
        "{house} 的结算担保金退还 {member} {amount}，账户 {account}",
    ),
    "futures.member_left": Words("{member} is no member of {house} any more", "{member} 不再是 {house} 的会员"),
}
ROWS: Final = {
    "scenarios": Words("{scenario} ({shocks})", "{scenario}（{shocks}）"),
    "shocks": Words(
        "{product} {ppm}, contract {contract}, within days {within_days}",
        "{product} {ppm}，合约 {contract}，到期日数 {within_days}",
    ),
    "stressed": Words("{scenario}: {largest} and {second}", "{scenario}：{largest} 与 {second}"),
    "portions": Words("{member} (weight {weight}) {required}", "{member}（权重 {weight}）{required}"),
}
VALUES: Final = {
    "margin": Words("margin", "保证金"),
    "stress_loss": Words("loss under stress", "压力亏损"),
    "equal_parts": Words("equal parts", "均等"),
    "left": Words("left", "已退出"),
}
FIELDS: Final = {
    "base": Words("of each at least", "每家至少"),
    "covers": Words("the two largest lose", "最大两家合计亏损"),
    "largest": Words("largest", "最大"),
    "ppm": Words("price moves by", "价格变动"),
    "scenario": Words("scenario", "情景"),
    "scenarios": Words("scenarios", "情景"),
    "shocks": Words("shocks", "冲击"),
    "shortfall": Words("short", "缺口"),
    "stressed": Words("under each scenario", "各情景"),
    "weighing": Words("borne by", "分摊依据"),
    "within_days": Words("that end within days", "到期日数以内"),
    "worst": Words("worst scenario", "最坏情景"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "second": Words("second", "次大"),
    "contract": Words("contract", "合约"),
    "paid": Words("there", "现有"),
    "product": Words("product", "品种"),
    "since": Words("since", "自"),
}
