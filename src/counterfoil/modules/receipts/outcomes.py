# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the receipts module: 2100-2199."""

from counterfoil.law.outcome import Outcome


class ReceiptsOutcome(Outcome):
    """Why something about goods, a document of title or who controls it is refused."""

    unknown_receipt_scheme = 2100, "No such scheme of receipts was opened.", "没有此仓单体系。"
    receipt_scheme_exists = 2101, "A scheme of receipts with this identifier exists already.", "此仓单体系编号已存在。"
    unknown_goods_keeper = (
        2102,
        "The scheme has admitted no such keeper of goods.",
        "该体系未指定此保管人。",
        "Registrar and keeper agree: receipts.admit_keeper.",
    )
    goods_keeper_exists = 2103, "The scheme has admitted this keeper already.", "该体系已指定此保管人。"
    unknown_intake = 2104, "No such goods were declared.", "没有此入库预报。"
    intake_exists = 2105, "A declaration of goods with this identifier exists or existed.", "此入库预报编号现有或曾有。"
    unknown_title_document = 2106, "No such document of title was drafted.", "没有此物权凭证。"
    title_document_exists = (
        2107,
        "A document of title with this number exists or existed.",
        "此编号的物权凭证现有或曾有。",
    )
    unknown_goods = 2108, "No such goods were taken in.", "没有此在库货物。"
    goods_exist = 2109, "These goods are recorded already.", "此货物已有记录。"
    unknown_goods_item = 2110, "No item with this identifier was taken in.", "没有此标识的在库单件。"
    goods_item_exists = (
        2111,
        "An item with this identifier was taken in before.",
        "此标识的单件曾已入库。",
        "It leaves there first; a supervisor strikes what is not there: receipts.strike_goods.",
    )
    receipt_rules_backdated = (
        2112,
        "Rules of a scheme are in force from now on, or from later on.",
        "体系规则自现在或将来起施行，不得追溯。",
    )
    too_many_receipt_rules = (
        2113,
        "As many changes of rules as can be are to come already.",
        "待生效的规则变更已达上限。",
    )
    deposits_not_in_cash = (
        2114,
        "Deposits and differences are paid in an instrument of kind cash.",
        "保证金与溢短须以现金类产品支付。",
    )
    invalid_gs1_key = (
        2115,
        "A GLN or GTIN has a wrong length or check digit.",
        "全球位置码或全球贸易项目代码的长度或校验位有误。",
        "Who has none leaves it out.",
    )
    guarantee_missing = (
        2116,
        "A factory has no goods in store: it names the guarantee that covers its receipts, and nobody else does.",
        "厂库并无在库货物：须载明担保文件，其他保管人则不载明。",
    )
    keeper_is_registrar = (
        2117,
        "A keeper of goods is another than the registrar of its scheme.",
        "保管人须为登记方以外的主体。",
    )
    goods_keeper_stopped = (
        2118,
        "The keeper is stopped: it takes in nothing new, and drafts nothing.",
        "该保管人已暂停：不再接收入库或签发新单。",
    )
    intake_not_so_far = 2119, "The declared goods are not in the state that this needs.", "入库预报的状态不允许此操作。"
    deposit_not_exact = (
        2120,
        "A declaration needs a hold of exactly its deposit, for its record, without end.",
        "预报须以本预报为执行方、不限期地预留恰好等额的保证金。",
    )
    beyond_capacity = 2121, "The keeper has no room for so much.", "超出保管人的核定库容。"
    forecast_lasts = 2122, "The time for the goods to arrive is not over.", "预报有效期尚未届满。"
    forecast_over = 2123, "The time for the goods to arrive is over.", "预报有效期已过。"
    inspector_not_other = (
        2124,
        "The inspector is named where the rules ask for one, and is another than keeper and owner.",
        "规则要求检验时须有检验机构，且其不得为保管人或货主。",
    )
    more_arrived = 2125, "More arrived than was approved.", "到货数量超过核准数量。"
    items_do_not_add_up = (
        2126,
        "The items do not add up: each is named once, and those of parts are those of the whole.",
        "单件不一致：每件仅列一次，且各分单所列合为原单所列。",
    )
    beyond_inspected = (
        2127,
        "More would be on documents than was taken in.",
        "签发数量超过检验入库且未签发的数量。",
    )
    beyond_on_hand = (
        2128,
        "More would be on live documents than there are goods on hand.",
        "有效单证所载数量将超过在库数量。",
        "Goods are taken in first, or what is on documents of lost goods is said: receipts.record_loss.",
    )
    item_on_document = (
        2129,
        "An item, what it is packed in or what is packed in it is on a live document already.",
        "该单件、其上级包装或其所含单件已载于有效单证。",
    )
    other_goods = 2130, "The goods, keeper or lot are others.", "货物、保管人或批次不同。"
    beyond_tolerance = (
        2131,
        "The goods differ from the document by more than the rules let them.",
        "溢短超出规则允许的范围。",
    )
    document_too_long = 2132, "The document would be good for longer than the rules let it.", "单证有效期超出规则上限。"
    difference_not_exact = (
        2133,
        "A difference is settled first: by a hold of exactly its price for the document, of whoever gains goods by it.",
        "溢短须先结清：由受益方以本单证为执行方预留恰好等额的价款。",
    )
    not_the_depositor = 2134, "The account is not the depositor's.", "该账户不属于存货人。"
    document_not_so_far = (
        2135,
        "The document is not in the state that this needs.",
        "单证的状态不允许此操作。",
    )
    controlled_otherwise = (
        2136,
        "Who controls the document now cannot do this with it.",
        "以单证目前的控制状态不可为此行为。",
    )
    document_in_nobodys_hands = 2137, "The document's unit is in no account.", "该单证的单位不在任何账户。"
    parts_do_not_add_up = (
        2138,
        "The new documents do not say together what the old ones say.",
        "新单与原单所载数量不一致。",
    )
    not_delivered_for_good = (
        2139,
        "The document is handed over by a hold of its unit for its own record, without end.",
        "交付占有须以本单证为执行方、不限期地预留其单位。",
    )
    already_possesses = 2140, "The party possesses the document already.", "该主体已占有此单证。"
    not_the_nominee = (
        2141,
        "Who possesses a document that is another's endorses it only to whom the title holder nominated.",
        "占有人仅可将单证背书给权利人所指定的被背书人。",
        "The title holder nominates: receipts.nominate.",
    )
    nominated_already = 2142, "The account is nominated already, or has the title.", "该账户已被指定或已享有权利。"
    endorsed_in_full = (
        2143,
        "The document was endorsed to a named party and no further.",
        "该单证已作记名背书，不得再背书。",
    )
    nothing_to_reject = (
        2144,
        "A hand-over is rejected as the very next action on the document, or not at all.",
        "拒收须为紧随其后的第一个行为，否则视为接受。",
    )
    pledge_acts_missing = (
        2145,
        "A document is pledged by three acts: it is endorsed so, its keeper signs, and it is delivered to the pledgee.",
        "仓单质押须具备三项：背书记载“质押”、保管人签章、交付质权人。",
        "receipts.endorse_pledge, receipts.sign_pledge, then holdings.pledge with the keeper as keeper.",
    )
    pledge_signed = 2146, "The keeper has signed this pledge already.", "保管人已就此质押签章。"
    nothing_endorsed = 2147, "Nothing is endorsed for the keeper to sign.", "没有待保管人签章的质押背书。"
    document_lasts = 2148, "The document is not over yet.", "单证尚未到期。"
    storage_unpaid = (
        2149,
        "The fees of storage are not paid until today.",
        "仓储费未付至当日。",
        "Who keeps the goods notes what is paid: receipts.note_fees.",
    )
    fees_not_later = 2150, "Fees are noted as paid until a later day than before.", "仓储费付讫日须晚于原记载。"
    title_document_disputed = (
        2153,
        "The document is disputed: its unit stays where it is.",
        "该单证存在争议，其单位不得移动。",
    )
    documents_not_of_loss = (
        2154,
        "What is lost beyond goods that are on no document is on the documents named, each of them once.",
        "超出未签发货物的损失须由所列单证承担，每单仅列一次。",
    )
    title_document_over = (
        2155,
        "A document that is over is good for its goods alone: no account of a record takes it, nor a pledge to one.",
        "单证已到期，仅可提货：不得转入由记录支配的账户，亦不得质押予记录。",
        "Title holder and keeper replace it by one that is good: receipts.amend.",
    )
