# SPDX-License-Identifier: Apache-2.0
"""The charter: adopted once, and changed by decisions alone."""

from collections.abc import Iterable

from msgspec.structs import replace

from counterfoil.law.dated import begins, in_force
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.governance import calls as c
from counterfoil.modules.governance import events as e
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.records import CHARTERS, CURRENT, Articles, Member, Vetoes, charter_of
from counterfoil.modules.parties.events import CouncilFounded, RolesAssigned
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import PARTIES, Role, Roles
from counterfoil.primitives.types import PARTS_PER_MILLION, PartyId


def adopt(call: c.Adopt, moment: Moment) -> Iterable[EventData]:
    """A council takes over: it alone is a registrar from now on, and whoever was one is a recorder."""
    _require_sound(call.articles, call.council)
    require(len(set(call.roles)) == len(call.roles), PartiesOutcome.roles_repeated)
    yield e.Adopted(
        council=call.council,
        articles=call.articles,
        registrars=call.registrars,
        supervisor=call.supervisor,
        time=moment.time,
    )
    roles = (Role.registrar, *(role for role in call.roles if role is not Role.registrar))
    yield CouncilFounded(council=call.council, name=call.name, roles=roles, by=call.registrars[0])
    for registrar in call.registrars:
        roles = _giving_way(known(moment, PARTIES, registrar).roles)
        yield RolesAssigned(party=registrar, registrar=registrar, roles=roles)


def amend_charter(call: c.AmendCharter, moment: Moment) -> Iterable[EventData]:
    charter_of(moment)
    _require_sound(call.articles, call.council)
    since = begins(call.since, moment.time, GovernanceOutcome.amendment_backdated, "charter")
    yield e.Amended(council=call.council, articles=call.articles, since=since, time=moment.time)


def set_power(call: c.SetPower, moment: Moment) -> Iterable[EventData]:
    """The articles that would be in force then, with one member's power changed."""
    charter_of(moment)
    since = begins(call.since, moment.time, GovernanceOutcome.amendment_backdated, "charter")
    entry = in_force(known(moment, CHARTERS, CURRENT).entries, since)
    assert entry is not None  # one was in force before
    articles = _with_power(entry.articles, call.party, call.power)
    _require_sound(articles, call.council)
    yield e.Amended(council=call.council, articles=articles, since=since, time=moment.time)


def _with_power(articles: Articles, party: PartyId, power: int) -> Articles:
    """The articles with the party at another power; it stands where it stood, or last."""
    changed = power != articles.power_of(party)
    others = [member for member in articles.members if member.party != party]
    require(changed and bool(others or power), GovernanceOutcome.no_such_power, party)
    members = [member for member in articles.members if member.party != party or power]
    if not power:
        return replace(articles, members=tuple(members))
    new = Member(party=party, power=power)
    known_already = len(others) < len(members)
    placed = [new if member.party == party else member for member in members] if known_already else [*members, new]
    return replace(articles, members=tuple(placed))


def _require_sound(articles: Articles, council: PartyId) -> None:
    parties = [member.party for member in articles.members]
    require(len(set(parties)) == len(parties), GovernanceOutcome.members_repeated)
    require(council not in parties, GovernanceOutcome.not_a_council, council)
    ordered = PARTS_PER_MILLION // 2 < articles.ordinary_ppm <= articles.grave_ppm
    require(ordered, GovernanceOutcome.thresholds_out_of_order, f"{articles.ordinary_ppm}, {articles.grave_ppm}")
    require(articles.admitters < len(parties), GovernanceOutcome.admitters_out_of_reach, str(articles.admitters))
    both = (articles.veto is Vetoes.no_decision) == (articles.veto_ms == 0)
    require(both, GovernanceOutcome.veto_without_window, f"{articles.veto}, {articles.veto_ms}")


def _giving_way(roles: Roles) -> Roles:
    """A registrar's roles when a council takes over."""
    kept = tuple(role for role in roles if role not in (Role.registrar, Role.recorder))
    return (Role.recorder, *kept)
