# SPDX-License-Identifier: Apache-2.0
"""Handlers of accounts."""

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.parties import messages as m
from counterfoil.commerce.modules.parties.handlers import Parties
from counterfoil.commerce.modules.parties.state import ACCOUNTS, PARTIES, Account, Control, Role, Standing
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.types import PartyId


class Accounts:
    """Accounts: whose they are, who keeps them, and who must authorise movements."""

    def __init__(self, parties: Parties) -> None:
        self._parties = parties

    def open(self, ctx: Context, message: m.OpenAccount) -> Outcome:
        # authorise
        if (outcome := self._parties.require(ctx, message.custodian or message.holder)) is not Outcome.ok:
            return outcome
        # check
        if ctx.read(ACCOUNTS, message.account) is not None:
            return Outcome.account_exists
        if (outcome := self._parties.party_status(ctx, message.holder)) is not Outcome.ok:
            return outcome
        if (outcome := self._check_rules(ctx, message)) is not Outcome.ok:
            return outcome
        # apply
        account = Account(
            account=message.account,
            holder=message.holder,
            custodian=message.custodian,
            incoming=message.incoming,
            outgoing=message.outgoing,
            status=Standing.active,
            suspended_by=None,
        )
        # emit
        data = {
            "account": account.account,
            "holder": account.holder,
            "custodian": account.custodian,
            "incoming": account.incoming,
            "outgoing": account.outgoing,
            "status": account.status,
        }
        ctx.emit(m.ACCOUNT_OPENED, data, (ACCOUNTS.path(account.account), account))
        return Outcome.ok

    def change_control(self, ctx: Context, message: m.ChangeAccountControl) -> Outcome:
        account = ctx.read(ACCOUNTS, message.account)
        if account is None:
            return Outcome.unknown_account
        # authorise
        if (outcome := self._require_all_concerned(ctx, account, message)) is not Outcome.ok:
            return outcome
        # check
        if account.status is not Standing.active:
            return Outcome.account_suspended
        if (outcome := self._check_rules(ctx, message)) is not Outcome.ok:
            return outcome
        # apply
        changed = replace(account, custodian=message.custodian, incoming=message.incoming, outgoing=message.outgoing)
        # emit
        data = {
            "account": account.account,
            "custodian": message.custodian,
            "incoming": message.incoming,
            "outgoing": message.outgoing,
        }
        ctx.emit(m.ACCOUNT_CONTROL_CHANGED, data, (ACCOUNTS.path(account.account), changed))
        return Outcome.ok

    def suspend(self, ctx: Context, message: m.SuspendAccount) -> Outcome:
        account = ctx.read(ACCOUNTS, message.account)
        if account is None:
            return Outcome.unknown_account
        # authorise
        if (outcome := self._require_keeper(ctx, message.by, account.custodian)) is not Outcome.ok:
            return outcome
        # check
        takes_over = account.suspended_by == account.custodian != message.by
        if account.status is not Standing.active and not takes_over:
            return Outcome.account_suspended
        # apply
        changed = replace(account, status=Standing.suspended, suspended_by=message.by)
        # emit
        data = {
            "account": account.account,
            "status": changed.status,
            "by": message.by,
            "reference": message.reference,
        }
        ctx.emit(m.ACCOUNT_SUSPENDED, data, (ACCOUNTS.path(account.account), changed))
        return Outcome.ok

    def reinstate(self, ctx: Context, message: m.ReinstateAccount) -> Outcome:
        account = ctx.read(ACCOUNTS, message.account)
        if account is None:
            return Outcome.unknown_account
        # authorise
        if (outcome := self._require_keeper(ctx, message.by, account.suspended_by)) is not Outcome.ok:
            return outcome
        # check
        if account.status is Standing.active:
            return Outcome.account_not_suspended
        # apply
        changed = replace(account, status=Standing.active, suspended_by=None)
        # emit
        data = {
            "account": account.account,
            "status": changed.status,
            "by": message.by,
            "reference": message.reference,
        }
        ctx.emit(m.ACCOUNT_REINSTATED, data, (ACCOUNTS.path(account.account), changed))
        return Outcome.ok

    def _require_keeper(self, ctx: Context, by: PartyId, entitled: PartyId | None) -> Outcome:
        """A supervisor, or the one other party that is entitled."""
        if by == entitled:
            return self._parties.require(ctx, by)
        return self._parties.require_role(ctx, by, Role.supervisor)

    def _require_all_concerned(self, ctx: Context, account: Account, message: m.ChangeAccountControl) -> Outcome:
        holder = ctx.read(PARTIES, account.holder)
        concerned = [account.holder] if holder is not None and holder.keys is not None else []
        concerned += [party for party in (account.custodian, message.custodian) if party is not None]
        for party in concerned:
            if (outcome := self._parties.require(ctx, party)) is not Outcome.ok:
                return outcome
        return Outcome.ok if concerned else Outcome.not_authorised

    def _check_rules(self, ctx: Context, message: m.OpenAccount | m.ChangeAccountControl) -> Outcome:
        if message.outgoing is Control.nobody:
            return Outcome.outgoing_unprotected
        if message.custodian is not None:
            has_role = self._parties.has_role(ctx, message.custodian, Role.custodian, Role.operating_bank)
            return Outcome.ok if has_role else Outcome.role_missing
        needs_custodian = {message.outgoing, message.incoming} & {Control.custodian, Control.both}
        return Outcome.custodian_missing if needs_custodian else Outcome.ok
