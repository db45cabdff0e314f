# SPDX-License-Identifier: Apache-2.0
"""Registers and corporate actions in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Piece, Vocabulary
from counterfoil.modules.lifecycle.actions import ActionKind

SENTENCES: Final = {
    "lifecycle.terms_registered": Words(
        "Terms of {instrument} registered, by which every {per} units pay in {cash}; hash {hash}",
        "登记 {instrument} 的可计算条款：每 {per} 以 {cash} 支付；摘要 {hash}",
    ),
    "lifecycle.fixing_published": Words(
        "{reference_rate} of {day} published by {publisher}: {rate}",
        "{publisher} 发布 {day} 的 {reference_rate}：{rate}",
    ),
    "lifecycle.fixing_corrected": Words(
        "{reference_rate} of {day} corrected by {publisher} to {rate}, version {version}",
        "{publisher} 将 {day} 的 {reference_rate} 更正为 {rate}，第 {version} 版",
    ),
    "lifecycle.scheduled": Words(
        "Register of {instrument} to be recorded at {record_time}: snapshot {snapshot}",
        "{instrument} 的名册将于 {record_time} 登记：快照 {snapshot}",
    ),
    "lifecycle.moved": Words(
        "Record time of snapshot {snapshot} of {instrument} moved to {record_time}",
        "{instrument} 快照 {snapshot} 的登记时点改为 {record_time}",
    ),
    "lifecycle.cancelled": Words(
        "Snapshot {snapshot} of {instrument} cancelled", "{instrument} 的快照 {snapshot} 取消"
    ),
    "lifecycle.recording": Words(
        "Counting of snapshot {snapshot} of {instrument} begun: {whole} were outstanding",
        "开始清点 {instrument} 的快照 {snapshot}：流通总量 {whole}",
    ),
    "lifecycle.counted": Words(
        "{quantity} of {instrument} of account {account} counted for snapshot {snapshot}",
        "账户 {account} 的 {instrument} {quantity} 计入快照 {snapshot}",
    ),
    "lifecycle.kept": Words(
        "{quantity} of {instrument} of account {account} noted for snapshot {snapshot}, before they moved",
        "账户 {account} 在登记时点后首次变动前的 {instrument} {quantity} 记入快照 {snapshot}",
    ),
    "lifecycle.closed": Words(
        "Snapshot {snapshot} of {instrument} complete: {whole} of {holders} accounts",
        "{instrument} 的快照 {snapshot} 清点完毕：{holders} 个账户共 {whole}",
    ),
    "lifecycle.paid_into": Words(
        "What account {account} is owed in cash is paid into account {receiver}",
        "账户 {account} 应得现金付入账户 {receiver}",
    ),
    "lifecycle.withholding_set": Words(
        "Tax withheld from {income} set by {by}: {usual_ppm} unless a rate fits, into account {account}, from {since}",
        "{by} 设定 {income} 的扣缴税率：无适用税率时 {usual_ppm}，付入账户 {account}，自 {since} 起",
    ),
    "lifecycle.announced": Words(
        "{kind} {action} on {security}: {amount} for each {per} units, recorded at {record_time}, {paid_from}; "
        "price of a new share: {price}",
        "{security} 的{kind} {action}：每 {per} 单位 {amount}，登记时点 {record_time}，{paid_from}；新股价格 {price}",
    ),
    "lifecycle.action_moved": Words(
        "Times of {action} on {security} moved: recorded at {record_time}, paid or exercised from {pay_time}",
        "{security} 的 {action} 改期：登记时点 {record_time}，派发或缴款起始时点 {pay_time}",
    ),
    "lifecycle.action_cancelled": Words("{action} on {security} cancelled", "{security} 的 {action} 取消"),
    "lifecycle.rated": Words(
        "By the rates published or fixed, {action} on {security} pays {amount} for each {per} units, and {whole} in "
        "its smallest unit for {units} units",
        "按已发布或定盘的参考利率，{security} 的 {action} 每 {per} 单位派 {amount}，{units} 单位共派 {whole}"
        "（最小单位）",
    ),
    "lifecycle.computed": Words(
        "{action} on {security} pays {whole} in all, for {units} units",
        "{security} 的 {action} 按 {units} 单位共派 {whole}",
    ),
    "lifecycle.divided": Words(
        "Division {division} of {action} on {security} begun", "开始 {security} 的 {action} 的分配方案 {division}"
    ),
    "lifecycle.entitled": Words(
        "Account {account} is entitled to {gross} of {instrument} under {action} on {security}, for {units} units; "
        "tax {tax}",
        "账户 {account} 凭 {units} 单位应得 {security} 的 {action} 的 {instrument} {gross}；扣税 {tax}",
    ),
    "lifecycle.fixed": Words(
        "Division {division} of {action} on {security} taken: {whole} for {holders} accounts, none left over",
        "采用 {security} 的 {action} 的分配方案 {division}：{holders} 个账户共 {whole}，无余额",
    ),
    "lifecycle.funded": Words(
        "{action} on {security} is paid out of hold {hold} of account {payer}",
        "{security} 的 {action} 由账户 {payer} 的预留 {hold} 支付",
    ),
    "lifecycle.paid": Words(
        "{quantity} of {instrument} paid to account {receiver} for account {account} under {action} on {security}; "
        "tax {tax}",
        "依 {security} 的 {action}，为账户 {account} 向账户 {receiver} 派发 {instrument} {quantity}；扣税 {tax}",
    ),
    "lifecycle.finished": Words("{action} on {security} is over", "{security} 的 {action} 结束"),
    "lifecycle.elected": Words(
        "Account {account} chose under {action} on {security}; new shares instead of cash: {in_shares}",
        "账户 {account} 就 {security} 的 {action} 作出选择；以股代现：{in_shares}",
    ),
    "lifecycle.taken_over": Words(
        "What account {account} is owed under {action} on {security} taken over by account {into}, by {order}",
        "账户 {account} 在 {security} 的 {action} 项下的应得权益，依 {order} 由账户 {into} 承接",
    ),
    "lifecycle.exercised": Words(
        "Account {account} exercised {quantity} rights under {action} on {security}",
        "账户 {account} 行使 {security} 的 {action} 的认购权 {quantity}",
    ),
    "lifecycle.claim_raised": Words(
        "Account {buyer} claims {quantity} of {instrument} of account {seller} under {action} on {security}, for the "
        "unsettled trade {instruction}",
        "账户 {buyer} 就未交收的 {instruction}，向账户 {seller} 索偿 {security} 的 {action} 的 {instrument} {quantity}",
    ),
    "lifecycle.claim_settled": Words(
        "Market claim on {instruction} under {action} on {security} paid to account {account}: {quantity} of "
        "{instrument}",
        "{security} 的 {action} 就 {instruction} 的市场索偿支付给账户 {account}：{instrument} {quantity}",
    ),
}
NOT_COUNTED: Final = Words(
    "its record time has passed, and nobody has begun to count it as of {when}",
    "登记时点已过，截至 {when} 尚未开始清点",
)
COUNTED_SO_FAR: Final = Words(
    "counted so far as of {when}: {counted} of {whole}; its list of holders lacks the rest",
    "截至 {when} 已清点 {counted}，共 {whole}；持有人名单尚缺其余部分",
)
PAYS: Final = Words(
    "payments in all for {per}: {count}; as of {when} {left} are to come, the next on {following}",
    "每 {per} 共付款 {count} 次；截至 {when} 尚有 {left} 次，下次为 {following}",
)
ALL_DUE: Final = Words(
    "payments in all for {per}: {count}, the last of which has fallen due", "每 {per} 共付款 {count} 次，均已到期"
)
UNDIVIDED: Final = Words(
    "the action has taken no division as of {when}: nothing is owed yet",
    "截至 {when} 该公司行为尚未采用分配方案，暂无应付",
)
NOT_TAKEN: Final = Words(
    "its division is not the one that the action took as of {when}: nothing is owed by it",
    "截至 {when} 该公司行为采用的是另一分配方案，据此不产生应付",
)
IN_SHARES: Final = Words(
    "in new shares: {shares}, and the rest in cash: {cash}", "以股代现：{shares}，余额以现金支付：{cash}"
)
_PAID: Final = Words("paid at {pay_time}", "派发时点 {pay_time}")
WORDS: Final = Vocabulary(
    sentences=SENTENCES,
    rows={
        "resets": Words(
            "{reference_rate} of {day} is {rate}, by {fixing}", "{day} 的 {reference_rate} 为 {rate}，依据 {fixing}"
        ),
    },
    clauses={
        "resets": Words("rates first taken: {resets}", "首次取用的利率：{resets}"),
        "fresh_for": Words("rates by {feed}, at most {fresh_for} old", "利率取自 {feed}，时限 {fresh_for}"),
        "shares": Words("new shares: {shares}", "新股：{shares}"),
        "deadline": Words("until {deadline}", "截止 {deadline}"),
    },
    composed={
        "paid_from": (
            *(Piece(_PAID, kind=one) for one in ActionKind if one is not ActionKind.rights),
            Piece(Words("exercised from {pay_time}", "缴款起始时点 {pay_time}"), kind=ActionKind.rights),
        ),
    },
    enumerated=frozenset({"kind", "income"}),
    quantities=frozenset({"gross", "tax", "whole"}),
    usual={"shares": "0"},
    values={
        "interest": Words("interest", "利息"),
        "dividend": Words("dividend", "现金红利"),
        "scheduled": Words("scheduled", "待登记"),
        "recording": Words("being counted", "清点中"),
        "recorded": Words("recorded", "已登记"),
        "announced": Words("announced", "已公告"),
        "payable": Words("payable", "可派发"),
        "paid_out": Words("paid out", "已派发"),
        "raised": Words("raised", "已提出"),
        "coupon": Words("coupon", "付息"),
        "final_maturity": Words("final redemption", "到期兑付"),
        "bonus": Words("bonus issue", "送股"),
        "split": Words("split", "拆分"),
        "rights": Words("rights issue", "配股"),
        "HALF_UP": Words("half up", "四舍五入"),
        "DOWN": Words("down", "舍去"),
    },
    fields={
        "action": Words("corporate action", "公司行为"),
        "amount": Words("amount", "金额或数量"),
        "buyer": Words("buyer", "买方"),
        "claimed": Words("claimed by buyers", "买方已索偿"),
        "closes": Words("closes", "截止"),
        "deadline": Words("deadline", "截止时间"),
        "divided": Words("divided", "已分配"),
        "division": Words("division", "分配方案"),
        "dues": Words("payments proposed", "已提出的付款"),
        "following": Words("next register recorded", "下次登记时点"),
        "ex_time": Words("ex-time", "除权除息时点"),
        "exercised": Words("exercised", "已行使"),
        "gross": Words("gross", "总额"),
        "in_shares": Words("in shares", "以股代现"),
        "income": Words("income", "所得种类"),
        "last": Words("last with one unit more", "最后得余额的账户"),
        "paid": Words("paid", "已付"),
        "paid_to": Words("paid to", "支付给"),
        "pay_time": Words("payment time, of rights the begin", "派发时点，配股为缴款起始时点"),
        "pending": Words("snapshots to come", "待登记快照"),
        "per": Words("per units", "每若干单位"),
        "publisher": Words("rates published by", "利率发布方"),
        "rate": Words("rate", "利率"),
        "fixing": Words("fixing", "定盘值"),
        "fresh_for": Words("oldest fixing", "定盘值时限"),
        "lifecycle/terms.feed": Words("rate feed", "利率数据源"),
        "reference_rate": Words("reference rate", "参考利率"),
        "used_by": Words("first used by", "首次用于"),
        "proceeds": Words("proceeds into", "认购款账户"),
        "record_before": Words("recorded before payment by", "登记早于付款"),
        "record_time": Words("record time", "登记时点"),
        "remainder": Words("remainder", "余数"),
        "rounding": Words("rounding", "取整规则"),
        "security": Words("on units of", "标的产品"),
        "seller": Words("seller", "卖方"),
        "snapshot": Words("snapshot", "快照"),
        "spent": Words("paid out", "已付"),
        "taken_over_by": Words("taken over by", "承接账户"),
        "tax": Words("tax", "扣税"),
        "tax_account": Words("tax account", "税款账户"),
        "taxable": Words("taxable", "应税部分"),
        "taxed": Words("taxable in all", "应税总额"),
        "text": Words("text", "条款文本"),
        "usual_ppm": Words("usual rate", "通常税率"),
        "whole": Words("whole", "总额"),
        "lifecycle/action.amount": Words(
            "gives for so many units, in the smallest unit of what is given", "每若干单位派发（所派标的的最小单位）"
        ),
        "lifecycle/action.price": Words("price of a new unit", "新股价格"),
        "lifecycle/action.taxable": Words("of that, income", "其中所得"),
        "lifecycle/action.taxed": Words("income in all, in the smallest unit of what is given", "所得合计（最小单位）"),
        "lifecycle/action.whole": Words("gives in all, in the smallest unit of what is given", "派发合计（最小单位）"),
        "lifecycle/entitlement.in_shares": Words("new shares elected instead of cash", "选择以股代现"),
    },
)
