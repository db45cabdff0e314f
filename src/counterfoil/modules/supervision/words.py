# SPDX-License-Identifier: Apache-2.0
"""Supervision in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Piece, Remark, Vocabulary

_DONE: Final = {
    "freeze": Words("what it names was frozen", "所列已冻结"),
    "thaw": Words("the freeze that it names ended", "所列冻结已解除"),
    "seize": Words("all that it names went to the state account", "所列已全部划扣至涉案财物保管账户"),
    "burn": Words("all that it names was destroyed", "所列已全部销毁"),
    "suspend": Words("what it names was suspended", "所列已暂停"),
    "resume": Words("what it names was resumed", "所列已恢复"),
    "recover": Words("all that the account held moved to the new account", "账户的全部持有已迁移至新账户"),
    "limit": Words("the limit was set", "限额已设定"),
    "disclose": Words("it was answered", "已作答复"),
    "sell": Words("what it names was sold, and paid for", "所列已变卖并付清价款"),
    "return": Words("what it names was shared out among the victims", "所列已按比例发还被害人"),
    "end": Words("what the units were reserved for ended", "预留事项已终止"),
}
"""kind of order → what was done when it was carried out"""
_CARRIED_OUT: Final = Words("it was carried out: {done}", "已执行：{done}")

WORDS: Final = Vocabulary(
    sentences={
        "supervision.policy_set": Words("{by} set who may order what: {powers}", "{by} 设定监管授权：{powers}"),
        "supervision.file_opened": Words(
            "File of {subject} opened; no order under the policy of orders had touched it",
            "为 {subject} 建立监管卷宗；此前无任何依监管授权的监管指令涉及",
        ),
        "supervision.proposed": Words(
            "Order {order} ({kind}) proposed by {authority}: {extent}",
            "{authority} 提请监管指令 {order}（{kind}）：{extent}",
        ),
        "supervision.given": Words(
            "Order {order} ({kind}) given by {authority}: {extent}",
            "{authority} 下达监管指令 {order}（{kind}）：{extent}",
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
            "{quantity} of {instrument} sold to account {receiver} under order {order}, for {price} of {cash}",
            "依监管指令 {order} 将 {instrument} {quantity} 变卖予账户 {receiver}，价款 {cash} {price}",
        ),
        "supervision.returned": Words(
            "{quantity} of {instrument} returned to victims under order {order}: {shares}; {residue} due to nobody",
            "依监管指令 {order} 向被害人发还 {instrument} {quantity}：{shares}；无人应得 {residue}",
        ),
    },
    rows={
        "powers": Words("{kind}", "{kind}"),
        "shares": Words("{quantity} to {account}", "{account} {quantity}"),
        "victims": Words("{claim} due to {account}", "{account} 应得 {claim}"),
    },
    composed={
        "extent": (
            Piece(Words("party {party}", "主体 {party}")),
            Piece(Words("account {account}", "账户 {account}")),
            Piece(Words("{quantity} of {instrument}", "{instrument} {quantity}")),
            Piece(Words("instrument {instrument}", "产品 {instrument}"), without="quantity"),
            Piece(
                Words("the whole holding, and what comes", "全部持有及其后转入者"), without="quantity", kind="freeze"
            ),
            Piece(Words("{quantity} of what was seized", "所划扣的 {quantity}"), without="instrument"),
            Piece(Words("seized under order {seizure}", "原划扣指令 {seizure}")),
            Piece(Words("at most {share_ppm} of what is outstanding", "占比上限 {share_ppm}")),
            Piece(Words("into account {receiver}", "转入账户 {receiver}")),
            Piece(Words("freeze {freeze} ends", "解除冻结 {freeze}")),
            Piece(Words("for at least {price} of {cash}", "价款不低于 {cash} {price}")),
            Piece(Words("victims: {victims}", "被害人：{victims}")),
            Piece(Words("new keys: {keys}", "新密钥：{keys}")),
            Piece(Words("what it is reserved for: {reserved_for}", "预留用途：{reserved_for}")),
            Piece(Words("whatever units are reserved for", "各项预留用途"), without="reserved_for", kind="end"),
        ),
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
        "supervision/file": (
            Remark(
                Words(
                    "no order under the policy of orders was about it between the first block of the chain and {when} "
                    "(what orders about others brought to it or sold for it stands in its holdings; acts by a "
                    "supervisor's role stand in the party's, the account's, the instrument's and the holding's trail)",
                    "自本链首个区块至 {when}，没有任何依监管授权以其为对象的监管指令"
                    "（以他人为对象的指令所转入或代其处分的，见其持有记录；监管机构以其角色所为的，见主体、账户、产品及持有各自的记录）",
                ),
                {"lines": 0},
            ),
            Remark(
                Words(
                    "its steps are every step of every order under the policy of orders that was about it between the "
                    "first block of the chain and {when}, and each names its order (acts by a supervisor's role stand "
                    "in the party's, the account's, the instrument's and the holding's trail)",
                    "所载步骤即自本链首个区块至 {when} 依监管授权以其为对象的全部监管指令的全部步骤，"
                    "每一步均载明所属指令（监管机构以其角色所为的，见主体、账户、产品及持有各自的记录）",
                ),
                unless={"lines": 0},
            ),
        ),
        "supervision/order": (
            Remark(
                Words("it is about the whole holding, and what comes", "其对象为全部持有及其后转入者"),
                {"kind": "freeze", "scope.quantity": None},
            ),
            *(
                Remark(_CARRIED_OUT.fill(done=done), {"kind": kind, "status": "carried_out"})
                for kind, done in _DONE.items()
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
        "done": Words("units seized or destroyed under it", "已划扣或销毁数量"),
        "duration_max_ms": Words("lasts at most", "最长期限"),
        "eyes": Words("keys that signed", "签名密钥"),
        "four_eyes": Words("four eyes", "须双人复核"),
        "given": Words("given on", "下达时间"),
        "left": Words("left", "剩余"),
        "money": Words("money left", "剩余款项"),
        "officers": Words("officers who may check", "可复核人员"),
        "order": Words("order", "监管指令"),
        "orders_only": Words("under orders only", "仅可依监管指令"),
        "paid_out": Words("money paid out", "已支付款项"),
        "powers": Words("powers", "权限"),
        "price": Words("least price", "最低价款"),
        "received": Words("money received", "已收款项"),
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
