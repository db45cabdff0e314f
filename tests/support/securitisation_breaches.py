# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of the open half of securitisation: see ``law_breaches``."""

from typing import Any, Final

import msgspec

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control
from counterfoil.modules.securitisation import calls as c
from support.evidence_world import World
from support.law_breaches import Breach
from support.pooled import OPENS, SPV, admit, note_terms, pay, trigger
from support.pools_in_every_state import in_every_state, two_notes
from support.refused_payment_days import aside, buy_back, calling, clean_up, warranted
from support.refused_securitisation import holding, opening, ordering
from support.vouchers_stage import OnWorld

ITSELF: Final = "the calls take account, instrument and quantity from the records themselves"


def said(call: Call) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(call)
    return plain


def broken(record: str, signers: str, call: Call, *before: tuple[str, Call]) -> Breach:
    return Breach(f"securitisation/{record}", signers, said(call), [(by, said(one)) for by, one in before])


def opened(signers: str = OPENS, *before: tuple[str, Call], **changes: Any) -> Breach:
    return broken("pool/new", signers, opening(**changes), *before)


def admitted(lot: str, pool: str = "taking", *before: tuple[str, Call]) -> Breach:
    return broken(f"lot/{lot}", "spv", admit(lot, pool), *before)


def ordered(signer: str, call: Call, *before: tuple[str, Call]) -> Breach:
    name = f"{call.instrument}/{call.account}"  # type: ignore[attr-defined]
    return broken(f"investor/{name}", signer, call, *before)


def closing(pool: str) -> Breach:
    return broken(f"pool/{pool}", "spv", c.ClosePool(pool=pool))


def world() -> World:
    return in_every_state(OnWorld()).world


WORLD = world
OTHERS = p.OpenAccount(
    account="others", holder="fund-a", custodian="trustee", outgoing=Control.both, incoming=Control.both
)
PLEDGE = h.Pledge(pledge="q", account="of-taking", instrument="fit-0", quantity=1, pledgee="bank")
TWICE = (note_terms("same", 1, 800_000), note_terms("same", 2, 100_000))
BREACHES = {
    "securitisation.AgreedToBePaid.touches.fold.investor_agreed_before": ordered(
        "fund-c", c.AgreeToBePaid(instrument="mezz", account="of-fund-c")
    ),
    "securitisation.Subscribed.touches.fold.subscribed_already": ordered(
        "fund-a", ordering(account="of-fund-a"), ("fund-a", holding("ready-senior", "of-fund-a", 5))
    ),
    "securitisation._asked.share_paid": broken("share/senior/1/of-fund-b", "rival", pay("senior", 1, "fund-b")),
    "securitisation.set_aside.not_to_set_aside_yet": broken(
        "share/senior/1/of-fund-a", "rival", aside("senior", 1, "fund-a")
    ),
    "securitisation.buy_back.lot_price_not_held": broken(
        "lot/little-2-0",
        "spv first",
        buy_back("little-2-0", hold="more"),
        ("first", warranted("little-2-0", 60_000, "more")),
    ),
    "securitisation._require_accounts.account_not_for_pool": opened(
        "spv fund-a trustee servicer first", ("fund-a trustee", OTHERS), account="others"
    ),
    "securitisation._require_accounts.account_not_for_pool 2": opened(
        "spv trustee first third", fee_account="of-third"
    ),
    "securitisation._require_accounts.account_not_for_pool 3": opened("spv trustee servicer", bridge="of-new"),
    "securitisation._require_accounts.account_not_empty": opened(account="of-purse"),
    "securitisation._require_owed.debtor_takes_part": admitted("of-kin-0", "kin"),
    "securitisation._require_owed.tenor_beyond_pool": admitted("long-0"),
    "securitisation._require_owned.claimed_by_another": admitted("claimed-0"),
    "securitisation._require_owned.not_in_pools_account": admitted("fit-0", "taking", (SPV, PLEDGE)),
    "securitisation._require_owned.right_in_other_money": admitted("foreign-0", "dollars"),
    "securitisation._require_sound.days_not_sound": opened(first_payment=1),
    "securitisation._require_sound.ranks_not_sound": opened(notes=TWICE),
    "securitisation._require_sound.sums_not_sound": opened(notes=two_notes("new", 10**14)),
    "securitisation._require_sound.triggers_not_sound": opened(
        triggers=(trigger("coverage", 1), trigger("coverage", 2))
    ),
    "securitisation._require_owned.seller_takes_part": admitted("keepers-0", "inside"),
    "securitisation._require_spread.?": closing("one-debtor"),
    "securitisation.clean_up.price_not_held": broken(
        "pool/little", "first", clean_up("more"), ("first", calling(60_000, "more"))
    ),
    "securitisation.clean_up.too_much_left": broken(
        "pool/P", "first", clean_up("third-of-it", "P"), ("first", calling(1_000_000, "third-of-it", pool="P"))
    ),
    "securitisation.count_day.payment_day_not_come": broken("pool/P", "rival", c.CountDay(pool="P")),
    "securitisation.in_status.pool_not_so_far": broken("pool/P", "spv", c.CallOff(pool="P")),
    "securitisation.issue.first_payment_passed": broken("pool/overtaken", "spv", c.IssueNotes(pool="overtaken")),
    "securitisation.issue.not_wholly_subscribed": broken("pool/ready", "spv", c.IssueNotes(pool="ready")),
    "securitisation.liquidate.units_are_out": broken("pool/repaid", "rival", c.Liquidate(pool="repaid")),
    "securitisation.note_debt.debt_noted_so": broken("lot/P-1-0", "rival", c.NoteDebt(lot="P-1-0")),
    "securitisation.note_debt.debt_noted_so 2": broken("lot/P-3-0", "rival", c.NoteDebt(lot="P-3-0")),
    "securitisation.open_pool.pool_not_in_cash": opened(cash="senior"),
    "securitisation.subscribe.beyond_what_is_left": ordered(
        "fund-c", ordering(quantity=100_001), ("fund-c", holding("ready-senior", "of-fund-c", 100_001))
    ),
    "securitisation.subscribe.order_money_not_held": ordered(
        "fund-c", ordering(quantity=6), ("fund-c", holding("ready-senior", "of-fund-c", 5))
    ),
    "securitisation.require_worth.pool_worth_less": closing("thin"),
    "securitisation.retire.money_not_paid_out": broken(
        "note/repaid-sub", "rival", c.Retire(instrument="repaid-sub", accounts=("of-first",))
    ),
    "securitisation.subscribe.order_too_small": ordered(
        "fund-c", ordering("large-senior"), ("fund-c", holding("large-senior", "of-fund-c", 5))
    ),
    "securitisation.turn_away.order_is_over": ordered("spv", c.TurnAway(instrument="senior", account="of-fund-a")),
    "securitisation.subscribe.residual_is_retained": ordered(
        "fund-c",
        ordering("ready-sub"),
        ("first", c.Withdraw(instrument="ready-sub", account="of-first")),
        ("fund-c", holding("ready-sub", "of-fund-c", 5)),
    ),
    "securitisation.wind_up.not_wound_up_yet": broken("pool/P", "spv", c.WindUp(pool="P")),
    "securitisation.withdraw.order_is_over": ordered("fund-a", c.Withdraw(instrument="senior", account="of-fund-a")),
}
UNCOVERED = {
    "securitisation.Investor.grants.consent_missing": ITSELF,
    "securitisation.Pool.defined_by.not_defined_by_record": ITSELF,
    "securitisation.Pool.grants.consent_missing": ITSELF,
    "securitisation.Pool.issued_by.consent_missing": ITSELF,
    "securitisation._bounded.number_out_of_bounds": "what a pool's sums can come to is bounded when it is opened",
    "securitisation.buy_back.lot_is_over": "nothing is unpaid on a lot that is over, and no money is held for nothing",
    "securitisation.pay_out.nothing_to_pay_out": "no event pays nothing",
    "securitisation._share.held_nothing": "no event says that nobody's units are paid",
    "securitisation._require_owed.not_owed_in_time": "what is late was due before today, which is refused as well",
    "securitisation._require_owned.not_sold_truly": "the event names who sold it, and nobody did",
    "securitisation._asked_at_cut_off.pool_empty": "an empty pool is worth less than any note",
    "securitisation.count_day.pool_not_so_far": "the world stands on that pool's last day, and no other has come",
    "securitisation.issue.order_money_not_held": "a hold that is over, or of less, delivers nothing either",
    "securitisation.issue.proceeds_too_small": "nothing pays less than nothing",
    "securitisation.retire.held_nothing": "no units are none that end",
    "securitisation.retire.note_not_over": "the pool's record lets no units end before that either",
    "securitisation.subscribe.too_many_investors": "200 accounts make too long a story: the tables refuse the 201st",
}
