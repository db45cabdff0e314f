# SPDX-License-Identifier: Apache-2.0
"""Documents of title in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary
from counterfoil.modules.receipts.documents import Standing
from counterfoil.modules.receipts.field_words import FIELDS

CONTROLLED: Final = {
    Standing.with_title: Words(
        "controlled by {party}, which has the title, as of {when}", "截至 {when} 由权利人 {party} 控制"
    ),
    Standing.handed_over: Words(
        "possessed by {party}, to which it was handed over, as of {when}", "截至 {when} 由占有人 {party} 占有"
    ),
    Standing.pledged_away: Words("pledged to {party}, which controls it, as of {when}", "截至 {when} 已质押予 {party}"),
    Standing.with_issuer: Words(
        "surrendered to {party} for its goods, as of {when}", "截至 {when} 已交回 {party} 提货"
    ),
}
"""Who controls a document, by how."""
WORDS: Final = Vocabulary(
    sentences={
        "receipts.scheme_opened": Words(
            "{registered_by} opens scheme {scheme} of {commodity}, counted in {uom} with {decimals} decimals; deposits "
            "and differences are paid in {cash}, forfeited ones into {account}",
            "{registered_by} 设立仓单体系 {scheme}：品种 {commodity}，计量单位 {uom}（{decimals} 位小数）；"
            "保证金与溢短以 {cash} 支付，罚没款入 {account}",
        ),
        "receipts.rules_set": Words(
            "{registered_by} sets the rules of scheme {scheme}; reason: {reason}",
            "{registered_by} 设定仓单体系 {scheme} 的规则；原因：{reason}",
        ),
        "receipts.peers_set": Words(
            "From {since} on scheme {scheme} asks {chains} before a document names single things, say {registered_by} "
            "and supervisor {by}",
            "自 {since} 起，仓单体系 {scheme} 在登记载明单件的单证前询问：{chains}（{registered_by} 与监管机构 {by}）",
        ),
        "receipts.keeper_admitted": Words(
            "{registered_by} admits {goods_keeper} ({kind}) to scheme {scheme}, with room for {capacity}; it agrees to "
            "issue documents by their records, and is paid into {account}",
            "{registered_by} 指定 {goods_keeper}（{kind}）为体系 {scheme} 的保管人，核定库容 {capacity}；"
            "其同意依单证记录签发，收款账户 {account}",
        ),
        "receipts.keeper_barred": Words(
            "{registered_by} lets {goods_keeper} take in and draft nothing new in scheme {scheme}; reason: {reason}",
            "{registered_by} 暂停 {goods_keeper} 在体系 {scheme} 的入库与签发；原因：{reason}",
        ),
        "receipts.declared": Words(
            "{depositor} declares {declared} of goods to {goods_keeper} in scheme {scheme}, {intake}, to arrive before "
            "{until}",
            "{depositor} 向 {goods_keeper}（体系 {scheme}）办理入库预报 {intake}：数量 {declared}，须于 {until} 前到货",
        ),
        "receipts.room_given": Words(
            "{registered_by} approves {intake}: {declared} for {goods_keeper}",
            "{registered_by} 核准入库预报 {intake}：{goods_keeper}，数量 {declared}",
        ),
        "receipts.turned_away": Words(
            "{registered_by} does not approve {intake}; reason: {reason}",
            "{registered_by} 不予核准入库预报 {intake}；原因：{reason}",
        ),
        "receipts.lapsed": Words("The goods of {intake} did not arrive in time", "入库预报 {intake} 逾期未到货"),
        "receipts.taken_in": Words(
            "{goods_keeper} took in {arrived} of {declared} declared in {intake}; certificate {certificate}",
            "{goods_keeper} 就预报 {intake}（{declared}）验收入库 {arrived}；检验证书 {certificate}",
        ),
        "receipts.taken_out": Words(
            "{quantity} of lot {lot} left {goods_keeper}, on no document",
            "{goods_keeper} 出库批次 {lot} 未签发货物 {quantity}",
        ),
        "receipts.goods_struck": Words(
            "{by} strikes from what {goods_keeper} has on record of lot {lot}, under {reference}: {quantity}; things: "
            "{items}",
            "{by} 依 {reference} 剔除 {goods_keeper} 批次 {lot} 的在库记录：数量 {quantity}；单件：{items}",
        ),
        "receipts.loss_recorded": Words(
            "{quantity} of lot {lot} at {goods_keeper} lost, {on_lost} of it on documents; insurance: {insurance}",
            "{goods_keeper} 批次 {lot} 灭失 {quantity}，其中单证所载 {on_lost}；保险：{insurance}",
        ),
        "receipts.drafted": Words(
            "{goods_keeper} drafts document {document} for account {account}, of goods taken in by {intake}: "
            "{measured} measured",
            "{goods_keeper} 就入库 {intake} 为账户 {account} 制作单证 {document}：实测 {measured}",
        ),
        "receipts.draft_withdrawn": Words(
            "{goods_keeper} takes back the draft of document {document}", "{goods_keeper} 撤回单证 {document} 草案"
        ),
        "receipts.registered": Words(
            "{registered_by} registers document {document} of {goods_keeper} for {amount} of lot {of_lot}; account "
            "{account} accepts it, and it is in effect",
            "{registered_by} 登记 {goods_keeper} 单证 {document}：批次 {of_lot}，数量 {amount}；"
            "账户 {account} 接受，单证生效",
        ),
        "receipts.fees_noted": Words(
            "{goods_keeper} notes that storage of document {document} is paid until {fees_paid_until} (version "
            "{version})",
            "{goods_keeper} 载明单证 {document} 仓储费付讫至 {fees_paid_until}（第 {version} 版）",
        ),
        "receipts.split_up": Words(
            "{account} and {goods_keeper} replace document {document} by {into}",
            "{account} 与 {goods_keeper} 将单证 {document} 拆分为 {into}",
        ),
        "receipts.merged": Words(
            "{account} and {goods_keeper} replace documents {documents} by {into}",
            "{account} 与 {goods_keeper} 将单证 {documents} 合并为 {into}",
        ),
        "receipts.amended": Words(
            "{account} and {goods_keeper} replace document {document} by {into}, which says something else of the same "
            "goods",
            "{account} 与 {goods_keeper} 将单证 {document} 变更为 {into}",
        ),
        "receipts.expired": Words(
            "Document {document} is over: it was good until {kept_until}", "单证 {document} 已到期：有效至 {kept_until}"
        ),
        "receipts.surrendered": Words(
            "{account} surrenders document {document} to {goods_keeper} for its goods",
            "{account} 向 {goods_keeper} 交回单证 {document} 申请提货",
        ),
        "receipts.restored": Words(
            "{goods_keeper} refuses the surrender of document {document}; reason: {reason}",
            "{goods_keeper} 拒绝单证 {document} 的提货申请；原因：{reason}",
        ),
        "receipts.accepted": Words(
            "{goods_keeper} and {registered_by} accept the surrender of document {document}",
            "{goods_keeper} 与 {registered_by} 同意单证 {document} 的提货申请",
        ),
        "receipts.loaded_out": Words(
            "{goods_keeper} delivered {loaded} to {account} for document {document} of {amount}, which has ended; slip "
            "{slip}",
            "{goods_keeper} 向 {account} 交付 {loaded}，单证 {document}（{amount}）注销；出库单 {slip}",
        ),
        "receipts.disputed": Words(
            "{by} holds document {document} in dispute under {reference}",
            "{by} 依 {reference} 认定单证 {document} 存在争议",
        ),
        "receipts.goods_lost": Words(
            "{goods_keeper} and {registered_by} note that {quantity} of the goods of document {document} are lost; "
            "insurance: {insurance}",
            "{goods_keeper} 与 {registered_by} 载明单证 {document} 所载货物灭失 {quantity}；保险：{insurance}",
        ),
        "receipts.resolved": Words(
            "{by} ends the dispute about document {document} under {reference}; it is good again",
            "{by} 依 {reference} 解除单证 {document} 的争议，单证恢复效力",
        ),
        "receipts.voided": Words(
            "{account} and {goods_keeper} end document {document} for good, under {reference}",
            "{account} 与 {goods_keeper} 依 {reference} 作废单证 {document}",
        ),
        "receipts.put_on_paper": Words(
            "{account} and {goods_keeper} replace document {document} by paper {statement}",
            "{account} 与 {goods_keeper} 将单证 {document} 转为纸质 {statement}",
        ),
        "receipts.taken_from_paper": Words(
            "{goods_keeper} and {registered_by} replace the paper of document {document} by document {into} for "
            "account {account}; statement {statement}",
            "{goods_keeper} 与 {registered_by} 将单证 {document} 的纸质单证转为电子单证 {into}，"
            "归入账户 {account}；声明 {statement}",
        ),
        "receipts.nominated": Words(
            "{account} nominates {nominee}, to which document {document} may be endorsed",
            "{account} 指定 {nominee} 为单证 {document} 的被背书人",
        ),
        "receipts.endorsed": Words(
            "Document {document} endorsed by {sender} to {receiver}, number {number} in its chain",
            "{sender} 将单证 {document} 背书予 {receiver}（第 {number} 次）",
        ),
        "receipts.handed_over": Words(
            "{account} lets {to} possess document {document}", "{account} 将单证 {document} 交由 {to} 占有"
        ),
        "receipts.passed_on": Words(
            "{possessor} lets {to} possess document {document}", "{possessor} 将单证 {document} 转由 {to} 占有"
        ),
        "receipts.handed_back": Words(
            "{possessor} gives document {document} back to whoever has its title",
            "{possessor} 将单证 {document} 交还权利人占有",
        ),
        "receipts.rejected": Words(
            "{possessor} rejects document {document}, which is possessed as before",
            "{possessor} 拒收单证 {document}，占有恢复原状",
        ),
        "receipts.sent_back": Words(
            "{sender} rejects document {document}, which is {receiver}'s again",
            "{sender} 拒收单证 {document}，退回 {receiver}",
        ),
        "receipts.pledge_endorsed": Words(
            "{account} endorses document {document} as pledged to {pledgee}, under the name {pledge}",
            "{account} 于单证 {document} 背书记载“质押”：质权人 {pledgee}，质押标识 {pledge}",
        ),
        "receipts.pledge_signed": Words(
            "{goods_keeper} signs that document {document} is pledged to {pledgee}, under the name {pledge}",
            "{goods_keeper} 于单证 {document} 签章确认质押：质权人 {pledgee}，质押标识 {pledge}",
        ),
        "receipts.document_burned": Words(
            "An order ended document {document}, which is void", "单证 {document} 依监管指令注销，作废"
        ),
    },
    values={
        "drafted": Words("drafted", "草案"),
        "withdrawn_draft": Words("draft taken back", "草案已撤回"),
        "in_effect": Words("in effect", "有效"),
        "overdue_document": Words("over: good for its goods alone", "已到期，仅可提货"),
        "surrendered_document": Words("surrendered for its goods", "已交回，申请提货"),
        "loading_out": Words("its goods are being delivered", "出库中"),
        "delivered_goods": Words("ended: its goods were delivered", "已提货注销"),
        "divided": Words("replaced by several", "已拆分"),
        "merged": Words("replaced together with others", "已合并"),
        "amended": Words("replaced by another", "已变更"),
        "in_dispute": Words("in dispute", "存在争议"),
        "void_document": Words("void", "已作废"),
        "on_paper": Words("replaced by paper", "已转为纸质"),
        "back_from_paper": Words("its paper was replaced again", "纸质已收回"),
        "trusted": Words("admitted", "已指定"),
        "barred": Words("stopped", "已停止"),
        "forecast": Words("declared", "已预报"),
        "room_given": Words("approved", "已核准"),
        "no_room": Words("not approved", "未获核准"),
        "not_come": Words("did not arrive in time", "逾期未到货"),
        "goods_in": Words("taken in", "已入库"),
        "warehouse": Words("warehouse", "仓库"),
        "factory": Words("factory", "厂库"),
        "carrier": Words("carrier", "承运人"),
    },
    fields=FIELDS,
)
