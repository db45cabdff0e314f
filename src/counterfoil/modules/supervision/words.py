# SPDX-License-Identifier: Apache-2.0
"""Supervision in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Remark, Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "supervision.policy_set": Words("{by} set who may order what: {powers}", "{by} 设定监管授权：{powers}"),
        "supervision.file_opened": Words(
            "File of {subject} opened; no order had touched it", "为 {subject} 建立监管卷宗；此前无任何监管指令涉及"
        ),
        "supervision.proposed": Words(
            "Order {order} ({kind}) proposed by {authority} on account {account}, party {party}: "
            "{quantity} of {instrument}",
            "{authority} 提请监管指令 {order}（{kind}），账户 {account}，主体 {party}，{instrument} {quantity}",
        ),
        "supervision.given": Words(
            "Order {order} ({kind}) given by {authority} on account {account}, party {party}: "
            "{quantity} of {instrument}",
            "{authority} 下达监管指令 {order}（{kind}），账户 {account}，主体 {party}，{instrument} {quantity}",
        ),
        "supervision.approved": Words(
            "Order {order} approved by {checker} and in force", "监管指令 {order} 经 {checker} 复核后生效"
        ),
        "supervision.lifted": Words("Order {order} lifted by {by}", "{by} 撤回监管指令 {order}"),
        "supervision.expired": Words("Order {order} ran out", "监管指令 {order} 期限届满"),
        "supervision.carried_out": Words(
            "Order {order} ({kind}) carried out by {by}", "{by} 执行监管指令 {order}（{kind}）"
        ),
        "supervision.limited": Words(
            "Positions in {instrument} limited under order {order}, by {by}",
            "{by} 依监管指令 {order} 设定 {instrument} 的持仓限额",
        ),
        "supervision.counted": Words(
            "Position under order {order} in {instrument} changed by {change} smallest units",
            "监管指令 {order} 项下 {instrument} 的持仓变动 {change} 最小单位",
        ),
        "supervision.answered": Words("{party} answered demand {order}", "{party} 就披露要求 {order} 作出答复"),
        "supervision.burnt": Words(
            "{quantity} of {instrument} in account {account} destroyed under order {order}, by {by}",
            "{by} 依监管指令 {order} 销毁账户 {account} 的 {instrument} {quantity}",
        ),
        "supervision.keys_renewed": Words(
            "New keys put in force under order {order}, by {by}", "{by} 依监管指令 {order} 启用新密钥"
        ),
        "supervision.recovered_in_part": Words(
            "Some holdings of account {account} moved under order {order}, by {by}; others are to follow",
            "{by} 依监管指令 {order} 迁移账户 {account} 的部分持有，其余待续",
        ),
        "supervision.ended": Words(
            "What units of account {account} were reserved for ended under order {order}, by {by}: {records}",
            "{by} 依监管指令 {order} 终止账户 {account} 的预留事项：{records}",
        ),
        "supervision.seized": Words(
            "{quantity} of {instrument} seized from account {account} of {holder} into {receiver} under order {order}",
            "依监管指令 {order} 将 {holder} 账户 {account} 的 {instrument} {quantity} 划扣至 {receiver}",
        ),
        "supervision.sold": Words(
            "{quantity} of {instrument} sold to account {receiver} under order {order}, for {price} smallest units of "
            "{cash}",
            "依监管指令 {order} 将 {instrument} {quantity} 变卖予账户 {receiver}，价款 {cash} {price} 个最小单位",
        ),
        "supervision.returned": Words(
            "{quantity} of {instrument} returned to victims under order {order}: {shares}; {residue} smallest units "
            "were due to nobody",
            "依监管指令 {order} 向被害人发还 {instrument} {quantity}：{shares}；无人应得 {residue} 个最小单位",
        ),
    },
    rows={
        "powers": Words("{kind}", "{kind}"),
        "shares": Words("{quantity} to {account}", "{account} {quantity}"),
    },
    clauses={
        "checker": Words("checked by {checker}", "复核 {checker}"),
        "ends": Words("ends order {ends}", "同时终止监管指令 {ends}"),
    },
    values={
        "freeze": Words("freeze", "冻结"),
        "thaw": Words("thaw", "解冻"),
        "seize": Words("seizure", "划扣"),
        "burn": Words("destruction", "销毁"),
        "suspend": Words("suspension", "暂停"),
        "resume": Words("resumption", "恢复"),
        "recover": Words("recovery", "补办迁移"),
        "limit": Words("limit on positions", "持仓限额"),
        "disclose": Words("disclosure", "披露"),
        "sell": Words("judicial sale", "司法变卖"),
        "return": Words("return to victims", "发还被害人"),
        "end": Words("end of what units are reserved for", "终止预留事项"),
        "proposed": Words("proposed", "已提出"),
        "in_force": Words("in force", "生效"),
        "carried_out": Words("carried out", "已执行"),
        "lifted": Words("lifted", "已撤回"),
        "expired": Words("run out", "已届满"),
    },
    remarks={
        "supervision/file": Remark(
            "lines",
            0,
            Words(
                "no order of an authority was about it between the first block of the chain and {when} (what orders "
                "about others brought to it or sold for it stands in its holdings)",
                "自本链首个区块至 {when}，没有任何以其为对象的监管指令"
                "（以他人为对象的指令所转入或代其处分的，见其持有记录）",
            ),
        ),
    },
    fields={
        "recovering": Words("recovery under way", "进行中的恢复"),
        "reserved_for": Words("reserved for", "预留用途"),
        "answer": Words("answer, SHA-256", "答复 SHA-256"),
        "authorities": Words("authorities", "有权机关"),
        "authority": Words("authority", "有权机关"),
        "caps": Words("limits", "限额"),
        "cash": Words("currency", "货币"),
        "changed_by_two": Words("changed by two", "须两方变更"),
        "changers": Words("who may change it", "可变更方"),
        "checker": Words("checker", "复核方"),
        "claim": Words("claim", "债权额"),
        "done": Words("done", "已执行数量"),
        "duration_max_ms": Words("lasts at most", "最长期限"),
        "eyes": Words("keys that signed", "签名密钥"),
        "four_eyes": Words("four eyes", "须双人复核"),
        "given": Words("given on", "下达时间"),
        "left": Words("left", "剩余"),
        "money": Words("currency units left", "剩余款项"),
        "officers": Words("officers who may check", "可复核人员"),
        "order": Words("order", "监管指令"),
        "orders_only": Words("under orders only", "仅可依监管指令"),
        "paid_out": Words("paid out", "已支付"),
        "powers": Words("powers", "权限"),
        "price": Words("least price", "最低价款"),
        "received": Words("received", "已收款项"),
        "renewed": Words("renewed", "已续期"),
        "returned": Words("returned", "已发还"),
        "scope": Words("scope", "范围"),
        "seizure": Words("seizure", "划扣"),
        "share_ppm": Words("at most a share of", "占比上限"),
        "sold": Words("sold", "已变卖"),
        "state": Words("state account", "涉案财物保管账户"),
        "state_accounts": Words("state accounts", "涉案财物保管账户"),
        "subject": Words("subject", "对象"),
        "subjects": Words("subjects", "对象"),
        "superiors": Words("superior authorities", "上级机关"),
        "suspended": Words("suspended under order", "暂停所依监管指令"),
        "victims": Words("victims", "被害人"),
        "waiting": Words("waiting freezes", "待执行冻结"),
    },
)
