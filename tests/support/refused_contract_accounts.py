# SPDX-License-Identifier: Apache-2.0
"""What is refused of the accounts of contracts, and of what is set aside for contracts."""

from typing import Final

from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.outcomes import ContractsOutcome as Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Control
from support.contracted import contracting, pay_out
from support.market import LONG, Row

APART: Final = True
MARKET = contracting
ACCOUNTS_MOVED = [
    Row(
        "moving a contract's account by hand",
        h.Transfer(sender="of-box", receiver="of-bob", instrument="SHARE", quantity=1),
        "alice",
        Parties.moved_by_record,
    ),
    Row(
        "a hold for a contract that does not exist",
        h.Hold(hold="f", account="of-alice", instrument="SHARE", quantity=1, executor=path_of("bx"), expires=LONG),
        "alice",
        Outcome.contract_unknown,
    ),
    Row(
        "a hold for a contract that ended",
        h.Hold(hold="f", account="of-alice", instrument="SHARE", quantity=1, executor=path_of("retired"), expires=LONG),
        "alice",
        Outcome.contract_stands_still,
    ),
    Row(
        "a mandate for a contract that does not exist",
        h.GrantMandate(mandate="fresh", account="of-alice", executor=path_of("bx")),
        "alice",
        Outcome.contract_unknown,
    ),
    Row(
        "a unit for a contract that ended",
        h.Transfer(sender="of-alice", receiver="of-retired", instrument="SHARE", quantity=1),
        "alice",
        Parties.account_closed,
    ),
    Row(
        "suspending an account that is closed",
        p.SuspendAccount(account="of-retired", by="supervisor", reference="r"),
        "supervisor",
        Parties.account_closed,
    ),
    Row(
        "letting an account that is closed move again",
        p.ReinstateAccount(account="of-retired", by="supervisor", reference="r"),
        "supervisor",
        Parties.account_not_suspended,
    ),
    Row("what a contract pays to one that ended", pay_out("of-retired"), "alice", Parties.account_closed),
    Row(
        "a mandate to bring into an account of a contract that ended",
        h.GrantMandate(mandate="fresh", account="of-retired", executor="lifecycle/action", takes=True),
        "alice",
        Parties.account_closed,
    ),
    Row("freeing early what is held for a contract", h.ReleaseHold(hold="for-box"), "alice", Holdings.hold_not_expired),
    Row("freeing what a contract was pledged", h.ReleasePledge(pledge="to-halted"), "alice", Holdings.hold_reserved),
    Row(
        "revoking what a contract has for good",
        h.RevokeMandate(mandate="irrevocable"),
        "alice",
        Holdings.mandate_irrevocable,
    ),
    Row("freeing what is held for one that ended", h.ReleaseHold(hold="for-ended"), "bob", Parties.not_authorised),
    Row(
        "freeing what one that ended was pledged, without the keeper",
        h.ReleasePledge(pledge="to-ended"),
        "alice",
        Holdings.keeper_missing,
    ),
    Row(
        "holding units of a contract's account",
        h.Hold(hold="fresh", account="of-box", instrument="SHARE", quantity=1, executor="bob", expires=LONG),
        "alice",
        Parties.moved_by_record,
    ),
    Row(
        "a mandate over a contract's account",
        h.GrantMandate(mandate="fresh", account="of-box", executor="bob"),
        "alice",
        Parties.moved_by_record,
    ),
    Row(
        "another rule for a contract's account",
        p.ChangeAccountControl(account="of-box", outgoing=Control.holder),
        "alice",
        Parties.moved_by_record,
    ),
    Row(
        "an account that a record moves",
        p.OpenAccount(account="fresh", holder="alice", outgoing=Control.record),
        "alice",
        Parties.no_record_moves_it,
    ),
    Row(
        "an account into which a record brings",
        p.OpenAccount(account="fresh", holder="alice", outgoing=Control.holder, incoming=Control.record),
        "alice",
        Parties.no_record_moves_it,
    ),
    Row(
        "an account that a record is to move",
        p.ChangeAccountControl(account="of-alice", outgoing=Control.record),
        "alice",
        Parties.no_record_moves_it,
    ),
]
