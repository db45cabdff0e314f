# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the crossings module: 2480-2519."""

from counterfoil.law.outcome import Outcome


class CrossingsOutcome(Outcome):
    """Why something about what crosses to another chain, or comes from one, is refused."""

    unknown_asset = (
        2480,
        "No such asset is mapped.",
        "无此资产映射。",
        "crossings.map_home or crossings.map_mirror maps it.",
    )
    asset_exists = 2481, "An asset was mapped under this name already.", "该名称的资产映射已存在。"
    unknown_user = (
        2482,
        "The account is not registered for that chain.",
        "该账户未登记跨链用户。",
        "Who controls it registers it: crossings.register.",
    )
    user_exists = 2483, "The account is registered for that chain already.", "该账户已登记跨链用户。"
    unknown_departure = 2484, "Nothing left under this name.", "无此转出。"
    departure_exists = 2485, "Something left under this name already.", "该名称的转出已存在。"
    unknown_arrival = 2486, "Nothing arrived under this name.", "无此转入。"
    already_arrived = 2487, "It has arrived here already, and arrives once.", "该项已转入，不得重复转入。"
    unknown_cross_deal = 2488, "No such deal was offered.", "无此跨链交易。"
    cross_deal_exists = 2489, "A deal was offered under this name already.", "该名称的跨链交易已存在。"
    unknown_cross_payment = 2490, "Nothing was paid for such a deal.", "无此跨链支付。"
    already_paid_across = 2491, "The deal was paid here already, and is paid once.", "该交易已支付，不得重复支付。"
    no_such_chain = (
        2492,
        "Nothing is known of that chain: nobody said whom to believe about it.",
        "本链不掌握该业务链：尚未登记信任依据。",
        "A keeper and a supervisor say so: peers.trust.",
    )
    two_must_map = (
        2493,
        "The keeper and the supervisor that agrees are two parties.",
        "管理方与同意的监管机构须为两个主体。",
    )
    not_shown_across = (
        2494,
        "Nothing stands here of what the other chain has of it, under the trust in force.",
        "本链尚无对方链有关该项的有效答复。",
        "Show it: counterfoil crossing fetches it, or peers.answer brings it.",
    )
    not_there = 2495, "The other chain has no such thing.", "对方链无此项。"
    not_understood = 2496, "What the other chain has of it cannot be read here.", "对方链该项内容无法解析。"
    mapped_otherwise = (
        2497,
        "The other chain maps this asset otherwise.",
        "对方链的资产映射与此不符。",
    )
    crossing_ends_too_early = 2498, "It ends later than now.", "截止时间须晚于当前时间。"
    not_of_this_asset = 2499, "What is held is no unit of this asset.", "所预留的不是该资产的份额。"
    meant_for_another_chain = 2500, "It is meant for another chain.", "该项的目的链不是本链。"
    gone_back = 2501, "It is no longer on its way.", "该项已不在途。"
    too_late_here = (
        2502,
        "Its time is over: nothing is accepted here from then on.",
        "已过截止时间，本链不再接受。",
        "There it is taken back, by proof that it is not here.",
    )
    other_chain_may_accept = (
        2503,
        "The other chain may still accept it: what it has was shown as of before the end.",
        "对方链仍可能接受：答复早于截止时间。",
        "Show what it has at a header as late as the end.",
    )
    accepted_there = 2504, "The other chain has accepted it.", "对方链已接受该项。"
    title_not_shown = (
        2505,
        "The title on the other chain is not shown since it left.",
        "未出示转出后对方链上的权属。",
    )
    title_not_traced = (
        2506,
        "The events shown are not the chain of title that the other chain has.",
        "所示事件与对方链的权属流转不符。",
    )
    deal_over = 2507, "The deal is over.", "该交易已结束。"
    deal_otherwise = 2508, "What is held is not what the deal says.", "所预留的与交易约定不符。"
    pool_not_reached = (
        2509,
        "What crossed stands on the other chain, and is reached there.",
        "跨出的份额在对方链，命令须在对方链执行。",
    )
    mirror_not_corrected = (
        2510,
        "A mirror has the units that came, and none by correction.",
        "镜像资产仅因跨链增减，不得更正。",
    )
    user_ended = 2511, "The registration has ended.", "该登记已终止。"
    not_by_it = 2512, "It stands for no such movement.", "该记录不授权此项变动。"
