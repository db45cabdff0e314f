# SPDX-License-Identifier: Apache-2.0
"""Pools, notes and payment days in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

FIELDS: Final = {
    "at_hand": Words("at hand", "可支配资金"),
    "aside": Words("set aside", "提存"),
    "aside_after_days": Words("days until what is not taken is set aside", "提存期限（日）"),
    "aside_from": Words("set aside from", "提存之日"),
    "securitisation/day.paid_out": Words("paid out to", "已付收款方"),
    "returned_for": Words("bought back for", "赎回价款"),
    "securitisation/share.waits": Words("set aside, and not taken", "已提存未领取"),
    "securitisation/lot.balance": Words("unpaid when admitted", "入池时未偿额"),
    "securitisation/lot.before": Words("admitted before it", "前一入池资产"),
    "behind": Words("invoices behind it", "对应发票"),
    "bought_from": Words("bought from", "出售方账户"),
    "bridge": Words("bridge", "过桥账户"),
    "bridge_agreed_by": Words("bridge agreed by", "过桥账户同意方"),
    "bridged": Words("paid to the bridge", "已付过桥账户"),
    "called_for": Words("paid at the clean-up", "清仓回购价款"),
    "securitisation/pool.charged": Words("losses charged", "已计损失"),
    "clean_up_ppm": Words("may be called at", "清仓回购比例"),
    "securitisation/pool.collected": Words("collected", "已归集"),
    "securitisation/pool.cut_off": Words("cut-off day", "封包日"),
    "cut_off_balance": Words("cut-off balance", "封包余额"),
    "debt": Words("part of", "所属债务"),
    "debtor": Words("debtor", "债务人"),
    "debtor_max_ppm": Words("greatest part of one debtor", "单一债务人集中度上限"),
    "largest_debtor": Words("most owed by one debtor", "单一债务人最大余额"),
    "largest_seller": Words("most sold by one", "单一出售方最大余额"),
    "defaulted": Words("in default", "违约"),
    "defaulted_ever": Words("defaulted since the cut-off", "封包后累计违约"),
    "discount_ppm": Words("discount a year", "年折现率"),
    "discounted": Words("discounted", "折现值"),
    "due_on": Words("due on", "到期日"),
    "every_days": Words("days between payments", "兑付间隔（日）"),
    "fee_agreed_by": Words("fee agreed by", "服务费账户同意方"),
    "fee_unpaid": Words("fee unpaid", "未付服务费"),
    "securitisation/pool.fees": Words("fees", "服务费"),
    "securitisation/pool.final": Words("final day", "法定到期日"),
    "first_payment": Words("first payment day", "首个兑付日"),
    "hit": Words("triggers hit", "已触发条件"),
    "securitisation/pool.investors": Words("investors", "投资者数"),
    "last_day": Words("interest is due from", "起息日"),
    "last_lot": Words("last lot admitted", "最后入池资产"),
    "lost": Words("lost", "灭失"),
    "securitisation/pool.lots": Words("lots", "入池资产数"),
    "securitisation/pool.manager": Words("manager", "管理人"),
    "notes": Words("notes", "证券"),
    "securitisation/note.open": Words("days being paid", "待兑付日"),
    "originator": Words("originator", "原始权益人"),
    "securitisation/lot.owed": Words("the right", "债权记录"),
    "pool": Words("pool", "专项计划"),
    "rank": Words("rank", "层级"),
    "ranks": Words("ranks", "各层分配"),
    "securitisation/pool.reserve": Words("reserve", "准备金"),
    "reserve_target": Words("reserve to be", "准备金目标"),
    "retained": Words("retained by", "自持账户"),
    "securitisation/lot.seller": Words("sold by", "出售方"),
    "seller_max_ppm": Words("greatest part of one seller", "单一出售方集中度上限"),
    "servicer": Words("servicer", "资产服务机构"),
    "standing": Words("stands", "状态"),
    "surplus": Words("to the bridge", "付过桥账户余额"),
    "standings": Words("how ranks stand", "各层状况"),
    "cap": Words("paid on one day at most", "单日支付上限"),
    "curable": Words("can be cured", "可补救"),
    "deficiency": Words("losses charged", "已计损失"),
    "interest": Words("interest", "利息"),
    "interest_unpaid": Words("interest unpaid", "未付利息"),
    "notional": Words("issued at", "发行面额"),
    "principal": Words("principal", "本金"),
    "residual": Words("has what is left", "次级"),
    "to_pay": Words("still to be paid", "待兑付"),
    "tranche": Words("tranche", "分层"),
    "unpaid": Words("unpaid", "未偿"),
    "ticket_min": Words("least subscription", "最低认购额"),
    "triggers": Words("triggers", "触发条件"),
    "securitisation/share.settled": Words("units paid before", "此前已兑付份数"),
}
WORDS: Final = Vocabulary(
    sentences={
        "securitisation.opened": Words(
            "Pool {pool} opened over account {account}: notes of {nominal} of {cash}",
            "专项计划 {pool} 设立，账户 {account}，证券面额 {cash} {nominal}",
        ),
        "securitisation.admitted": Words(
            "Lot {lot} admitted to pool {pool}: {balance} of {cash} owed by {debtor}, sold by {seller}, due {due_on}",
            "份额 {lot} 入池 {pool}：{debtor} 应付 {cash} {balance}，{seller} 出售，到期日 {due_on}",
        ),
        "securitisation.closed": Words(
            "Pool {pool} cut off: {lots} lots of {balance} of {cash}, {discounted} discounted; notes of {nominal}",
            "专项计划 {pool} 封包：{lots} 笔资产 {cash} {balance}，折现 {discounted}，证券面额 {nominal}",
        ),
        "securitisation.called_off": Words("Pool {pool} called off", "专项计划 {pool} 取消"),
        "securitisation.subscribed": Words(
            "Account {account} subscribed to {quantity} of {instrument}",
            "账户 {account} 认购 {instrument} {quantity}",
        ),
        "securitisation.withdrawn": Words(
            "Subscription of {account} to {instrument} withdrawn", "账户 {account} 对 {instrument} 的认购撤回"
        ),
        "securitisation.issued": Words(
            "Notes of pool {pool} issued for {proceeds} of {cash}; {bridged} to the bridge, {reserve} in reserve",
            "专项计划 {pool} 证券发行，募集 {cash} {proceeds}，付过桥账户 {bridged}，准备金 {reserve}",
        ),
        "securitisation.placed": Words(
            "{quantity} of {instrument} placed with {account}", "向账户 {account} 发行 {instrument} {quantity}"
        ),
        "securitisation.agreed": Words(
            "Account {account} agreed to be paid on {instrument}", "账户 {account} 同意收取 {instrument} 的兑付款"
        ),
        "securitisation.debt_noted": Words(
            "Lot {lot} of pool {pool} is {standing}: {unpaid} of {cash} unpaid",
            "专项计划 {pool} 的份额 {lot} {standing}：未偿 {cash} {unpaid}",
        ),
        "securitisation.day_counted": Words(
            "Payment {number} of pool {pool} counted: {collected} of {cash} collected, fee {fee}, interest {interest}, "
            "principal {principal}, reserve {reserve}, surplus {surplus}; the pool is {status}",
            "专项计划 {pool} 第 {number} 次兑付：归集 {cash} {collected}，费用 {fee}，利息 {interest}，"
            "本金 {principal}，准备金 {reserve}，余额 {surplus}；计划{status}",
        ),
        "securitisation.holder_paid": Words(
            "Account {account}: interest {interest} and principal {principal} of {cash} of payment {number} "
            "on {units} of {instrument}",
            "账户 {account} 持 {instrument} {units}，第 {number} 次兑付利息 {cash} {interest}、本金 {principal}",
        ),
        "securitisation.cleaned_up": Words(
            "{originator} paid {price} of {cash} for what was left of pool {pool}",
            "{originator} 以 {cash} {price} 清仓回购专项计划 {pool} 剩余资产",
        ),
        "securitisation.bought_back": Words(
            "{buyer} pays {price} of {cash} for lot {lot} of pool {pool}, which is not what was warranted: {reason}",
            "{buyer} 以 {cash} {price} 赎回专项计划 {pool} 的不合格份额 {lot}：{reason}",
        ),
        "securitisation.paid_out": Words(
            "Of payment {number} of pool {pool} the {payee} has {amount} of {cash}, into {account}",
            "专项计划 {pool} 第 {number} 次兑付：{payee}得 {cash} {amount}，入账户 {account}",
        ),
        "securitisation.set_aside": Words(
            "{interest} of interest and {principal} of principal, in {cash}, of payment {number} on {units} of "
            "{instrument} set aside in the name of {account}",
            "{instrument} 第 {number} 次兑付账户 {account}（{units}）未领取的利息 {cash} {interest}、"
            "本金 {principal} 予以提存",
        ),
        "securitisation.aside_taken": Words(
            "{account} takes {amount} of {cash} that was set aside of payment {number} on {instrument}",
            "账户 {account} 领取 {instrument} 第 {number} 次兑付提存款 {cash} {amount}",
        ),
        "securitisation.wound_up": Words(
            "Pool {pool} wound up: {written_off} of {cash} written off; it is {status}",
            "专项计划 {pool} 清算：核销 {cash} {written_off}，计划{status}",
        ),
        "securitisation.retired": Words(
            "{quantity} of {instrument} of {account} end with pool {pool}",
            "专项计划 {pool} 结束，账户 {account} 的 {instrument} {quantity} 注销",
        ),
        "securitisation.liquidated": Words("Pool {pool} liquidated", "专项计划 {pool} 清算完毕"),
        "securitisation.collected": Words(
            "{amount} of {cash} came into the account {account} of pool {pool}",
            "专项计划 {pool} 账户 {account} 收款 {cash} {amount}",
        ),
        "securitisation.spent": Words(
            "{amount} of {cash} left the account {account} of pool {pool}",
            "专项计划 {pool} 账户 {account} 支出 {cash} {amount}",
        ),
        "securitisation.lot_gone": Words(
            "Lot {lot} went out of pool {pool} by an order: {unpaid} of {cash} are lost",
            "份额 {lot} 依命令离开专项计划 {pool}，损失 {cash} {unpaid}",
        ),
        "securitisation.kept": Words(
            "Account {account} held {units} of {instrument} when payment {number} was counted",
            "第 {number} 次兑付登记时账户 {account} 持有 {instrument} {units}",
        ),
    },
    clauses={
        "pooled_lot": Words("on lot {pooled_lot}", "对应份额 {pooled_lot}"),
        "turned_away_by": Words("by {turned_away_by}, who does not take it", "{turned_away_by} 不予接受"),
    },
    enumerated=frozenset({"standing", "hit"}),
    values={
        "pooling": Words("taking lots", "归集资产中"),
        "lots_fixed": Words("cut off", "已封包"),
        "notes_issued": Words("issued", "已发行"),
        "amortising": Words("amortising", "摊还中"),
        "accelerated": Words("accelerated", "加速清偿"),
        "cleaned_up": Words("cleaned up", "已清仓回购"),
        "repaid": Words("repaid", "已清偿"),
        "written_off": Words("written off", "已核销"),
        "liquidated": Words("liquidated", "清算完毕"),
        "performing": Words("performing", "正常"),
        "debtor": Words("debtor", "债务人"),
        "gone": Words("gone by an order", "依命令移出"),
        "bought_back": Words("bought back", "已回购"),
        "servicer": Words("servicer", "资产服务机构"),
        "bridge": Words("bridge", "过桥账户"),
        "subscribed": Words("subscribed", "已认购"),
        "to_be_paid": Words("to be paid", "同意收款"),
        "cumulative_default": Words("cumulative default", "累计违约率"),
        "delinquency": Words("delinquency", "逾期率"),
        "coverage": Words("coverage", "超额覆盖"),
        "reserve_shortfall": Words("reserve shortfall", "准备金不足"),
    },
    fields=FIELDS,
)
