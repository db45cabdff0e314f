# SPDX-License-Identifier: Apache-2.0
"""Rules of parties, accounts and instruments."""

from typing import Final

from counterfoil.identity.policy import check_policy
from counterfoil.verify import calls as c
from counterfoil.verify.authority import (
    ACTIVE,
    Moment,
    require_account,
    require_party,
    require_role,
    require_standing,
)
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.facts import Instrument
from counterfoil.verify.rule import Caused, caused, require

CUSTODIANS: Final = ("custodian", "operating_bank")
CONTROLS: Final = frozenset({"holder", "custodian", "either", "both"})
SUPERVISED: Final = frozenset({("active", "suspended"), ("suspended", "active")})
"""Changes of an instrument's status that a supervisor may order."""
LIFE_CYCLE: Final = {
    "draft": ("active", "cancelled"),
    "active": ("suspended", "matured", "cancelled"),
    "suspended": ("active", "matured", "cancelled"),
}


def registered(call: c.RegisterParty, _moment: Moment) -> list[Caused]:
    return [
        caused(
            "parties.registered",
            party=call.party,
            kind=call.kind,
            name=call.name,
            commitment=call.commitment,
            lei=call.lei,
            uscc=call.uscc,
            roles=call.roles,
            keys=call.keys,
            status=ACTIVE,
            registrar=call.registrar,
        )
    ]


def may_register(call: c.RegisterParty, moment: Moment) -> None:
    require_role(moment, call.registrar, "registrar")
    _require_sound_keys(call)


def party_suspended(call: c.SuspendParty, _moment: Moment) -> list[Caused]:
    return [_standing("parties.suspended", call, "suspended")]


def party_reinstated(call: c.ReinstateParty, _moment: Moment) -> list[Caused]:
    return [_standing("parties.reinstated", call, ACTIVE)]


def _standing(type_: str, call: c.SuspendParty | c.ReinstateParty, status: str) -> Caused:
    return caused(type_, party=call.party, status=status, by=call.by, reference=call.reference, document=call.document)


def may_suspend_party(call: c.SuspendParty, moment: Moment) -> None:
    require_role(moment, call.by, "supervisor")
    _require_standing(call, moment, ACTIVE)
    require(call.by != call.party, f"{call.by} suspended itself", f"{call.by} 暂停了自己")


def may_reinstate_party(call: c.ReinstateParty, moment: Moment) -> None:
    require_role(moment, call.by, "supervisor")
    _require_standing(call, moment, "suspended")


def _require_standing(call: c.SuspendParty | c.ReinstateParty, moment: Moment, standing: str) -> None:
    party = moment.facts.party(call.party)
    fits = party is not None and party.status == standing
    require(fits, f"{call.party} was not {standing} then", f"{call.party} 当时的状态不符")


def roles_assigned(call: c.AssignRoles, _moment: Moment) -> list[Caused]:
    return [caused("parties.roles_assigned", party=call.party, roles=call.roles, registrar=call.registrar)]


def may_assign_roles(call: c.AssignRoles, moment: Moment) -> None:
    require_role(moment, call.registrar, "registrar")
    gives_up = call.party == call.registrar and "registrar" not in call.roles
    require(not gives_up, f"{call.party} gave up its own role of registrar", f"{call.party} 放弃了自己的登记机构角色")


def keys_rotated(call: c.RotateKeys, moment: Moment) -> list[Caused]:
    party = moment.facts.party(call.party)
    registrar = None if party is not None and party.keys is not None else call.registrar
    return [caused("parties.keys_rotated", party=call.party, keys=call.keys, registrar=registrar)]


def may_rotate_keys(call: c.RotateKeys, moment: Moment) -> None:
    party = moment.facts.party(call.party)
    if (party is not None and party.keys is not None) or call.registrar is None:
        require_party(moment, call.party)
    else:
        require_role(moment, call.registrar, "registrar")
    _require_sound_keys(call)


def _require_sound_keys(call: c.RegisterParty | c.RotateKeys) -> None:
    problem = None if call.keys is None else check_policy(call.keys)
    require(problem is None, f"keys of {call.party}: {problem}", f"{call.party} 的密钥策略不成立")


def account_opened(call: c.OpenAccount, _moment: Moment) -> list[Caused]:
    return [
        caused(
            "parties.account_opened",
            account=call.account,
            holder=call.holder,
            custodian=call.custodian,
            incoming=call.incoming,
            outgoing=call.outgoing,
            status=ACTIVE,
        )
    ]


def may_open_account(call: c.OpenAccount, moment: Moment) -> None:
    if call.custodian is None:
        require_party(moment, call.holder)
    else:
        require_role(moment, call.custodian, *CUSTODIANS)
    require_standing(moment, call.holder)
    _require_protected(call)


def control_changed(call: c.ChangeAccountControl, _moment: Moment) -> list[Caused]:
    return [
        caused(
            "parties.account_control_changed",
            account=call.account,
            custodian=call.custodian,
            incoming=call.incoming,
            outgoing=call.outgoing,
        )
    ]


def may_change_control(call: c.ChangeAccountControl, moment: Moment) -> None:
    account = require_account(moment, call.account)
    require(account.status == ACTIVE, f"account {call.account} was suspended", f"账户 {call.account} 当时已被暂停")
    holder = moment.facts.party(account.holder)
    signing_holder = [account.holder] if holder is not None and holder.keys is not None else []
    concerned = [*signing_holder, *(party for party in (account.custodian, call.custodian) if party is not None)]
    require(bool(concerned), f"nobody can change the rules of {call.account}", f"无人可变更账户 {call.account} 的规则")
    for party in concerned:
        require_party(moment, party)
    if call.custodian is not None:
        require_role(moment, call.custodian, *CUSTODIANS)
    _require_protected(call)


def _require_protected(call: c.OpenAccount | c.ChangeAccountControl) -> None:
    protected = call.outgoing in CONTROLS and call.incoming in CONTROLS | {"nobody"}
    require(protected, f"account {call.account} would lie open", f"账户 {call.account} 将不受保护")
    kept = call.custodian is not None or not {call.outgoing, call.incoming} & {"custodian", "both"}
    require(kept, f"account {call.account} would need a custodian", f"账户 {call.account} 须有托管人")


def account_suspended(call: c.SuspendAccount, _moment: Moment) -> list[Caused]:
    return [_account_standing("parties.account_suspended", call, "suspended")]


def account_reinstated(call: c.ReinstateAccount, _moment: Moment) -> list[Caused]:
    return [_account_standing("parties.account_reinstated", call, ACTIVE)]


def _account_standing(type_: str, call: c.SuspendAccount | c.ReinstateAccount, status: str) -> Caused:
    return caused(type_, account=call.account, status=status, by=call.by, reference=call.reference)


def may_suspend_account(call: c.SuspendAccount, moment: Moment) -> None:
    account = require_account(moment, call.account)
    _require_keeper(moment, call.by, account.custodian)
    takes_over = account.suspended_by == account.custodian != call.by
    fits = account.status == ACTIVE or takes_over
    require(fits, f"account {call.account} was suspended already", f"账户 {call.account} 已被暂停")


def may_reinstate_account(call: c.ReinstateAccount, moment: Moment) -> None:
    account = require_account(moment, call.account)
    _require_keeper(moment, call.by, account.suspended_by)
    require(account.status != ACTIVE, f"account {call.account} was not suspended", f"账户 {call.account} 未被暂停")


def _require_keeper(moment: Moment, by: str, entitled: str | None) -> None:
    if by == entitled:
        require_party(moment, by)
    else:
        require_role(moment, by, "supervisor")


def defined(call: c.DefineInstrument, _moment: Moment) -> list[Caused]:
    return [
        caused(
            "instruments.defined",
            instrument=call.instrument,
            kind=call.kind,
            issuer=call.issuer,
            name=call.name,
            identifiers=_given(call.identifiers),
            unit=call.unit,
            terms=call.terms,
            supply_limit=call.supply_limit,
            version=1,
            status="draft",
        )
    ]


def may_define(call: c.DefineInstrument, moment: Moment) -> None:
    require_role(moment, call.issuer, "operating_bank" if call.kind == "cash" else "issuer")


def amended(call: c.AmendInstrument, moment: Moment) -> list[Caused]:
    before = moment.facts.instrument(call.instrument)
    if before is None:
        return []
    return [
        caused(
            "instruments.amended",
            instrument=call.instrument,
            name=call.name,
            identifiers=_given(call.identifiers),
            terms=call.terms,
            supply_limit=call.supply_limit,
            version=before.version + 1,
        )
    ]


def may_amend(call: c.AmendInstrument, moment: Moment) -> None:
    instrument = require_instrument(moment, call.instrument)
    require_party(moment, instrument.issuer)
    living = instrument.status in LIFE_CYCLE
    require(living, f"instrument {call.instrument} had ended then", f"产品 {call.instrument} 当时已终止")


def status_changed(call: c.ChangeStatus, moment: Moment) -> list[Caused]:
    before = moment.facts.instrument(call.instrument)
    if before is None:
        return []
    return [
        caused(
            "instruments.status_changed",
            instrument=call.instrument,
            previous_status=before.status,
            status=call.status,
            by=call.by,
            reason=call.reason,
        )
    ]


def may_change_status(call: c.ChangeStatus, moment: Moment) -> None:
    before = require_instrument(moment, call.instrument)
    change = (before.status, call.status)
    possible = call.status in LIFE_CYCLE.get(before.status, ())
    require(possible, f"instrument {call.instrument} cannot change this way", f"产品 {call.instrument} 不可如此变更")
    if call.by == before.issuer and before.suspended_by in (None, before.issuer):
        require_party(moment, call.by)
        return
    require(change in SUPERVISED, f"only its issuer may change {call.instrument} so", "该变更仅发行人可为")
    require_role(moment, call.by, "supervisor")


def require_instrument(moment: Moment, instrument: str) -> Instrument:
    """The instrument as it was then; CheckFailed when it was not defined."""
    record = moment.facts.instrument(instrument)
    if record is None:
        raise CheckFailed(f"instrument {instrument} was not defined then", f"产品 {instrument} 当时尚未定义")
    return record


def _given(identifiers: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in identifiers.items() if value is not None}
