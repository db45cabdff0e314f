# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the futures module: 1000-1199."""

from counterfoil.law.outcome import Outcome


class FuturesOutcome(Outcome):
    """Why something about futures is refused."""

    unknown_house = 1000, "No such house clears futures.", "没有此期货结算机构。"
    house_exists = 1001, "A house with this identifier clears futures already.", "此期货结算机构编号已存在。"
    futures_in_cash = 1002, "Futures are settled in cash.", "期货须以资金结算。"
    accounts_apart = 1003, "The settlement account and the account for fees are two.", "结算账户与手续费账户须分设。"
    wrong_calendar = (
        1004,
        "These days make no calendar: a range of up to eleven years, holidays on weekdays, open weekends.",
        "所列日期不成日历：范围不超过十一年，休市日为工作日，开市日为周末。",
    )
    calendar_of_the_past = (
        1005,
        "Days up to the one that is open, or was last, stay as they are.",
        "已开启或已结束的交易日不得变更。",
    )
    beyond_calendar = (
        1006,
        "The calendar does not reach this day.",
        "日历未覆盖该日。",
        "The house sets days that reach further: futures.set_calendar.",
    )
    unknown_product = 1010, "No such product.", "没有此品种。"
    product_exists = 1011, "A product with this identifier exists already.", "此品种编号已存在。"
    product_backdated = 1012, "A product's rules begin now or later.", "品种规则不得追溯生效。"
    too_many_product_rules = (
        1013,
        "As many changes of the product's rules as can be are to come.",
        "该品种待生效的规则变更已达上限。",
    )
    sessions_unordered = (
        1014,
        "Sessions follow each other; a night session begins in the evening and comes first.",
        "交易时段须依次排列；夜盘始于傍晚，列于日盘之前。",
    )
    unknown_futures = 1020, "No such contract is listed.", "没有此合约。"
    futures_exist = 1021, "A contract with this identifier is listed already.", "此合约编号已存在。"
    not_a_trading_day = 1022, "The day is no trading day.", "该日不是交易日。"
    days_unordered = 1023, "The last trading day is before the first.", "最后交易日早于上市日。"
    contract_over = 1024, "The contract does not trade on this day.", "该合约在该日不交易。"
    off_tick = 1025, "The price is no multiple of the tick.", "价格不是最小变动价位的整数倍。"
    outside_limits = 1026, "The price is outside the limits of the day.", "价格超出当日涨跌停板。"
    limits_unordered = 1027, "The lower limit is above the upper.", "跌停价高于涨停价。"
    outside_sessions = (
        1028,
        "The trade's time is in no session of the trading day.",
        "成交时间不在该交易日的任一交易时段内。",
    )
    not_yet = 1029, "The trade's time is later than the block's.", "成交时间晚于区块时间。"
    not_a_clearing_member = 1030, "The party is no member of this house.", "该主体不是该结算机构的会员。"
    clearing_member_exists = 1031, "The party is a member already.", "该主体已是会员。"
    no_margin_account = 1032, "The account is no margin account.", "该账户不是保证金账户。"
    margin_account_exists = 1033, "The account is a margin account already.", "该账户已是保证金账户。"
    another_member = 1034, "A member's own account is held by the member.", "会员自营账户须由会员本人持有。"
    own_account_exists = 1035, "The member has its own account already.", "该会员已有自营账户。"
    own_account_missing = (
        1036,
        "The member has no account of its own.",
        "该会员没有自营账户。",
        "It opens one first: futures.open_account with own true.",
    )
    bound_to_itself = 1037, "Money is paid out to another account.", "出金账户须为另一账户。"
    nothing_bound = (
        1038,
        "No account is bound to the margin account.",
        "该保证金账户未绑定出金账户。",
        "Its holder binds one: futures.bind.",
    )
    nothing_published = 1039, "Nothing was published of this contract.", "该合约尚无公布的成交统计。"
    unknown_trading = 1040, "Nothing of this contract was ever traded.", "该合约从未成交。"
    trading_exists = 1041, "The contract is traded already.", "该合约已有成交记录。"
    unknown_futures_position = 1042, "No such position was ever opened.", "没有此持仓。"
    futures_position_exists = 1043, "The position is there already.", "该持仓已存在。"
    unknown_day = 1044, "No such trading day was opened.", "该交易日未曾开启。"
    day_exists = 1045, "The trading day was opened already.", "该交易日已开启。"
    unknown_roll = 1046, "No account ever had a position here.", "此处从无账户持仓。"
    roll_exists = 1047, "The roll is there already.", "持仓账户登记已存在。"
    day_open = 1048, "A trading day is open.", "有交易日尚未结束。"
    no_day_open = (
        1049,
        "No trading day is open, or another one is.",
        "没有交易日开启，或开启的是另一日。",
        "The house opens the next trading day: futures.open_day.",
    )
    not_the_next_day = 1050, "It is not the trading day that follows the last.", "该日不是上一交易日之后的首个交易日。"
    day_settled = (
        1051,
        "The day's settlement price is fixed: no trade of the day comes after it.",
        "当日结算价已定，不再登记当日成交。",
    )
    numbers_unordered = (
        1052,
        "Trades of a position are numbered upwards, and none is booked twice.",
        "同一持仓的成交编号须递增，且不得重复登记。",
        "A trade that came late is booked, both sides of it, under a number above the last.",
    )
    closes_more_than_open = (
        1053,
        "The trade closes more lots than are open on that side and of that day.",
        "平仓手数超过该方向、该开仓日的持仓。",
    )
    position_limit = 1054, "The position would be larger than the limit.", "持仓将超过限额。"
    under_margin_call = (
        1055,
        "The account is under a margin call: it opens nothing.",
        "该账户处于追加保证金状态，不得开仓。",
        "Whoever holds it pays in, and then: futures.answer.",
    )
    too_many_fills = (
        1056,
        "The position has as many trades of a day, or prices, as it can.",
        "该持仓当日成交笔数或价位数已达上限。",
    )
    not_balanced = (
        1057,
        "What was bought, sold and open does not come to what the venue says.",
        "登记的买入、卖出与持仓合计与交易场所申报不符。",
    )
    unbalanced = (
        1058,
        "Trades were booked since the venue last balanced them.",
        "交易场所最近一次轧平之后又有成交登记。",
        "The venue says what the day's trades come to: counterfoil clearing trades balance.",
    )
    price_missing = (
        1059,
        "The contract has no settlement price of this day.",
        "该合约尚无当日结算价。",
        "The house fixes it: counterfoil clearing prices.",
    )
    price_fixed = 1060, "The settlement price of the day is fixed.", "当日结算价已定。"
    price_not_computed = (
        1061,
        "No settlement price can be computed: nothing was traded in that time.",
        "该时段内无成交，无法计算结算价。",
        "The house announces one, with its reason.",
    )
    price_needs_a_reason = (
        1062,
        "A settlement price that is announced has a reason, and one that is computed has none.",
        "公布的结算价须说明理由，计算的结算价无须理由。",
    )
    account_settled = 1063, "The account was settled for this day.", "该账户当日已结算。"
    nothing_to_settle = 1064, "The account had no position on this day.", "该账户当日无持仓。"
    accounts_unsettled = (
        1065,
        "Accounts are not settled, or what they lost is not collected, or what they gained not paid.",
        "尚有账户未结算，或亏损未收、盈利未付。",
    )
    variation_uneven = 1066, "What the accounts gained and lost does not come to nothing.", "各账户盈亏合计不为零。"
    futures_nothing_due = 1067, "Nothing is due to the account.", "该账户无应付款项。"
    futures_nothing_owed = 1068, "The account owes nothing.", "该账户无欠款。"
    not_available = (
        1069,
        "The amount is more than the account has beyond its margin.",
        "金额超出扣除保证金后的可用资金。",
    )
    no_margin_call = 1070, "The account is under no margin call.", "该账户不在追加保证金状态。"
    still_called = 1071, "The account still has less than its margin.", "该账户资金仍低于所需保证金。"
    not_settled_yet = 1072, "The account was not settled for this day.", "该账户当日未结算。"
    confirmed = 1073, "The statement of this day is confirmed.", "当日结算单已确认。"
    no_fees = 1074, "The day is not over, or no fees of it are left.", "该交易日尚未结束，或已无待取手续费。"
    published_exists = 1077, "Something was published of this contract already.", "该合约已有公布的成交统计。"
    no_such_fill = 1076, "The position has no such trade on this day.", "该持仓当日无此成交。"
    another_house = 1075, "The account is cleared by another house.", "该账户由另一结算机构结算。"
    no_guarantee_fund = 1100, "The house has no guarantee fund.", "该结算机构没有结算担保金。"
    guarantee_fund_exists = 1101, "The house has a guarantee fund already.", "该结算机构已有结算担保金。"
    layers_apart = (
        1102,
        "The accounts of the fund and of the house's layers are four.",
        "担保金与各层自有资金账户须分设。",
    )
    too_many_shares = 1103, "The fund has as many members as it can.", "结算担保金的会员数已达上限。"
    further_calls_capped = (
        1104,
        "Further calls of 30 days come to no more than what is required of the member.",
        "三十日内的追加缴纳合计不得超过该会员的应缴额。",
    )
    unknown_default = 1105, "The member is not in default.", "该会员未被宣布违约。"
    default_exists = 1106, "The member's default is declared already.", "该会员已被宣布违约。"
    default_over = 1107, "The default is concluded.", "该违约处置已结束。"
    member_in_default = 1108, "The member is in default, or left.", "该会员处于违约状态，或已退出。"
    margin_first = (
        1109,
        "What the account and its member have comes first.",
        "须先以该账户及其会员的自有资金承担。",
        "It is collected, and covered: futures.collect, futures.cover.",
    )
    waterfall_dry = 1110, "No layer has anything left.", "各层资金均已用尽。"
    members_own = 1111, "A member's own account stays with the member.", "会员自营账户不得移转。"
    with_this_member = 1112, "This member answers for the account already.", "该账户已由此会员担保。"
    default_unfinished = (
        1113,
        "An account of the member owes something, or has a position.",
        "该会员名下仍有账户欠款或持仓。",
    )
    ported_owing = 1114, "An account that owes something is not ported.", "有欠款的账户不得移转。"
    ended_already = 1119, "The contract has ended already.", "该合约已了结。"
    ending_unordered = (
        1120,
        "The rules of the ending contradict each other.",
        "到期规则自相矛盾。",
        "In goods there is a schedule, offers before matching before payment; in cash there is none.",
    )
    no_ending = (
        1121,
        "The product's rules do not say how its contracts end.",
        "品种规则未规定合约如何到期了结。",
        "The house says it: counterfoil clearing product.",
    )
    not_over_yet = 1122, "The contract still trades after this day.", "该合约此日之后仍可交易。"
    final_price_missing = (
        1123,
        "The contract has no final price.",
        "该合约尚无交割结算价。",
        "The house fixes it: futures.fix_final.",
    )
    final_price_fixed = 1124, "The final price of the contract is fixed.", "该合约的交割结算价已定。"
    nothing_observed = 1125, "Nothing of the index was observed.", "没有指数观测值。"
    index_exists = 1126, "The index is observed already.", "指数观测已存在。"
    not_in_the_window = (
        1127,
        "An observation is of the last two hours of the last trading day, and later than the one before.",
        "观测值须在最后交易日最后两小时之内，且晚于前一观测值。",
    )
    nothing_to_expire = 1128, "The account has no position of this contract.", "该账户没有此合约的持仓。"
    out_before_the_end = (
        1129,
        "Near the end of a contract an account that takes no delivery opens nothing.",
        "临近合约到期，不能交割的账户不得开仓。",
    )
    forced_without_reason = 1199, "A forced closing says why: forced_for.", "强平须注明强平原因。"
    not_forced = (
        1130,
        "The reason of a forced closing is not so, or a trade is none.",
        "强行平仓的理由不成立，或成交并非强行平仓。",
    )
    expiry_unfinished = 1131, "Something of the contract is open, or to be delivered.", "该合约仍有持仓或未完成的交割。"
    paid_first = 1132, "What it owes is collected before it pays for goods.", "账户的欠款须先收取，方可付款收货。"
    no_delivery_desk = (
        1133,
        "The house has no account for goods that are delivered.",
        "该结算机构没有交割账户。",
        "It opens one: futures.open_desk.",
    )
    delivery_desk_exists = 1134, "The house has an account for goods already.", "该结算机构已有交割账户。"
    not_deliverable = 1135, "These goods are not delivered into this contract.", "该标的不可用于此合约交割。"
    deliverable_exists = 1136, "The instrument is delivered into a product already.", "该产品已登记为可交割标的。"
    goods_contradict = (
        1137,
        "What is said of the goods contradicts itself, or their register: a receipt is one unit; a bond matures after "
        "its issue, and where its last register closes; what moves no more is no goods.",
        "标的要素自相矛盾或与其登记不符：仓单仅有一份，债券到期日须晚于发行日，且与其末次登记截止相符；停止过户者不得用于交割。",
    )
    no_delivery = 1138, "The account has nothing to deliver, or to take, of this contract.", "该账户没有此合约的交割。"
    delivery_exists = 1139, "The account delivers, or takes, of this contract already.", "该账户已有此合约的交割。"
    no_invoice = 1140, "There is no such invoice.", "没有此发票。"
    invoice_exists = 1141, "The parcel is invoiced already.", "该交割已开具发票。"
    matching_unconcluded = (
        1116,
        "The house has not said that the matching stands.",
        "结算机构尚未确认配对结果。",
        "It writes what the rule brings, and says so: futures.conclude_matching.",
    )
    half_over = 1115, "This side of the parcel is over already.", "该笔交割的这一方已完成。"
    nothing_waits = 1117, "No such goods wait at the desk for the account.", "交割账户中没有待交付该账户的此标的。"
    the_other_side = 1142, "This is for the other side of the delivery.", "该操作属于交割的另一方。"
    not_its_day = 1143, "It is not the day for it, by the schedule of the delivery.", "按交割日程，今日不得办理。"
    said_already = 1144, "This was said already, once and for all.", "已申报，不得重复。"
    more_than_units = (
        1145,
        "More is offered than the whole delivery units that the account has, or one thing twice.",
        "申报数量超过该账户的整数交割单位，或标的重复。",
    )
    allotted_otherwise = (
        1146,
        "The parcels do not come to the account's lots, or hold goods that it did not offer.",
        "配对结果与该账户的交割手数或申报标的不符。",
    )
    not_the_matching = 1147, "This is not what the rule of matching brings.", "与配对规则的结果不符。"
    no_such_parcel = 1148, "There is no such parcel, or it is over.", "没有此笔交割，或已完成。"
    does_not_fail = 1149, "The side that would pay did not fail, or not yet.", "应付违约金的一方并未违约，或尚未到期。"
    other_side_first = 1118, "The other side of the parcel comes first.", "须先处理该笔交割的另一方。"
    nothing_collected = (
        1150,
        "Nobody collects orders and terminals of this house's members.",
        "该结算机构的会员尚无报送对象。",
        "A supervisor says that it does: futures.set_collection.",
    )
    collection_exists = 1151, "Somebody collects of this house's members already.", "该结算机构的会员已有报送对象。"
    nothing_handed_in = 1152, "The member handed in nothing of this kind.", "该会员尚未报送此类信息。"
    handed_exists = 1153, "The member handed in something of this kind already.", "该会员已报送过此类信息。"
    unknown_batch = 1154, "No such batch was handed in.", "没有此报送批次。"
    batch_exists = 1155, "The same batch was handed in already.", "相同批次已报送。"
    not_its_key = 1156, "The key is none of the supervisor's.", "该密钥不属于此监管机构。"
    collection_key_gone = (
        1157,
        "The key that batches are sealed to is the supervisor's no more.",
        "加封所用密钥已不属于该监管机构。",
        "It names another: futures.set_collection.",
    )
    empty_batch = 1158, "A batch without rows ends a day.", "无行的批次仅可用于声明当日报毕。"
    sealed_otherwise = (
        1159,
        "A batch is sealed to the key that the supervisor named, as HPKE in base mode, and to no other.",
        "报送批次须以监管机构指定的密钥按约定方式加封，且不得加封给他人。",
        "counterfoil clearing orders import seals it.",
    )
    day_not_begun = 1160, "The trading day has not begun here.", "该交易日尚未开始。"
    batch_out_of_order = 1161, "Batches of a kind are numbered from 1, in order.", "批次须自 1 起依次编号。"
    day_ended_already = 1162, "The member said already that nothing of this day lacks.", "该会员已声明当日报毕。"
    no_stress_policy = (
        1170,
        "The house does not say by which scenarios its guarantee fund is sized.",
        "该结算机构未规定测算结算担保金的压力情景。",
        "It says so: futures.set_stress.",
    )
    stress_policy_exists = 1171, "The house says so already.", "该结算机构已规定压力情景。"
    not_sized = 1172, "The fund was not sized after this day.", "该交易日后未测算结算担保金。"
    sized_already = 1173, "The fund was sized after this day already.", "该交易日后已测算结算担保金。"
    stress_backdated = 1174, "Scenarios are in force from now or later.", "压力情景不得追溯生效。"
    too_many_stress_rules = 1175, "As many changes of scenarios are to come as can be.", "待生效的变更已达上限。"
    scenarios_unordered = 1176, "Scenarios have own names, and move a product once.", "情景名称与冲击不得重复。"
    sized_after_the_last = 1177, "A fund is sized after the last day that was closed.", "按最近结束的交易日测算。"
    other_scenarios = 1178, "These are not the scenarios in force, in their order.", "所列情景与现行情景及其次序不符。"
    weights_unordered = 1179, "Members stand once each, in the order of identifiers.", "会员须按编号排列，不得重复。"
    figures_differ = (
        1180,
        "What members lose or weigh is not what the ledger computes.",
        "会员亏损或权重与账本计算结果不符。",
        "counterfoil clearing fund size computes both.",
    )
    nothing_to_refund = 1181, "The member has nothing beyond what it must have.", "该会员的担保金没有超出应缴额的部分。"
    fund_short = (
        1182,
        "The fund would have less than its members must have in it.",
        "退还后担保金总额将低于各会员应缴总额。",
        "Those who owe their shares pay first: futures.contribute.",
    )
    default_in_hand = 1183, "A default of the house is not concluded.", "该结算机构尚有未结束的违约处置。"
    still_in_business = (
        1184,
        "An account for which the member answers has positions, is under a call, owes something or is due something.",
        "该会员名下仍有账户持仓、被追加保证金、有欠款或待付款。",
    )
    unknown_agreed_trade = 1078, "No such trade was proposed.", "没有此协议成交。"
    agreed_trade_exists = 1079, "A trade with this identifier was proposed already.", "此协议成交编号已存在。"
    not_registered = 1080, "This side of the trade is not registered.", "该协议成交的这一方尚未登记。"
    registered_already = 1081, "This side of the trade is registered already.", "该协议成交的这一方已登记。"
    no_such_agreements = (
        1082,
        "The product's rules allow no such trades between two.",
        "该品种规则不允许此类协议成交。",
        "The house says within what they are agreed: counterfoil clearing product, with bilateral.",
    )
    sides_apart = 1083, "The sides are two accounts, for which two parties speak.", "双方须为两个账户、两个主体。"
    not_its_side = 1084, "The party speaks for no side of this, nor for that account.", "该主体无权代表任何一方。"
    agreement_expired = 1085, "The time in which this is agreed is over.", "约定的时限已过。"
    goods_of_an_exchange = 1086, "An exchange names its goods, and a block has none.", "期转现须指明现货，大宗交易无。"
    block_too_small = 1087, "A block has more lots.", "大宗交易手数不足。"
    outside_band = 1088, "The price is outside the band around the last settlement price.", "价格超出协议区间。"
    agreement_elsewhere = 1089, "This is not what comes next: its status says what is.", "尚未到此步骤，请查其状态。"
    agreed_for_another_day = 1090, "This is of another trading day.", "该项属于另一交易日。"
    agreed_apart = (
        1091,
        "What was agreed between two, or given up, is not booked with the venue's other trades.",
        "协议成交与移出成交不得随撮合成交一并登记。",
        "It is registered, futures.register_trade, or carried, futures.carry.",
    )
    unknown_give_up = 1092, "No such trade was given up.", "没有此移出成交。"
    give_up_exists = 1093, "A give-up with this identifier was offered already.", "此移出成交编号已存在。"
    not_moved = 1094, "The trade has not moved at this end.", "该移出成交在这一端尚未办理。"
    moved_already = 1095, "The trade has moved at this end already.", "该移出成交在这一端已办理。"
    not_carried = (
        1096,
        "The trade is not carried elsewhere yet.",
        "该成交尚未由承接会员承接。",
        "It is carried first, in the same transaction: futures.carry.",
    )
    session_not_over = (
        1097,
        "No settlement price is fixed before the day's last session ends.",
        "当日最后交易时段结束前不得确定结算价。",
    )
    carried_otherwise = (
        1098,
        "The day before left another sum due to accounts that are suspended.",
        "上一交易日对被暂停账户的待付金额与此不符。",
        "The house opens the day with that sum carried.",
    )
