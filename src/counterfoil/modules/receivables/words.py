# SPDX-License-Identifier: Apache-2.0
"""Receivable vouchers in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary
from counterfoil.modules.receivables.words_fields import FIELDS

DUE: Final = Words("due: {owed} are to be paid ({when})", "已到期：应付 {owed}（{when}）")
OVERDUE: Final = Words("not paid on its day: {owed} are owed ({when})", "逾期未付：欠付 {owed}（{when}）")
WORDS: Final = Vocabulary(
    sentences={
        "receivables.programme_set": Words(
            "Voucher programme {programme} set by {keeper}; invoices are {registry}'s to register",
            "{keeper} 设定凭证平台规则 {programme}，发票由 {registry} 登记",
        ),
        "receivables.peers_set": Words(
            "From {since} on {peers} are asked about invoices of {registry} before one is promised, say it and "
            "supervisor {by}",
            "自 {since} 起，就 {registry} 登记的发票，确权前须询问：{peers}（登记方与监管机构 {by}）",
        ),
        "receivables.line_set": Words(
            "Line of {issuer} in programme {programme}: {ceiling} of {cash}",
            "{issuer} 在平台 {programme} 的额度：{cash} {ceiling}",
        ),
        "receivables.invoice_registered": Words(
            "Invoice {fingerprint} of {amount} of {cash}, of {seller} to {buyer}, registered by {registry}",
            "{registry} 登记发票 {fingerprint}（销方 {seller}，购方 {buyer}），金额 {cash} {amount}",
        ),
        "receivables.invoice_withdrawn": Words(
            "Invoice {fingerprint} of {amount} of {cash} withdrawn by {registry}, which had registered it wrongly: "
            "{reason}",
            "{registry} 撤回登记有误的发票 {fingerprint}（{cash} {amount}）：{reason}",
        ),
        "receivables.invoice_cleared": Words(
            "Invoice {fingerprint} is another than {alike}, say {maker} and {checker}: {reason}",
            "{maker} 与 {checker} 复核：发票 {fingerprint} 与 {alike} 并非同一（{reason}）",
        ),
        "receivables.proposed": Words(
            "Voucher {root} of {face} of {cash} proposed by {by}: issuer {issuer}, first holder {account}",
            "{by} 提出凭证 {root}，面额 {cash} {face}，开单企业 {issuer}，首个持有账户 {account}",
        ),
        "receivables.prepared": Words(
            "Confirmation of voucher {root} made for {issuer}; a checker is awaited",
            "{issuer} 经办确权 {root}，待复核",
        ),
        "receivables.confirmed": Words(
            "Voucher {root} confirmed: {issuer} promises {face} of {cash}, irrevocably",
            "凭证 {root} 确权：{issuer} 不可撤销地承诺付款 {cash} {face}",
        ),
        "receivables.accepted": Words(
            "Voucher {root} of {face} of {cash} accepted into {account}",
            "账户 {account} 签收凭证 {root}，面额 {cash} {face}",
        ),
        "receivables.refused": Words(
            "Voucher {root} refused by {issuer}: {reason}", "{issuer} 拒绝凭证 {root}：{reason}"
        ),
        "receivables.withdrawn": Words("Proposal of voucher {root} withdrawn", "撤回凭证申请 {root}"),
        "receivables.lapsed": Words("Voucher {root} of {face} of {cash} lapsed", "凭证 {root}（{cash} {face}）失效"),
        "receivables.lot_made": Words(
            "Lot {lot} of voucher {root}: {value} of {cash} for {account}, depth {depth}",
            "凭证 {root} 的份额 {lot}：{cash} {value}，账户 {account}，第 {depth} 级",
        ),
        "receivables.split_up": Words(
            "Lot {lot} of {value} of {cash} split into {parts} by {account}",
            "账户 {account} 将份额 {lot}（{cash} {value}）拆为 {parts} 份",
        ),
        "receivables.offered": Words(
            "Lot {lot} offered by {account} to {to} until {until}",
            "账户 {account} 向 {to} 提出流转份额 {lot}，待签收至 {until}",
        ),
        "receivables.taken": Words(
            "Lot {lot} of {value} of {cash} taken by {account} from {seller} for {price}",
            "账户 {account} 自 {seller} 受让份额 {lot}，{cash} {value}，对价 {price}",
        ),
        "receivables.returned": Words(
            "Lot {lot} was not taken, and stays whose it was", "份额 {lot} 未被签收，仍归原持有人"
        ),
        "receivables.payee_named": Words(
            "{account} is paid on lot {lot} from now on", "份额 {lot} 自此向账户 {account} 兑付"
        ),
        "receivables.claimed": Words(
            "{claimant} says to have financed lot {lot}: {amount} of {cash}",
            "{claimant} 主张已就份额 {lot} 提供融资 {cash} {amount}",
        ),
        "receivables.notice_acknowledged": Words(
            "{issuer} had {claimant}'s notice of assignment of lot {lot}",
            "{issuer} 确认收到 {claimant} 就份额 {lot} 的债权让与通知",
        ),
        "receivables.claim_confirmed": Words(
            "{claimant}'s registration {registration} of lot {lot} of {registered} found by {by}",
            "{by} 核实 {claimant} 就份额 {lot} 的登记 {registration}（{registered}）",
        ),
        "receivables.claim_withdrawn": Words(
            "{claimant} claims nothing on lot {lot} any more", "{claimant} 撤回就份额 {lot} 的融资主张"
        ),
        "receivables.claim_struck": Words(
            "{claimant}'s claim on lot {lot} found untrue, and struck, by {keeper}: {reason}",
            "{keeper} 查明 {claimant} 就份额 {lot} 的主张不实，予以删除（{reason}）",
        ),
        "receivables.claims_ranked": Words(
            "Of those who financed lot {lot}, {first} come first (Civil Code, art. 768): {rule}; in order {in_order}",
            "就份额 {lot} 的多个融资主张，依民法典第七百六十八条（{rule}），{first} 在先；次序 {in_order}",
        ),
        "receivables.provided": Words(
            "Payment of voucher {root} provided for out of {account}: {quota} of {cash} of its face",
            "凭证 {root} 自账户 {account} 安排付款：面额中的 {cash} {quota}",
        ),
        "receivables.paid": Words(
            "Lot {lot} of voucher {root}: {principal} of {cash}, and a penalty of {penalty}, paid to {account}",
            "凭证 {root} 的份额 {lot} 向账户 {account} 兑付 {cash} {principal}，罚息 {penalty}",
        ),
        "receivables.lot_cancelled": Words(
            "Lot {lot} of {value} of {cash} cancelled by {issuer} and {account}",
            "{issuer} 与账户 {account} 注销份额 {lot}（{cash} {value}）",
        ),
        "receivables.invoices_freed": Words(
            "Lot {lot} of voucher {root} cancelled: what it had of invoices of {registry} is free again",
            "凭证 {root} 的份额 {lot} 注销，其占用的 {registry} 所登记发票额度释放",
        ),
        "receivables.lot_burned": Words(
            "Lot {lot} of {value} of {cash} ended by an order", "份额 {lot}（{cash} {value}）依命令注销"
        ),
        "receivables.demanded": Words(
            "{of} asked by {account} to pay lot {lot} in the place of its issuer",
            "账户 {account} 就份额 {lot} 向 {of} 追索",
        ),
        "receivables.indemnified": Words(
            "Lot {lot}: {by} paid {amount} of {cash} to {holder} and has it",
            "{by} 就份额 {lot} 向 {holder} 代偿 {cash} {amount} 并取得该份额",
        ),
        "receivables.overdue": Words(
            "Voucher {root} of {issuer} overdue: {outstanding} of {cash}",
            "{issuer} 的凭证 {root} 逾期：{cash} {outstanding}",
        ),
        "receivables.defaulted": Words(
            "{issuer} defaulted on voucher {root}: {outstanding} of {cash}",
            "{issuer} 的凭证 {root} 违约：{cash} {outstanding}",
        ),
    },
    rows={
        "peers": Words("{peer} (registry {registry}, money {money})", "{peer}（登记方 {registry}，币种 {money}）"),
        "money": Words("{here} as {there}", "{here} 即 {there}"),
    },
    clauses={
        "registration": Words("registered as {registration}", "登记编号 {registration}"),
    },
    enumerated=frozenset({"rule"}),
    values={
        "prepared": Words("made, to be checked", "待复核"),
        "issued": Words("confirmed, to be accepted", "已确权待签收"),
        "circulating": Words("circulating", "流通中"),
        "cured": Words("paid late", "逾期后付清"),
        "refused": Words("refused", "已拒绝"),
        "receivables/lot.held": Words("in hand", "持有中"),
        "on_offer": Words("offered, to be accepted", "待签收"),
        "spent": Words("split", "已拆分"),
        "redeemed": Words("redeemed", "已兑付"),
        "burned": Words("ended by an order", "依命令注销"),
        "alone": Words("nobody else claims it", "别无他人主张"),
        "registered_first": Words("registered before unregistered", "已登记先于未登记"),
        "earlier_registration": Words("of two registered the earlier", "均已登记，按登记先后"),
        "earlier_notice": Words(
            "of none registered the one whose notice reached the debtor first", "均未登记，通知先到达债务人者优先"
        ),
        "pro_rata": Words("pro rata, as none is before another", "无先后，按比例"),
    },
    fields=FIELDS,
)
