# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the holdings module: 80-109, 340-359."""

from counterfoil.law.outcome import Outcome


class HoldingsOutcome(Outcome):
    """Why a movement or a reservation is refused."""

    insufficient_free_quantity = (
        80,
        "The holding's free quantity is too small.",
        "可用数量不足。",
        "Less is moved, or what is held, pledged or frozen becomes free first.",
    )
    quantity_overflow = 81, "A quantity would exceed 2⁵³−1.", "数量将超过 2⁵³−1。"
    same_account = 82, "Sender and receiver are the same account.", "转出与转入为同一账户。"
    encumbrance_exists = (
        83,
        "A hold, pledge or freeze with this identifier exists or existed.",
        "此标识的预留、质押或冻结现有或曾有。",
    )
    unknown_encumbrance = 84, "No such hold, pledge or freeze is active.", "没有此有效的预留、质押或冻结。"
    hold_expired = (
        85,
        "The hold has expired.",
        "预留已过期。",
        "It is released, and held anew: holdings.release_hold, holdings.hold.",
    )
    hold_not_expired = (
        86,
        "The hold has not expired, and its executor neither consents nor has ended.",
        "预留尚未过期，且其执行方既未同意，亦未终止。",
        "Its executor releases it, a party by its signature, a record when it is over; or it expires.",
    )
    expiry_in_the_past = 87, "The expiry is not later than the block's time.", "到期时间须晚于区块时间。"
    exceeds_hold = 88, "The quantity is more than the encumbrance reserves.", "数量超过预留或质押。"
    wrong_encumbrance_kind = 89, "The identifier names an encumbrance of another kind.", "该标识所指为另一类权利负担。"
    supply_limit_exceeded = (
        90,
        "The issue would exceed the instrument's supply limit.",
        "发行将超过产品的发行上限。",
        "The issuer widens the limit: instruments.amend.",
    )
    hold_reserved = (
        91,
        "The hold is reserved for another executor, who does not act here.",
        "该预留属于其他执行方，其未在此行事。",
    )
    too_many_freezes = 92, "The holding has as many freezes in line as it can keep.", "该持有的轮候冻结数已达上限。"
    unknown_holding = 93, "The account has never held the instrument.", "该账户从未持有该产品。"
    holding_exists = 94, "The holding exists already.", "该持有已存在。"
    unknown_mandate = (
        95,
        "No such mandate is in force.",
        "没有此有效的委托。",
        "The account's side grants one: holdings.grant_mandate.",
    )
    mandate_exists = 96, "A mandate with this identifier exists or existed.", "此标识的委托现有或曾有。"
    mandate_expired = 97, "The mandate has expired.", "委托已过期。"
    exceeds_mandate = (
        98,
        "The movement is not within the mandate's units, instrument or receivers.",
        "过户超出委托的数量、产品或受让人范围。",
    )
    mandate_irrevocable = (
        99,
        "Only the executor of this mandate can give it up, until it has ended.",
        "此委托仅可由其执行方放弃，其执行方终止后除外。",
    )
    consent_missing = 100, "Nothing on the ledger grants this movement.", "账本上没有同意此过户的记录。"
    signature_not_enough = (
        101,
        "Only calls of holdings and settlement move value under a signature.",
        "凭签名转移权益的，仅限持有与交收模块的调用。",
        "Other calls bring units to an account whose incoming is nobody, or by a mandate; they take by a hold or one.",
    )
    unknown_supply = 102, "No unit of the instrument was ever issued.", "该产品从未发行。"
    supply_exists = 103, "The instrument has a supply record already.", "该产品已有发行量记录。"
    unknown_title = 104, "The instrument has no title record.", "该产品没有权属记录。"
    title_exists = 105, "The instrument's title is recorded already.", "该产品的权属已有记录。"
    unknown_book = 106, "The account has no book yet.", "该账户尚无账户簿。"
    book_exists = 107, "The account has a book already.", "该账户已有账户簿。"
    four_eyes_needed = (
        108,
        "A correction needs two different parties, whose consent rests on different keys.",
        "更正须由两个不同主体同意，且各凭不同密钥。",
    )
    unique_not_corrected = (
        109,
        "A unique instrument has a title: it is issued, transferred or redeemed, not corrected.",
        "唯一性产品以权属为准：只可发行、过户或赎回，不作更正。",
    )

    nothing_moved = 340, "The order names no unit.", "该指令未列明任何数量。"
    named_twice = 341, "An encumbrance is named twice.", "同一权利负担列出两次。"
    encumbrance_elsewhere = (
        342,
        "The encumbrance stands on another account or instrument.",
        "该权利负担属于另一账户或产品。",
    )
    recovery_to_another = 343, "The two accounts of a recovery have two holders.", "补办迁移的两个账户分属不同持有人。"
    recovery_not_whole = (
        344,
        "The recovery leaves out some of the holding: a part, an encumbrance, or the line's order.",
        "补办迁移遗漏了部分持有：某一部分、某项权利负担，或轮候顺序。",
    )
    freezes_wait = (
        345,
        "Freezes wait in the receiving holding: units that arrive frozen would pass them.",
        "转入方持有有轮候冻结：随冻结转入的数量会越过其顺位。",
    )
    frozen_by_order = (
        346,
        "The freeze rests on an order, and only an order lifts it.",
        "该冻结依监管指令而设，仅可依监管指令解除。",
    )
    pledge_not_enforceable = (
        347,
        "The pledge's terms do not let it be enforced now, or to this account.",
        "依质押约定，目前不可实现质权，或不可转入该账户。",
    )
    keeper_missing = (
        348,
        "The pledge's keeper does not consent, by keys that do not count for the pledgee.",
        "质押的监管方未以不归质权人的密钥同意。",
    )
    keeper_is_pledgee = 349, "A pledge's keeper is another than its pledgee.", "质押的监管方须为质权人以外的主体。"
    not_brought_in = (
        350,
        "What brings units in is a record, and into the account alone: a mandate names no receiver.",
        "转入须以记录为据，且只进入该账户：委托不指定受让人。",
    )
