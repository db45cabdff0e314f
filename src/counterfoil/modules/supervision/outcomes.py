# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the supervision module: 280-339."""

from counterfoil.law.outcome import Outcome


class SupervisionOutcome(Outcome):
    """Why something about a policy, an order or what was seized is refused."""

    no_policy = (
        280,
        "No policy of supervision is in force.",
        "",
        "A supervisor sets one: supervision.set_policy.",
    )
    policy_exists = 281, "The policy of supervision has its record already."
    policy_in_the_past = 282, "A policy is in force from now or later, never from before."
    policy_unsound = 283, "A kind of order stands twice in the policy, or two are asked for where one is named."
    not_a_changer = 284, "The policy in force lets others change it."
    keys_first = 285, "The new keys that the order names come in force first, and once."
    unknown_order = 286, "No such order was given or proposed."
    order_exists = 287, "An order with this identifier was given or proposed already."
    power_missing = (
        288,
        "The policy gives the authority no power to give such an order.",
        "",
        "Whoever may change the policy gives the power: supervision.set_policy.",
    )
    order_too_long = (
        289,
        "The order would be in force for longer than the policy allows.",
        "",
        "The order expires sooner, or the policy allows more: supervision.set_policy.",
    )
    order_in_the_past = 290, "The order would have expired already."
    wrong_scope = 291, "The scope is not that of an order of this kind."
    second_needed = (
        292,
        "The policy asks for four eyes: a second party must agree.",
        "",
        "It is proposed, and a second party approves: supervision.propose, supervision.approve.",
    )
    one_pair_of_eyes = 293, "The two who agree are one party, or a key serves both."
    not_a_checker = 294, "The policy does not let this party check such an order."
    order_not_proposed = 295, "The order does not wait for a second party."
    order_not_in_force = 296, "The order waits for a second party, was carried out, lifted, or has run out."
    order_expired = 297, "The order has expired."
    order_not_expired = 298, "The order has not expired."
    order_of_another_kind = 299, "The order is of another kind."
    beyond_order = 300, "The order does not go so far."
    no_say = 301, "The party did not give the order, and nothing sets it above the authority that did."
    freeze_out_of_turn = 302, "An earlier order to freeze the same units waits to be carried out first."
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
    unknown_file = 305, "No order touched it, and nobody opened a file for it."
    file_exists = (
        306,
        "It has a file already.",
        "",
        "It is read: claim record of supervision/file.",
    )
    not_the_sale = (
        307,
        "The buyer's hold is not for this sale: another executor, currency or holder, or too low a price.",
    )
    too_much_waits = 308, "As many as can be wait: policies to come, freezes of an account, limits of an instrument."
    unknown_limits = 309, "No order limits positions in the instrument."
    limits_exist = 310, "Limits of the instrument are kept already."
    beyond_position = 311, "An order limits the position to less.", "一项监管指令将该持仓限制在更低数量。"
    beyond_concentration = (
        312,
        "An order limits the share of what is outstanding to less.",
        "一项监管指令将该持仓集中度限制在更低水平。",
    )
    not_a_state_account = 313, "The policy does not name the account as one that takes what is seized."
    unknown_seizure = 314, "Nothing was seized under such an order."
    seizure_exists = 315, "What was seized under this order has its record already."
    unknown_custody = 316, "The account keeps nothing that was seized of this instrument."
    custody_exists = 317, "What the account keeps of this instrument has its record already."
    not_so_much_seized = 318, "So much is not left of what was seized."
    in_custody = (
        319,
        "What was seized stays until an order of sale or of return moves it.",
        "所划扣的涉案财物仅可依司法变卖或发还被害人的监管指令移动。",
        "It leaves by supervision.sell or supervision.return_to_victims.",
    )
    nothing_to_end = 320, "No such record stands for which units are reserved."
    under_recovery = 321, "What the account holds moves to a new account under an order, and nothing else moves there."
    no_such_sale = 322, "A hold for an order is for one of sale that was given or proposed, in the money that it names."
    nobody_needed = (
        323,
        "An order whose time is over is closed in nobody's name, unless a suspension ends with it.",
        "",
        "The call names nobody: supervision.expire without by.",
    )
