# SPDX-License-Identifier: Apache-2.0
"""Outcomes of vouchers and of who finances them: 2000-2059 and 2072-2074; those of invoices have files of their own."""

from counterfoil.law.outcome import Outcome


class ReceivablesOutcome(Outcome):
    """Why something about a programme, a voucher, a lot or an invoice is refused."""

    unknown_voucher_programme = 2000, "No such programme is there.", "没有此凭证平台规则。"
    voucher_programme_exists = 2001, "A programme of this name exists already.", "此凭证平台规则编号已存在。"
    unknown_line = (
        2002,
        "The issuer has no line in the programme.",
        "该企业在本平台没有额度。",
        "The programme's keeper gives it one: receivables.set_line.",
    )
    line_exists = 2003, "The issuer has a line in the programme already.", "该企业在本平台已有额度。"
    unknown_issuer_standing = 2004, "Nothing is on record about the issuer.", "没有该企业的付款记录。"
    issuer_standing_exists = 2005, "The issuer's standing is on record already.", "该企业的付款记录已存在。"
    unknown_voucher = 2006, "No such voucher was proposed.", "没有此应收账款凭证。"
    voucher_exists = 2007, "A voucher with this identifier exists already.", "此凭证编号已存在。"
    unknown_lot = 2008, "No such lot came into the world.", "没有此凭证份额。"
    lot_exists = 2009, "A lot with this identifier exists already.", "此凭证份额编号已存在。"
    no_claims = 2010, "Nobody says to have financed the lot.", "没有针对该份额的融资主张。"
    claims_exist = 2011, "Claims on the lot are on record already.", "该份额的融资主张已有记录。"
    programme_backdated = 2012, "A policy begins now or later.", "规则只能自当前或以后生效。"
    too_many_policy_changes = 2013, "As many changes as can be are to come already.", "待生效的规则变更已达上限。"
    programme_fixed = (
        2014,
        "A programme's keeper, registry, money and day are fixed once.",
        "平台、登记方、结算币种与日切一经设立不得变更。",
    )
    not_in_cash = 2015, "Vouchers are promised in an instrument of kind cash.", "凭证须以现金类产品计价。"
    line_in_use = 2016, "More than that is outstanding already.", "额度不得低于已使用额。"
    tenor_too_long = (
        2017,
        "The voucher matures in the past, or after the longest tenor of its programme.",
        "凭证期限不在平台规则允许的范围内。",
    )
    tenor_not_examined = (
        2018,
        "A tenor beyond the usual names the bank that examined why.",
        "超过通常期限的凭证须载明审查其合理性的银行。",
    )
    deeper_than_programme = 2019, "The programme lets no voucher go so deep.", "流转层级超过平台规则上限。"
    platform_holds_nothing = (
        2020,
        "Whoever keeps a programme has no voucher of it, and no money of it passes through their account.",
        "平台不得持有凭证，资金亦不得经其账户归集。",
    )
    back_to_issuer = (
        2021,
        "A lot does not go to its issuer: it is paid, or cancelled.",
        "凭证不得流转给开单企业，只能兑付或注销。",
    )
    until_out_of_reach = (
        2022,
        "It waits from now on, and no longer than the programme says.",
        "等待期限须晚于当前且不超过平台规则。",
    )
    voucher_not_waiting = (
        2023,
        "The voucher does not wait for this: it was confirmed, refused, withdrawn or has lapsed, or comes later.",
        "该凭证不处于可为此操作的状态。",
    )
    voucher_too_late = 2024, "The time in which this could be done is over.", "已逾可为此操作的期限。"
    voucher_still_waits = 2025, "The time that it waits for is not over.", "等待期限尚未届满。"
    two_keys_needed = (
        2026,
        "A confirmation is made and checked with two keys of the issuer.",
        "确权须由开单企业以两把不同密钥分别经办与复核。",
    )
    issuer_blocked = (
        2027,
        "A voucher of the issuer's is overdue: it makes no new one until that is paid.",
        "开单企业有逾期未付的凭证，付清前不得新开。",
    )
    line_exceeded = 2028, "The issuer would have more outstanding than its line.", "超过开单企业的可用额度。"
    payment_not_bound = (
        2029,
        "A voucher is paid out of the issuer's own account, by an irrevocable mandate to it without end and bounds.",
        "凭证须由开单企业自有账户上以本凭证为执行方的不可撤销、无限期委托支付。",
    )
    lot_not_held = 2030, "The lot is offered, or is over.", "该份额待签收或已终结。"
    lot_elsewhere = (
        2031,
        "The lot is in another account than the one that is to be paid.",
        "份额所在账户与收款登记不符。",
        "Whoever has it agrees to be paid: receivables.name_payee.",
    )
    voucher_due = 2032, "The voucher is due: its lots are paid, and go to nobody any more.", "凭证已到期，只能兑付。"
    parts_not_whole = (
        2033,
        "The parts of a lot are what it was, to the fen, and each has a name of its own.",
        "拆分后各份之和须等于原份额，且编号互异。",
    )
    part_too_small = 2034, "The part is smaller than the voucher lets it be.", "拆分金额低于凭证约定的最小值。"
    too_deep = 2035, "The voucher goes through no more hands.", "流转层级已达凭证约定的上限。"
    acceptance_needed = (
        2036,
        "Whoever a lot of this voucher goes to accepts it first.",
        "该凭证须经受让方签收。",
        "Split it into parts that stay, hold one for its own record, and offer it: receivables.offer.",
    )
    offer_not_held = (
        2037,
        "An offer rests on a hold of the lot's one unit for its own record, no longer than the programme says.",
        "要约须以该份额为执行方的冻结为据，且不超过平台规则期限。",
    )
    lot_not_offered = 2038, "The lot is offered to nobody.", "该份额未向任何人提出流转。"
    moves_by_its_rules = (
        2039,
        "A lot is split, offered and taken by calls of receivables, or moves by a pledge or an order.",
        "凭证份额仅能依本模块的拆分、要约与签收，或依质押、命令流转。",
        "receivables.split, receivables.offer and receivables.take.",
    )
    not_due = 2040, "The voucher is not due.", "凭证尚未到期。"
    quota_not_more = (
        2041,
        "What is provided for is more than before, and no more than the face; under the mandate, or after sixteen "
        "parts, the whole.",
        "付款安排额须高于先前且不超过面额；依委托支付的，或已分十六次的，须为全额。",
    )
    not_provided_for = (
        2042,
        "The issuer's own account has not set so much aside, or has not so much.",
        "开单企业自有账户款项不足。",
    )
    nothing_to_pay = 2043, "Nothing is provided for the lot that it has not been paid.", "该份额没有待付款项。"
    not_overdue_yet = 2044, "The day of maturity, or the days of grace, are not over.", "到期日或宽限期尚未届满。"
    voucher_not_in_default = 2045, "The issuer has not defaulted on the voucher.", "该凭证尚未违约。"
    no_recourse = (
        2046,
        "Nobody stands for the lot but its guarantor, and with recourse who passed it on.",
        "除保证人及有追索权时的流转方外，无人对该份额负责。",
    )
    nothing_out = 2047, "The voucher has no lots out.", "该凭证没有存续份额。"
    price_not_exact = (
        2050,
        "A lot is paid for out of a hold of exactly its price, for the lot's record; one that is given, out of none.",
        "受让款须由以该份额为执行方、等于成交价的冻结支付。",
    )
    price_not_sound = 2051, "Discount and fees leave something to be paid.", "贴现与费用合计须小于份额金额。"
    registration_missing = (
        2052,
        "Financing names under which it was registered.",
        "融资须载明登记编号（中登网）。",
    )
    ranks_behind = (
        2053,
        "Another's claim comes first (Civil Code, article 768): registered before unregistered, of two registered the "
        "earlier, of none the one whose notice reached the debtor first, else pro rata.",
        "他人主张在先（民法典第七百六十八条）：已登记的先于未登记的；均已登记的按登记时间先后；均未登记的，通知先到达债务人者优先；均未登记亦未通知的，按比例。",
        "Its claimant withdraws it: receivables.withdraw_claim. The keeper strikes what it found untrue.",
    )
    claim_exists_already = 2054, "The claimant says so already.", "该主张人已有记录。"
    too_many_claims = 2055, "As many claims as can be stand on the lot.", "该份额的主张已达上限。"
    registration_unsound = (
        2056,
        "A registration has a number and a time that has come, or neither.",
        "登记须同时载明编号与已届时间。",
    )
    unknown_claimant = 2057, "The party claims nothing on the lot.", "该主体未对此份额提出主张。"
    part_of_a_hold = (
        2072,
        "Whoever but the issuer provides for a part, provides all that the hold has.",
        "开单企业以外的人安排部分付款的，须以预留款项的全额为准。",
    )
