# SPDX-License-Identifier: Apache-2.0
"""Futures in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary
from counterfoil.modules.futures import words_auction as auction
from counterfoil.modules.futures import words_combining as combining
from counterfoil.modules.futures import words_control as control
from counterfoil.modules.futures import words_desk as desk
from counterfoil.modules.futures import words_halting as halting
from counterfoil.modules.futures import words_handed_in as handed_in
from counterfoil.modules.futures import words_intraday as intraday
from counterfoil.modules.futures import words_locking as locking
from counterfoil.modules.futures import words_lodging as lodging
from counterfoil.modules.futures import words_maintaining as maintaining
from counterfoil.modules.futures import words_options as options
from counterfoil.modules.futures import words_quotas as quotas
from counterfoil.modules.futures import words_reports as reports
from counterfoil.modules.futures import words_stress as stress
from counterfoil.modules.futures.names import FIELDS
from counterfoil.modules.futures.words_between import MORE, ROWS, VALUES

WORDS: Final = Vocabulary(
    sentences={
        "futures.house_opened": Words(
            "{by} clears futures as {house} in {cash}, through account {account}; fees go to {fees}",
            "{by} 以 {house} 之名结算期货，结算资金 {cash}，结算账户 {account}，手续费账户 {fees}",
        ),
        "futures.calendar_set": Words("Trading days of {house} set", "{house} 的交易日历变更"),
        "futures.product_defined": Words(
            "Product {product}, {title}, defined by {house} and venue {venue}: one last decimal of the price "
            "({decimals} decimals) is worth {multiplier} a lot",
            "{house} 与交易场所 {venue} 设立品种 {product}（{title}）："
            "价格 {decimals} 位小数，末位每变动一单位每手为 {multiplier}",
        ),
        "futures.rules_set": Words("Rules of product {product} set by {house}", "{house} 变更品种 {product} 的规则"),
        "futures.contract_listed": Words(
            "Contract {contract} of product {product} listed from {first}, last trading day {last}, at {listing_price}",
            "品种 {product} 的合约 {contract} 自 {first} 上市，最后交易日 {last}，挂牌基准价 {listing_price}",
        ),
        "futures.limits_announced": Words(
            "Price limits of contract {contract} for {day} announced: {lower} to {upper}; {reason}",
            "公布合约 {contract} 于 {day} 的涨跌停板：{lower} 至 {upper}；{reason}",
        ),
        "futures.admitted": Words("{member} is a member of {house}", "{member} 成为 {house} 的会员"),
        "futures.account_opened": Words(
            "Margin account {account} of {holder} opened under the mandate of {house}; member {member} answers for it",
            "{holder} 开立保证金账户 {account}，授权 {house}，由会员 {member} 担保履约",
        ),
        "futures.account_bound": Words(
            "Money of margin account {account} is paid out to {to}, by its holder {holder}",
            "{holder} 绑定 {to} 为保证金账户 {account} 的出金账户",
        ),
        "futures.day_opened": Words(
            "Trading day {day} of {house} opened; carried over {carried}",
            "{house} 开启交易日 {day}；结转待付 {carried}",
        ),
        "futures.day_closed": Words(
            "Trading day {day} of {house} closed: every account is settled",
            "{house} 的交易日 {day} 结束：各账户均已结算",
        ),
        "futures.fees_taken": Words(
            "Fees of trading day {day}, {amount}, went to {house}", "交易日 {day} 的手续费 {amount} 归 {house}"
        ),
        "futures.booked": Words(
            "Trades of account {account} in contract {contract} booked for {hedge} on {day}; {fills}; {forced_for}",
            "登记账户 {account} 于 {day} 的合约 {contract}（{hedge}）成交；{fills}；{forced_for}",
        ),
        "futures.unbooked": Words(
            "Trade of account {account} in contract {contract} on {day} cancelled; {reason}",
            "撤销账户 {account} 于 {day} 的合约 {contract} 成交；{reason}",
        ),
        "futures.balanced": Words(
            "Trades of contract {contract} on {day} come to {lots} lots for {turnover}, open interest {open_interest}",
            "合约 {contract} 于 {day} 的成交合计 {lots} 手、{turnover}，持仓量 {open_interest}",
        ),
        "futures.settlement_fixed": Words(
            "Settlement price of contract {contract} on {day} fixed at {price}, {previous} before; {reason}",
            "合约 {contract} 于 {day} 的结算价定为 {price}，前一日为 {previous}；{reason}",
        ),
        "futures.prices_awaited": Words(
            "{house}, {day}: {contracts} more prices are waited for",
            "{house} 于 {day} 待公布结算价的合约增加 {contracts} 个",
        ),
        "futures.settled": Words(
            "Account {account} settled for {day}: {before} before, paid in {deposited}, out {withdrawn}, variation "
            "{variation}, fees {fees}, balance {balance}; margin {margin}, owed {owed}, due {due}, "
            "called {called}; {parts} parts of its lines before; {lines}",
            "账户 {account} 结算 {day}：结算前 {before}，入金 {deposited}，出金 {withdrawn}，盈亏 {variation}，"
            "手续费 {fees}，期末 {balance}；保证金 {margin}，待收 {owed}，待付 {due}，追加 {called}；"
            "此前已列 {parts} 部分；{lines}",
        ),
        "futures.settled_part": Words(
            "Account {account}, part {number} of its statement of {day}: {lines}",
            "账户 {account} 结算单（{day}）第 {number} 部分：{lines}",
        ),
        "futures.collected": Words(
            "{amount} that account {account} owed collected, of it {set_off} set off against what was due to it",
            "向账户 {account} 收取欠款 {amount}，其中以待付款项抵销 {set_off}",
        ),
        "futures.covered": Words(
            "{amount} paid out of account {account} for client account {client}, of it {of_due} set off against what "
            "was due to the former",
            "由账户 {account} 为客户账户 {client} 垫付 {amount}，其中以该账户待付款项抵付 {of_due}",
        ),
        "futures.paid": Words(
            "{amount} paid to account {account}, which it gained", "向账户 {account} 支付盈利 {amount}"
        ),
        "futures.withdrawn": Words(
            "{amount} paid out of margin account {account} to {to}", "自保证金账户 {account} 出金 {amount} 至 {to}"
        ),
        "futures.call_answered": Words(
            "Margin call of {called} on account {account} answered", "账户 {account} 已满足追加保证金 {called}"
        ),
        "futures.fund_founded": Words(
            "Guarantee fund of {house} founded by {by} in account {account}; its own layers in {skin}, {reserve} and "
            "{own_funds}",
            "{by} 设立 {house} 的结算担保金，账户 {account}；自有各层账户 {skin}、{reserve}、{own_funds}",
        ),
        "futures.share_required": Words(
            "{member} must have {required} in the guarantee fund of {house}",
            "{member} 应向 {house} 的结算担保金缴足 {required}",
        ),
        "futures.further_called": Words(
            "{member} asked for {amount} more for the guarantee fund of {house} on {day}, {called} within 30 days",
            "向 {member} 追加 {house} 的结算担保金 {amount}（{day}），三十日内累计 {called}",
        ),
        "futures.contributed": Words(
            "{member} paid {amount} into the guarantee fund of {house}, out of account {account}",
            "{member} 自账户 {account} 向 {house} 的结算担保金缴纳 {amount}",
        ),
        "futures.default_declared": Words(
            "{house} declared that {member} is in default; {reason}", "{house} 宣布 {member} 违约；{reason}"
        ),
        "futures.absorbed": Words(
            "{amount} that account {account} of {member} owed borne by {layer}",
            "{member} 名下账户 {account} 所欠 {amount} 由{layer}承担",
        ),
        "futures.ported": Words(
            "Account {account} of {holder} went from {before} to {member}, which answers for it",
            "{holder} 的账户 {account} 由 {before} 移转至 {member}，由后者担保",
        ),
        "futures.default_concluded": Words(
            "Default of {member} concluded by {house}", "{house} 结束 {member} 的违约处置"
        ),
        "futures.statement_confirmed": Words(
            "Statement of account {account} for {day} confirmed by {holder}",
            "{holder} 确认账户 {account} 于 {day} 的结算单",
        ),
        "futures.index_observed": Words(
            "Index of contract {contract} observed; {observed}", "登记合约 {contract} 的指数观测值；{observed}"
        ),
        "futures.final_fixed": Words(
            "Final price of contract {contract}, last trading day {last}, fixed at {price}; {reason}",
            "合约 {contract}（最后交易日 {last}）的交割结算价定为 {price}；{reason}",
        ),
        "futures.expired": Words(
            "Positions of account {account} in contract {contract} closed on {day} at the final price {price}, "
            "settlement price {settlement}: gained {gained}, due {due}, owed {owed}, called for {called}; {expired}",
            "账户 {account} 的合约 {contract} 持仓于 {day} 按交割结算价 {price} 了结，结算价 {settlement}："
            "盈亏 {gained}，待付 {due}，待收 {owed}，追加保证金 {called}；{expired}",
        ),
        "futures.ended": Words("Contract {contract} ended on {day}", "合约 {contract} 于 {day} 了结"),
        "futures.desk_opened": Words(
            "Account {account} of {house} opened for goods that are delivered",
            "{house} 开立交割账户 {account}",
        ),
        "futures.goods_admitted": Words(
            "{instrument} may be delivered into contracts of {product} as {grade}, {quantity} for a delivery unit",
            "{instrument} 登记为 {product} 的可交割标的，品级 {grade}，每交割单位 {quantity}",
        ),
        "futures.goods_withdrawn": Words(
            "{instrument} is offered no more into contracts of {product}; {reason}",
            "{instrument} 不再接受为 {product} 的交割申报；{reason}",
        ),
        "futures.matching_concluded": Words(
            "The matching of contract {contract} stands, by {house}, on {day}",
            "{house} 于 {day} 确认合约 {contract} 的交割配对",
        ),
        "futures.handed_over": Words(
            "{quantity} of {instrument} that waited at the desk for account {account}, of contract {contract}, handed "
            "over",
            "交割账户将合约 {contract} 待交付账户 {account} 的 {instrument} {quantity} 交付",
        ),
        "futures.delivery_begun": Words(
            "Account {account} has {side} {lots} lots of contract {contract} to deliver or take at {price}, {units} "
            "whole units; margin {margin}",
            "账户 {account} 的合约 {contract} 进入交割：{side} {lots} 手，价格 {price}，整数交割单位 {units}，"
            "交割保证金 {margin}",
        ),
        "futures.offered": Words(
            "Account {account} offered goods out of {place} for contract {contract}; {offered}",
            "账户 {account} 自 {place} 提交合约 {contract} 的交割标的；{offered}",
        ),
        "futures.intended": Words(
            "Account {account} takes goods of contract {contract} into {place}; grade {grade}",
            "账户 {account} 申报接收合约 {contract} 的标的至 {place}；品级意向 {grade}",
        ),
        "futures.allotted": Words(
            "Delivery of contract {contract} allotted to account {account}, after {kept} parcels; {parcels}; waiting "
            "at the desk: {waiting}",
            "合约 {contract} 的交割配对至账户 {account}，接续 {kept} 笔；{parcels}；交割账户待交付：{waiting}",
        ),
        "futures.taken": Words(
            "Parcel {number} of contract {contract}: account {account} paid {amount} and took {quantity}, at {price} "
            "with premium {premium}; factor {factor}, accrued {accrued}; waiting at the desk: {waits}",
            "合约 {contract} 第 {number} 笔交割：账户 {account} 付款 {amount}，收货 {quantity}，价格 {price}，"
            "升贴水 {premium}；转换因子 {factor}，应计利息 {accrued}；交割账户待交付：{waits}",
        ),
        "futures.credited": Words(
            "Parcel {number} of contract {contract}: account {account} delivered {quantity} and is due {amount}, at "
            "{price} with premium {premium}; factor {factor}, accrued {accrued}",
            "合约 {contract} 第 {number} 笔交割：账户 {account} 交货 {quantity}，应收 {amount}，价格 {price}，"
            "升贴水 {premium}；转换因子 {factor}，应计利息 {accrued}",
        ),
        "futures.failed": Words(
            "Parcel {number} of contract {contract}: account {account} failed, with {lots} lots; penalty {penalty}, "
            "of it collected {collected}, owed {owed}",
            "合约 {contract} 第 {number} 笔交割：账户 {account} 违约 {lots} 手；违约金 {penalty}，已收 {collected}，"
            "待收 {owed}",
        ),
        "futures.compensated": Words(
            "Parcel {number} of contract {contract}: the other side failed, and account {account} is due {penalty}; "
            "waiting at the desk: {waits}",
            "合约 {contract} 第 {number} 笔交割：对方违约，账户 {account} 应收违约金 {penalty}；"
            "交割账户待交付：{waits}",
        ),
        **auction.SENTENCES,
        **control.SENTENCES,
        **halting.SENTENCES,
        **quotas.SENTENCES,
        **intraday.SENTENCES,
        **desk.SENTENCES,
        **reports.SENTENCES,
        **handed_in.SENTENCES,
        **stress.SENTENCES,
        **lodging.SENTENCES,
        **combining.SENTENCES,
        **maintaining.SENTENCES,
        **options.SENTENCES,
        **locking.SENTENCES,
        **MORE,
    },
    rows={
        "observed": Words("{value} at {time}", "{time} 为 {value}"),
        "offered": Words("{units} of {instrument}", "{instrument} {units} 单位"),
        "waiting": Words("{units} of {instrument}", "{instrument} {units} 单位"),
        "parcels": Words(
            "parcel {number}: {lots} lots, {amount}, {goods}, failing {failing}",
            "第 {number} 笔：{lots} 手，{amount}，{goods}，违约方 {failing}",
        ),
        "expired": Words(
            "{hedge}: long {long}, short {short}, {by_date} since the last settlement, {by_trade} since opened",
            "{hedge}：多 {long}，空 {short}，逐日盈亏 {by_date}，逐笔盈亏 {by_trade}",
        ),
        "fills": Words(
            "trade {trade} at {time}: {direction} {lots}, {offset}, at {price}",
            "成交 {trade}（{time}）：{direction} {lots} 手，{offset}，价格 {price}",
        ),
        "lines": Words(
            "{contract} {hedge}: long {long}, short {short}, settlement {settlement} after {previous}, closed "
            "{close_profit}, open {position_profit}, premium {premium}, fees {fees}, margin {margin}",
            "{contract} {hedge}：多 {long}，空 {short}，结算价 {settlement}（前 {previous}），平仓盈亏 {close_profit}，"
            "持仓盈亏 {position_profit}，权利金 {premium}，手续费 {fees}，保证金 {margin}",
        ),
        **auction.ROWS,
        **control.ROWS,
        **stress.ROWS,
        **lodging.ROWS,
        **desk.ROWS,
        **combining.ROWS,
        **options.ROWS,
        **locking.ROWS,
        **quotas.ROWS,
        **ROWS,
    },
    fields=FIELDS,
    values={
        "speculation": Words("speculation", "投机"),
        "arbitrage": Words("arbitrage", "套利"),
        "hedge": Words("hedging", "套保"),
        "market_maker": Words("market making", "做市"),
        "bought": Words("bought", "买"),
        "sold": Words("sold", "卖"),
        "opens": Words("opening", "开仓"),
        "closes": Words("closing", "平仓"),
        "closes_today": Words("closing today's", "平今"),
        "closes_before": Words("closing of days before", "平昨"),
        "forced": Words("forced to close", "强平"),
        "defaulter": Words("the defaulter's share", "违约会员的担保金"),
        "reserve": Words("the house's reserve", "风险准备金"),
        "skin": Words("what the house puts in first", "结算机构先行投入的自有资金"),
        "survivors": Words("the other members' shares", "其他会员的担保金"),
        "own_funds": Words("the house's own funds", "结算机构自有资金"),
        "in_default": Words("in default", "违约"),
        "declared": Words("declared", "已宣布"),
        "concluded": Words("concluded", "已结束"),
        "lack_deposit": Words("forced by a margin call", "强平原因：资金不足"),
        "not_multiple": Words("forced: no multiple of what is delivered", "强平原因：非交割整数倍"),
        "person_delivery": Words("forced: the account takes no delivery", "强平原因：不能交割"),
        "stated": Words("as the trade says", "按成交所示"),
        "oldest_first": Words("the oldest first", "先开先平"),
        "today_first": Words("today's first", "先平今仓"),
        "last_hour": Words("mean of the last hour's trades", "最后一小时加权均价"),
        "whole_day": Words("mean of the day's trades", "全天加权均价"),
        "in_cash": Words("in cash", "现金交割"),
        "in_goods": Words("in goods", "实物交割"),
        "index_mean": Words("mean of the index over two hours", "指数最后两小时均值"),
        "whole_day_mean": Words("mean of the last day's trades", "最后交易日全天加权均价"),
        "last_settlement": Words("settlement price of the last day", "最后交易日结算价"),
        "no_side": Words("neither side", "无"),
        "seller": Words("the seller", "卖方"),
        "buyer": Words("the buyer", "买方"),
        "both_sides": Words("both sides", "双方"),
        "undelivered": Words("undelivered", "待交割"),
        "delivered": Words("delivered", "已交割"),
        "defaulted": Words("defaulted", "已违约"),
        "compensated": Words("compensated", "已补偿"),
        "expiring": Words("expiring", "到期处理中"),
        "ended": Words("ended", "已了结"),
        "trading": Words("trading", "交易中"),
        "closed": Words("closed", "已结束"),
        **handed_in.VALUES,
        **stress.VALUES,
        **options.VALUES,
        **auction.VALUES,
        **lodging.VALUES,
        **control.VALUES,
        **locking.VALUES,
        **reports.VALUES,
        **VALUES,
    },
)
