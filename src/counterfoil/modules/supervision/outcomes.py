# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the supervision module: 280-339."""

from counterfoil.law.outcome import Outcome


class SupervisionOutcome(Outcome):
    """Why something about a policy, an order or what was seized is refused."""

    no_policy = (
        280,
        "No policy of supervision is in force.",
        "没有现行有效的监管授权。",
        "A supervisor sets one: supervision.set_policy.",
    )
    policy_exists = 281, "The policy of supervision has its record already.", "监管授权已有记录。"
    policy_in_the_past = (
        282,
        "A policy is in force from now or later, never from before.",
        "监管授权自当前或以后生效，不得追溯。",
        "Left out, its time is now.",
    )
    policy_unsound = (
        283,
        "A kind of order stands twice in the policy, or two are asked for where one is named.",
        "监管授权中同类指令出现两次，或要求双人而仅指定一人。",
    )
    not_a_changer = 284, "The policy in force lets others change it.", "现行监管授权由其他主体变更。"
    keys_first = (
        285,
        "The new keys that the order names come in force first, and once.",
        "监管指令指定的新密钥须先行生效，且仅一次。",
    )
    unknown_order = 286, "No such order was given or proposed.", "没有已下达或提议的此监管指令。"
    order_exists = (
        287,
        "An order with this identifier was given or proposed already.",
        "此标识的监管指令已下达或已提议。",
    )
    power_missing = (
        288,
        "The policy gives the authority no power to give such an order.",
        "监管授权未授予该机关下达此类指令的权限。",
        "Whoever may change the policy gives the power: supervision.set_policy.",
    )
    order_too_long = (
        289,
        "The order would be in force for longer than the policy allows.",
        "该指令的有效期超过监管授权所允许的期限。",
        "The order expires sooner, or the policy allows more: supervision.set_policy.",
    )
    order_in_the_past = 290, "The order would have expired already.", "该指令在下达之时即已过期。"
    wrong_scope = 291, "The scope is not that of an order of this kind.", "指令范围不符合此类指令的要求。"
    second_needed = (
        292,
        "The policy asks for four eyes: a second party must agree.",
        "监管授权要求双人复核：须有第二个主体同意。",
        "A policy names its second (--second), who signs too. An order names its checker, or is proposed and approved: "
        "supervision.propose, supervision.approve.",
    )
    one_pair_of_eyes = (
        293,
        "The two who agree are one party, or a key serves both.",
        "同意的两方为同一主体，或同一密钥兼为双方所用。",
    )
    not_a_checker = 294, "The policy does not let this party check such an order.", "监管授权不允许该主体复核此类指令。"
    order_not_proposed = 295, "The order does not wait for a second party.", "该指令不在等待复核。"
    order_not_in_force = (
        296,
        "The order waits for a second party, was carried out, lifted, or has run out.",
        "该指令待复核、已执行、已撤回或已失效。",
    )
    order_expired = 297, "The order has expired.", "该指令已过有效期。"
    order_not_expired = 298, "The order has not expired.", "该指令未过有效期。"
    order_of_another_kind = 299, "The order is of another kind.", "该指令属于另一类别。"
    beyond_order = 300, "The order does not go so far.", "超出该指令的范围。"
    no_say = (
        301,
        "The party did not give the order, and nothing sets it above the authority that did.",
        "该主体未下达此指令，亦非下达机关的上级机关。",
    )
    freeze_out_of_turn = (
        302,
        "An earlier order to freeze the same units waits to be carried out first.",
        "对同一标的在先下达的冻结指令须先执行。",
    )
    orders_only = (
        303,
        "The policy in force allows this only under an order.",
        "现行监管授权只允许依监管指令为之。",
        "An authority gives an order first: supervision.give.",
    )
    under_order = (
        304,
        "It stands under an order, which ends by another.",
        "其处于一项监管指令之下，须由另一指令解除。",
        "The order is lifted, or another ends it: supervision.lift, supervision.resume.",
    )
    unknown_file = (
        305,
        "No order touched it, and nobody opened a file for it.",
        "没有指令涉及该对象，亦无人为其建立监管卷宗。",
    )
    file_exists = (
        306,
        "It has a file already.",
        "其监管卷宗已建立。",
        "It is read: claim record of supervision/file.",
    )
    not_the_sale = (
        307,
        "The buyer's hold is not for this sale: another executor, currency or holder, or too low a price.",
        "买受人的预留不为此次变卖而设：执行方、币种或持有人不符，或价格过低。",
    )
    too_much_waits = (
        308,
        "As many as can be wait: policies to come, freezes of an account, limits of an instrument.",
        "待生效的监管授权、账户的轮候冻结或产品的限额已达上限。",
    )
    unknown_limits = 309, "No order limits positions in the instrument.", "没有指令限制该产品的持仓。"
    limits_exist = 310, "Limits of the instrument are kept already.", "该产品的持仓限额已有记录。"
    beyond_position = 311, "An order limits the position to less.", "一项监管指令将该持仓限制在更低数量。"
    beyond_concentration = (
        312,
        "An order limits the share of what is outstanding to less.",
        "一项监管指令将该持仓集中度限制在更低水平。",
    )
    not_a_state_account = (
        313,
        "The policy does not name the account as one that takes what is seized.",
        "监管授权未指定该账户为涉案财物保管账户。",
    )
    unknown_seizure = 314, "Nothing was seized under such an order.", "没有依此指令划扣的涉案财物。"
    seizure_exists = 315, "What was seized under this order has its record already.", "依此指令划扣的涉案财物已有记录。"
    unknown_custody = (
        316,
        "The account keeps nothing that was seized of this instrument.",
        "该账户未保管该产品的涉案财物。",
    )
    custody_exists = (
        317,
        "What the account keeps of this instrument has its record already.",
        "该账户对该产品的涉案财物保管已有记录。",
    )
    not_so_much_seized = 318, "So much is not left of what was seized.", "划扣的涉案财物余量不足。"
    in_custody = (
        319,
        "What was seized stays until an order of sale or of return moves it.",
        "所划扣的涉案财物仅可依司法变卖或发还被害人的监管指令移动。",
        "It leaves by supervision.sell or supervision.return_to_victims.",
    )
    nothing_to_end = 320, "No such record stands for which units are reserved.", "没有预留了标的的此记录。"
    under_recovery = (
        321,
        "What the account holds moves to a new account under an order, and nothing else moves there.",
        "该账户的持有正依监管指令补办迁移至新账户，期间其他标的不得转移。",
    )
    no_such_sale = (
        322,
        "A hold for an order is for one of sale that was given or proposed, in the money that it names.",
        "为监管指令所设的预留，须对应已下达或提议的司法变卖指令，且以其指定的货币为之。",
    )
    nobody_needed = (
        323,
        "An order whose time is over is closed in nobody's name, unless a suspension ends with it.",
        "监管指令到期后的关闭不以任何主体的名义，除非由此解除暂停。",
        "The call names nobody: supervision.expire without by.",
    )
