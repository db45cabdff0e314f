# SPDX-License-Identifier: Apache-2.0
"""Why the rules in force do not allow a movement: every reason, in the order in which the rules are asked.

The ledger refuses with the first; whoever asks beforehand is told all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, NamedTuple

from counterfoil.evidence.text import format_minute, format_quantity, format_time
from counterfoil.law.dated import day_of, minute_of, weekday_of
from counterfoil.law.event import EventData
from counterfoil.law.module import Ask, Reason, Reasons, Whole
from counterfoil.law.outcome import Outcome, Refused
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Corrected, Issued, Transferred
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.parties.attestations import ATTESTATIONS, COUNTRY, attested
from counterfoil.modules.parties.queries import holder_of
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome
from counterfoil.modules.restrictions.preapprovals import preapproval_of
from counterfoil.modules.restrictions.proposals import PROPOSALS, Proposal, ProposalStatus
from counterfoil.modules.restrictions.records import (
    COUNTS,
    DECLARATIONS,
    LISTINGS,
    POSITIONS,
    RESTRICTIONS,
    SHARE_ALL_BP,
    UNKNOWN_COUNTRY,
    Count,
    Position,
    Rule,
    RuleKind,
)
from counterfoil.primitives.types import DayNumber, InstrumentId, PartyId


@dataclass(frozen=True, slots=True)
class Asked:
    """A movement about which the rules are asked: so many units of an instrument, from whom and to whom."""

    moment: Whole
    event: EventData
    instrument: InstrumentId
    quantity: int
    giver: PartyId | None
    taker: PartyId | None
    offset_min: int = 0
    imposed: bool = False
    """whether by rules that supervisors imposed, for which the issuer's word counts for nothing"""

    @property
    def changes_hands(self) -> bool:
        return self.giver != self.taker

    @property
    def day(self) -> DayNumber:
        """By which what one party transfers is added up: one day for all rules, the first set's that limits it."""
        restriction = self.moment.read(RESTRICTIONS, self.instrument)
        time = self.moment.time
        sets = () if restriction is None else restriction.sets_in_force(time)
        limiting = (one for one, _imposed in sets if any(_limits_days(rule) for rule in one.rules))
        found = next(limiting, None)
        return day_of(time, 0 if found is None else found.offset_min)

    @property
    def count(self) -> Count:
        """How many hold the instrument before the movement."""
        return self.moment.read(COUNTS, self.instrument) or Count(instrument=self.instrument)

    def position(self, party: PartyId) -> Position:
        """What a party holds before the movement."""
        return position_of(self.moment, party, self.instrument)


def _limits_days(rule: Rule) -> bool:
    return rule.kind is RuleKind.daily_limit


def position_of(moment: Whole, party: PartyId, instrument: InstrumentId) -> Position:
    """What is counted of a party; nothing, in the country attested last, when it never held any."""
    found = moment.read(POSITIONS, party, instrument)
    return found or Position(party=party, instrument=instrument, country=country_of(moment, party))


def country_of(moment: Whole, party: PartyId) -> str:
    """The country attested last, and not revoked: nobody becomes a foreigner because an attestation expires."""
    found = moment.read(ATTESTATIONS, party, COUNTRY)
    return UNKNOWN_COUNTRY if found is None or found.revoked else found.value


# Rules on who receives, and how much there is. Each says what is wrong, or None.


def _attested(rule: Rule, asked: Asked) -> str | None:
    taker, topic = asked.taker or PartyId(""), rule.topic or ""
    value = attested(asked.moment, taker, topic)
    if value is None:
        return f"{taker}: {topic}"
    return None if not rule.values or value in rule.values else f"{taker}: {topic} is {value}"


def _country_allowed(rule: Rule, asked: Asked) -> str | None:
    taker = asked.taker or PartyId("")
    country = attested(asked.moment, taker, COUNTRY)
    return None if country in rule.values else f"{taker}: {country or 'no country is attested'}"


def _country_denied(rule: Rule, asked: Asked) -> str | None:
    taker = asked.taker or PartyId("")
    country = attested(asked.moment, taker, COUNTRY)
    known_elsewhere = country is not None and country not in rule.values
    return None if known_elsewhere else f"{taker}: {country or 'no country is attested'}"


def _listed(_rule: Rule, asked: Asked) -> str | None:
    taker = asked.taker or PartyId("")
    found = asked.moment.read(LISTINGS, asked.instrument, taker)
    listed = found is not None and (found.listed_by_supervisor if asked.imposed else found.listed)
    return None if listed else taker


def _max_holders(rule: Rule, asked: Asked) -> str | None:
    more = more_holders(asked)
    after = asked.count.holders + more
    return f"{after} of at most {rule.holders}" if more > 0 and after > (rule.holders or 0) else None


def _max_balance(rule: Rule, asked: Asked) -> str | None:
    taker = asked.taker or PartyId("")
    after = asked.position(taker).balance + asked.quantity
    beyond = asked.changes_hands and after > (rule.quantity or 0)
    return f"{taker}: {after} of at most {rule.quantity}" if beyond else None


def _supply_cap(rule: Rule, asked: Asked) -> str | None:
    after = asked.count.units + asked.quantity
    beyond = asked.giver is None and after > (rule.quantity or 0)
    return f"{after} of at most {rule.quantity}" if beyond else None


def _foreign_share(rule: Rule, asked: Asked) -> str | None:
    taker, giver = asked.taker or PartyId(""), asked.giver
    if asked.position(taker).country in rule.values:
        return None
    if giver is not None and asked.position(giver).country not in rule.values:
        return None  # from one foreign holder to another: the share stays
    count = asked.count
    units = count.units + (asked.quantity if giver is None else 0)
    foreign = count.units - sum(count.countries.get(home, 0) for home in rule.values) + asked.quantity
    beyond = foreign * SHARE_ALL_BP > (rule.share_bp or 0) * units
    return f"{foreign} of {units}, at most {format_quantity(rule.share_bp or 0, 2)} %" if beyond else None


# Rules on transfers.


def _locked(rule: Rule, asked: Asked) -> str | None:
    giver = asked.giver or PartyId("")
    if rule.parties and giver not in rule.parties:
        return None
    if rule.until is not None:
        return f"{giver}: until {format_time(rule.until)}" if asked.moment.time < rule.until else None
    found = asked.moment.read(DECLARATIONS, asked.instrument, rule.event or "")
    declared = found is not None and (found.by_supervisor or not asked.imposed)
    return None if declared else f"{giver}: until {rule.event} is declared"


def _window(rule: Rule, asked: Asked) -> str | None:
    time, offset = asked.moment.time, asked.offset_min
    minute, weekday = minute_of(time, offset), weekday_of(time, offset)
    on_this_day = not rule.days or weekday in rule.days
    is_open = on_this_day and (rule.opens_min or 0) <= minute < (rule.closes_min or 0)
    if is_open:
        return None
    days = f"days {', '.join(map(str, rule.days))}" if rule.days else "all days"
    now, opens, closes = (format_minute(one or 0) for one in (minute, rule.opens_min, rule.closes_min))
    return f"day {weekday}, {now}; open on {days} from {opens} to {closes}"


def _approval(rule: Rule, asked: Asked) -> str | None:
    given = approved_by(asked)
    lacking = [party for party in rule.parties if party not in given and not approved_beforehand(asked, party)]
    return " and ".join(lacking) if lacking else None


def approved_by(asked: Asked) -> tuple[PartyId, ...]:
    """Who approved this very transfer: it is the doing of a proposal that was approved."""
    event = asked.event
    cause = event.cause if isinstance(event, Transferred) else None
    if not isinstance(event, Transferred) or cause is None or table_prefix(cause) != PROPOSALS.prefix:
        return ()
    found = asked.moment.find(cause)
    if not isinstance(found, Proposal) or found.status is not ProposalStatus.approved:
        return ()
    proposed = (found.sender, found.receiver, found.instrument, found.quantity)
    return found.approved_by if proposed == (event.sender, event.receiver, event.instrument, event.quantity) else ()


def approved_beforehand(asked: Asked, party: PartyId) -> bool:
    """Whether a party approved this very delivery before, by an approval that was not used."""
    event = asked.event
    return isinstance(event, Transferred) and preapproval_of(asked.moment, event, party) is not None


def _daily_limit(rule: Rule, asked: Asked) -> str | None:
    giver = asked.giver or PartyId("")
    after = asked.position(giver).sent_on(asked.day) + asked.quantity
    beyond = asked.changes_hands and after > (rule.quantity or 0)
    return f"{giver}: {after} of at most {rule.quantity}" if beyond else None


class Judge(NamedTuple):
    """How a kind of rule is asked: why not, by which code, and whether of transfers alone."""

    fails: Callable[[Rule, Asked], str | None]
    outcome: Outcome
    transfers_only: bool = False


JUDGES: Final[dict[RuleKind, Judge]] = {
    RuleKind.attested: Judge(_attested, RestrictionsOutcome.attestation_lacking),
    RuleKind.country_allowed: Judge(_country_allowed, RestrictionsOutcome.country_not_allowed),
    RuleKind.country_denied: Judge(_country_denied, RestrictionsOutcome.country_not_allowed),
    RuleKind.listed: Judge(_listed, RestrictionsOutcome.not_listed),
    RuleKind.max_holders: Judge(_max_holders, RestrictionsOutcome.too_many_holders),
    RuleKind.max_balance: Judge(_max_balance, RestrictionsOutcome.too_much_held),
    RuleKind.supply_cap: Judge(_supply_cap, RestrictionsOutcome.beyond_supply_cap),
    RuleKind.locked: Judge(_locked, RestrictionsOutcome.locked_up, transfers_only=True),
    RuleKind.window: Judge(_window, RestrictionsOutcome.outside_window, transfers_only=True),
    RuleKind.approval: Judge(_approval, RestrictionsOutcome.approval_lacking, transfers_only=True),
    RuleKind.foreign_share: Judge(_foreign_share, RestrictionsOutcome.foreign_share_exceeded),
    RuleKind.daily_limit: Judge(_daily_limit, RestrictionsOutcome.daily_limit_exceeded, transfers_only=True),
}


def more_holders(asked: Asked) -> int:
    """By how many parties those that hold the instrument become more: −1, 0 or 1. Emptied holdings hold nothing."""
    if not asked.changes_hands:
        return 0
    comes = asked.taker is not None and asked.position(asked.taker).balance == 0
    goes = asked.giver is not None and asked.position(asked.giver).balance == asked.quantity
    return comes - goes


def reasons(event: Any, moment: Whole) -> Iterator[Reason]:
    """Every rule in force that a transfer, an issue or a correction that adds fails; supervisors' rules first."""
    restriction = moment.read(RESTRICTIONS, event.instrument)
    if restriction is None or (isinstance(event, Corrected) and event.change is Change.removes):
        return
    for rules, imposed in restriction.sets_in_force(moment.time):
        if not rules.rules:
            continue
        asked = replace(asked_of(event, moment), offset_min=rules.offset_min, imposed=imposed)
        for rule in rules.rules:
            judge = JUDGES[rule.kind]
            if judge.transfers_only and asked.giver is None:
                continue
            if (detail := judge.fails(rule, asked)) is not None:
                yield Reason(judge.outcome, detail)


def asked_of(event: Transferred | Issued | Corrected, moment: Whole) -> Asked:
    """What the rules are asked about an event that brings units to somebody."""
    if isinstance(event, Transferred):
        giver, taker = holder_of(moment, event.sender), holder_of(moment, event.receiver)
    else:
        giver, taker = None, holder_of(moment, event.account)
    return Asked(moment, event, event.instrument, event.quantity, giver, taker)


def refuse(reason: Reason) -> None:
    """Say no for this reason."""
    raise Refused(reason.outcome, reason.detail)


def _asks(event: Any, moment: Whole) -> Iterator[Ask]:
    return (partial(refuse, reason) for reason in reasons(event, moment))


REASONS: Final[dict[type[EventData], Reasons]] = dict.fromkeys((Transferred, Issued, Corrected), _asks)
