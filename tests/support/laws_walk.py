# SPDX-License-Identifier: Apache-2.0
"""Random business over a market: calls that are often right and sometimes wrong, signed by enough and by too few."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from msgspec.structs import replace

from counterfoil.commerce.admission import Prepared
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call
from counterfoil.modules.cash.records import CURRENCIES
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, Change, EncumbranceKind, GrantStatus
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import Identifiers, InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.attestations import ATTESTATIONS
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, Control, PartyKind, Role, Standing
from counterfoil.modules.protocol import calls as r
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.records import INSTRUCTIONS, OPEN, Leg, Reason
from support.cash_walk import CashWalk
from support.ended_walk import given_to_records
from support.ledger import DOCUMENT, Ledger, policy_of
from support.refused_cash import YUAN

CASH_WEIGHT = 3
"""Of what is done with digital yuan, where there is some."""
ABOUT_CASH = 0.3
"""Share of all other calls that are about digital yuan there."""
Maker = Callable[[], Call]


class Walk:
    """Makes the next transaction of a ledger, from a seed and what is there."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self.ledger = ledger
        self.random = Random(seed)
        self._made = 0
        self._makers: list[tuple[int, Maker]] = [
            *((1, maker) for maker in (self.register, self.suspend, self.assign, self.schedule)),
            *((2, maker) for maker in (self.reinstate, self.open_account, self.control, self.stop, self.define)),
            *((2, maker) for maker in (self.amend, self.status, self.redeem, self.grant)),
            *((3, maker) for maker in (self.resume, self.release, self.take, self.instruct, self.end)),
            *((5, maker) for maker in (self.issue, self.encumber, self.execute, self.advance, self.settle_now)),
            *((1, maker) for maker in (self.rotate, self.correct)),
            *((2, maker) for maker in (self.revoke,)),
            *((1, maker) for maker in (self.trust, self.attest, self.take_back)),
            (1, self.enforce),
            (6, self.transfer),
        ]
        self.cash: CashWalk | None = None
        self._about_cash = False
        if self.ledger.state.read(CURRENCIES, YUAN) is not None:
            self.cash = CashWalk(self.ledger, self.random, self.fresh)
            self._makers += [(weight * CASH_WEIGHT, maker) for weight, maker in self.cash.makers]
            self._makers.append((6, self.schedule))  # where all features are
        self._makers.append((sum(weight for weight, _ in self._makers) // 10, partial(given_to_records, self)))

    def pause(self) -> int:
        """Milliseconds until the next transaction, now and then hours."""
        hours = self._makers[-1][1] != self.transfer and self.random.random() < 0.03
        return 7 * 3_600_000 if hours else self.random.choice((0, 0, 0, 2_000))

    def transaction(self) -> Prepared:
        """One to three calls, in the names of all who stand or of a few."""
        weights, makers = zip(*self._makers, strict=True)
        chosen = self.random.choices(makers, weights, k=self.random.choice((1, 1, 1, 1, 2, 3)))
        calls = [self._make(maker) for maker in chosen]
        standing = {
            party.party: party.keys
            for _, party in self.ledger.state.rows(PARTIES)
            if party.keys is not None and party.status is Standing.active
        }
        names = sorted(standing)
        if self.random.random() < 0.06:
            names = self.random.sample(names, self.random.randint(0, 4))
        if self.random.random() < 0.02:
            names.append(self.random.choice(("sam", "kay", "ghost")))
        by = tuple(sorted(set(names)))
        return replace(self.ledger.transaction(*calls, by=by), signers=self._signers([standing.get(n) for n in by]))

    def _make(self, maker: Maker) -> Call:
        """The call; where there is digital yuan, now and then whatever it is is about that, and where it is kept."""
        self._about_cash = self.cash is not None and self.random.random() < ABOUT_CASH
        return maker()

    def _signers(self, policies: list[KeyPolicy | None]) -> frozenset[Any]:
        """All keys of those policies, or all but one, or one more."""
        keyids = sorted({keyid for policy in policies if policy is not None for keyid in policy.keyids})
        if keyids and self.random.random() < 0.03:
            keyids.remove(self.random.choice(keyids))
        if self.random.random() < 0.01:
            keyids += policy_of("stranger").keyids
        return frozenset(keyids)

    # What there is to choose from.

    def fresh(self) -> str:
        self._made += 1
        return self.random.choice(
            (f"w{self._made}", f"w{self._made}", f"w{self._made}", "live", "new", "free", "SHARE")
        )

    def party(self) -> str:
        found = [party.party for _, party in self.ledger.state.rows(PARTIES)]
        return self.random.choice([*found, "ghost"])

    def account(self) -> str:
        """Any account, mostly one of the two that have most; of digital yuan a wallet or a vault."""
        if self.cash is not None and self._about_cash:
            return self.cash.account()
        if self.random.random() < 0.7:
            return self.random.choice(("of-alice", "of-bob"))
        return self.random.choice([*(account.account for _, account in self.ledger.state.rows(ACCOUNTS)), "none"])

    def between(self) -> dict[str, Any]:
        """From one account to another, mostly."""
        sender, receiver = self.account(), self.account()
        if sender == receiver and self.random.random() < 0.9:
            receiver = "of-bob" if sender == "of-alice" else "of-alice"
        return {"sender": sender, "receiver": receiver}

    def instrument(self) -> str:
        if self._about_cash:
            return YUAN
        rare = ["DEED", "VACANT", "BIG", "BIG", "is-matured", "w1", "NONE"]
        return self.random.choice(["SHARE"] * 12 + ["CNY"] * 8 + rare)

    def quantity(self) -> int:
        return self.random.choice((1, 1, 1, 2, 2, 5, 5, 10, 10, 50, 2_000))

    def time(self) -> int:
        return self.ledger.time + self.random.choice((0, 5_000, 50_000, 50_000, 10**7, 10**7))

    def encumbrance(self, kind: EncumbranceKind) -> str:
        found = [one for _, one in self.ledger.state.rows(ENCUMBRANCES) if one.kind is kind]
        active = [one.encumbrance for one in found if one.status is GrantStatus.active]
        return self.random.choice([*[one.encumbrance for one in found], *active * 4, "pledged", "none"])

    def mandate(self) -> str:
        return self.random.choice([one.mandate for _, one in self.ledger.state.rows(MANDATES)] + ["none"])

    def instruction(self) -> str:
        found = [one for _, one in self.ledger.state.rows(INSTRUCTIONS)]
        still_open = [one.instruction for one in found if one.status in OPEN]
        return self.random.choice([*[one.instruction for one in found], *still_open * 6, "none"])

    def legs(self) -> tuple[Leg, ...]:
        return tuple(
            Leg(instrument=self.instrument(), quantity=self.random.choice((1, 1, 2, 5)), **self.between())
            for _ in range(self.random.choice((1, 2, 2, 3)))
        )

    def account_rule(self) -> Control:
        """Any rule; the one that no call can set, seldom."""
        return self.random.choice([*[one for one in Control if one is not Control.record] * 6, Control.record])

    def ruled(self) -> dict[str, Any]:
        return {
            "outgoing": self.account_rule(),
            "incoming": self.account_rule(),
            "custodian": self.random.choice((None, "custodian", "bank", self.party())),
        }

    def keys(self) -> KeyPolicy:
        names = self.random.sample(("common", "second", "third", self.party()), self.random.randint(1, 3))
        return policy_of(*dict.fromkeys(names), threshold=self.random.choice((1, 1, 2)))

    def reference(self) -> dict[str, str]:
        return {"by": self.random.choice(("supervisor", "second-supervisor", "custodian", "bob")), "reference": "r"}

    # One call of each kind.

    def register(self) -> Call:
        kind = self.random.choice(list(PartyKind))
        identity = {"commitment": DOCUMENT} if kind is PartyKind.person else {"name": "Somebody"}
        roles = tuple(self.random.choices(list(Role), k=self.random.randint(0, 2)))
        keys = self.random.choice((None, self.keys()))
        name = self.random.choice((self.fresh(), self.party()))
        return p.RegisterParty(party=name, registrar="registrar", kind=kind, roles=roles, keys=keys, **identity)

    def suspend(self) -> Call:
        name = self.random.choice(("bob", "carol", "venue", "bank", self.party()))
        return p.SuspendParty(party=name, document=DOCUMENT, **self.reference())

    def reinstate(self) -> Call:
        suspended = [one.party for _, one in self.ledger.state.rows(PARTIES) if one.status is Standing.suspended]
        name = self.random.choice([*suspended * 3, self.party()])
        return p.ReinstateParty(party=name, document=DOCUMENT, **self.reference())

    def assign(self) -> Call:
        name = self.random.choice(("carol", "kay", "second-registrar", self.party()))
        roles = tuple(self.random.choices(list(Role), k=self.random.randint(0, 3)))
        return p.AssignRoles(party=name, registrar=self.random.choice(("registrar", name)), roles=roles)

    def rotate(self) -> Call:
        name = self.random.choice(("carol", "custodian", "kay", self.party()))
        return p.RotateKeys(party=name, keys=self.keys(), registrar=self.random.choice((None, "registrar", "bob")))

    def topic(self) -> str:
        return self.random.choice(("identity", "investor_class", "country", "accredited", "unheard_of"))

    def attester(self) -> str:
        return self.random.choice(("custodian", "venue", "bank", self.party()))

    def trust(self) -> Call:
        who = tuple(self.random.sample(("custodian", "venue", "bank", "bob"), self.random.randint(0, 3)))
        values = self.random.choice(((), ("yes", "no")))
        since = self.random.choice((None, None, 1, self.time()))
        by = self.reference() | {"by": self.random.choice(("supervisor", "supervisor", "bob"))}
        return p.TrustAttesters(topic=self.topic(), attesters=who, values=values, since=since, **by)

    def attest(self) -> Call:
        topic = self.topic()
        value = self.random.choice(
            {"country": ("CN", "SG", "DE", "XX"), "identity": ("verified", "no")}.get(
                topic, ("ordinary", "professional", "yes", "maybe")
            )
        )
        expires = self.random.choice((None, self.time()))
        return p.Attest(party=self.party(), topic=topic, value=value, attester=self.attester(), expires=expires)

    def take_back(self) -> Call:
        found = [(one.party, one.topic) for _, one in self.ledger.state.rows(ATTESTATIONS)]
        party, topic = self.random.choice([*found, (self.party(), self.topic())])
        by = {"by": self.random.choice(("supervisor", self.attester())), "reference": "r"}
        return p.RevokeAttestation(party=party, topic=topic, **by)

    def open_account(self) -> Call:
        return p.OpenAccount(account=self.fresh(), holder=self.party(), **self.ruled())

    def control(self) -> Call:
        return p.ChangeAccountControl(account=self.account(), **self.ruled())

    def stop(self) -> Call:
        found = [account.account for _, account in self.ledger.state.rows(ACCOUNTS)]
        return p.SuspendAccount(account=self.random.choice([*found, "none"]), **self.reference())

    def resume(self) -> Call:
        suspended = [one.account for _, one in self.ledger.state.rows(ACCOUNTS) if one.suspended_by is not None]
        return p.ReinstateAccount(account=self.random.choice([*suspended * 3, "none"]), **self.reference())

    def define(self) -> Call:
        unique = self.random.random() < 0.3
        return i.DefineInstrument(
            instrument=self.fresh(),
            kind=self.random.choice((InstrumentKind.equity, InstrumentKind.cash)),
            issuer=self.random.choice(("issuer", "bank", "alice")),
            name="n",
            unit=Unit(name="u", decimals=2),
            identifiers=self.random.choice((Identifiers(), Identifiers(code="1"), Identifiers(mic="??"))),
            supply_limit=self.random.choice((1, None)) if unique else self.random.choice((None, 100)),
            unique=unique,
        )

    def amend(self) -> Call:
        limit = self.random.choice((None, 1, 10**7))
        return i.AmendInstrument(instrument=self.instrument(), name=self.fresh(), supply_limit=limit)

    def status(self) -> Call:
        name = self.random.choice((self.instrument(), "supervised", "is-suspended", "is-draft", "w1"))
        to = self.random.choice([InstrumentStatus.active] * 4 + list(InstrumentStatus))
        return i.ChangeStatus(instrument=name, status=to, by=self.random.choice(("issuer", "supervisor", "bank")))

    def schedule(self) -> Call:
        height = self.ledger.height + self.random.choice((0, 20, 200, 20_000))
        if self.random.random() < 0.5:
            feature = self.random.choice(("immediate_settlement", "attestations", "widened_holdings", "teleport"))
            return r.ScheduleFeature(feature=feature, height=height, registrar="registrar")
        second = self.random.choice((None, "supervisor", "supervisor", "registrar"))
        if (version := self.random.choice((2, 2, 3))) == 3:
            return r.ScheduleWindow(window=9, height=height, registrar=second or "registrar")
        return r.ScheduleVersion(protocol=version, height=height, registrar="registrar", supervisor=second)

    def issue(self) -> Call:
        return h.Issue(instrument=self.instrument(), account=self.account(), quantity=self.quantity())

    def redeem(self) -> Call:
        return h.Redeem(instrument=self.instrument(), account=self.account(), quantity=self.quantity())

    def transfer(self) -> Call:
        return h.Transfer(instrument=self.instrument(), quantity=self.quantity(), **self.between())

    def correct(self) -> Call:
        return h.Correct(
            instrument=self.instrument(),
            account=self.account(),
            quantity=self.quantity(),
            change=self.random.choice(list(Change)),
            maker=self.random.choice(("registrar", "registrar", "second-registrar", self.party())),
            checker=self.random.choice(("supervisor", "issuer", "second-registrar", self.party())),
            reason="r",
            document=DOCUMENT,
        )

    def encumber(self) -> Call:
        what: dict[str, Any] = {
            "account": self.account(),
            "instrument": self.instrument(),
            "quantity": self.quantity(),
        }
        executor = self.random.choice(("venue", "bank", self.party(), "lending/loan/one"))
        match self.random.choice(list(EncumbranceKind)):
            case EncumbranceKind.hold:
                return h.Hold(hold=self.fresh(), executor=executor, expires=self.time(), **what)
            case EncumbranceKind.pledge:
                return h.Pledge(pledge=self.fresh(), pledgee=executor, **self.terms(), **what)
            case EncumbranceKind.freeze:
                supervisor = self.random.choice(("supervisor", "supervisor", "bob"))
                order = {"supervisor": supervisor, "reference": "r", "document": DOCUMENT}
                what["quantity"] = self.random.choice((what["quantity"],) * 4 + (None,))
                return h.Freeze(freeze=self.fresh(), **order, **what)

    def terms(self) -> dict[str, Any]:
        """Of a pledge, mostly none."""
        if self.random.random() < 0.5:
            return {}
        return {
            "keeper": self.random.choice((None, "custodian", "venue", "bank", self.party())),
            "enforceable_from": self.random.choice((None, 1, 1, self.time())),
            "enforceable_to": self.random.choice((None, None, ("of-bob", "of-alice"))),
        }

    def enforce(self) -> Call:
        quantity = self.random.choice((None, 1, 2, 11))
        name = self.encumbrance(EncumbranceKind.pledge)
        return h.EnforcePledge(pledge=name, receiver=self.account(), quantity=quantity)

    def execute(self) -> Call:
        quantity = self.random.choice((1, 2, 10, 11))
        return h.ExecuteHold(hold=self.encumbrance(EncumbranceKind.hold), receiver=self.account(), quantity=quantity)

    def release(self) -> Call:
        match self.random.choice(list(EncumbranceKind)):
            case EncumbranceKind.hold:
                return h.ReleaseHold(hold=self.encumbrance(EncumbranceKind.hold))
            case EncumbranceKind.pledge:
                quantity = self.random.choice((None, None, 1, 5, 50))
                return h.ReleasePledge(pledge=self.encumbrance(EncumbranceKind.pledge), quantity=quantity)
            case EncumbranceKind.freeze:
                name = self.encumbrance(EncumbranceKind.freeze)
                return h.Unfreeze(freeze=name, supervisor="supervisor", reference="r", document=DOCUMENT)

    def grant(self) -> Call:
        executor = self.random.choice(("venue", "bob", self.party(), "lending/loan/one"))
        instrument = self.random.choice((None, "SHARE", self.instrument()))
        return h.GrantMandate(
            mandate=self.fresh(),
            account=self.account(),
            executor=executor,
            instrument=instrument,
            quantity=self.random.choice((None, 3, 100)),
            receivers=self.random.choice((None, None, ("of-bob", "of-kay"))),
            expires=self.random.choice((None, self.time())),
            revocable=self.random.random() < 0.5,
            takes="/" in executor and instrument is None,
        )

    def revoke(self) -> Call:
        return h.RevokeMandate(mandate=self.mandate())

    def take(self) -> Call:
        what: dict[str, Any] = {"instrument": self.instrument(), "quantity": self.quantity()}
        return h.TransferByMandate(mandate=self.mandate(), receiver=self.account(), **what)

    def instruct(self) -> Call:
        by = self.random.choice(("alice", "venue", "venue", self.party()))
        intended = self.random.choice((0, 0, self.time()))
        return s.Instruct(
            instruction=self.fresh(), by=by, legs=self.legs(), expires=self.time(), intended_settlement=intended
        )

    def advance(self) -> Call:
        """Affirm, allocate or settle, mostly for an account that is concerned."""
        name = self.instruction()
        record = self.ledger.state.read(INSTRUCTIONS, name)
        account = self.random.choice([*(record.accounts if record is not None else ()), self.account()])
        return self.random.choice(
            (
                s.Affirm(instruction=name, account=account),
                s.Affirm(instruction=name, account=account),
                s.Allocate(instruction=name, account=account),
                s.Settle(instruction=name, by=self.random.choice(("venue", "alice", self.party()))),
            )
        )

    def settle_now(self) -> Call:
        return s.SettleNow(instruction=self.fresh(), legs=self.legs())

    def end(self) -> Call:
        name, by = self.instruction(), self.random.choice(("alice", "venue", self.party()))
        reason = self.random.choice(list(Reason))
        cancel, fail = s.Cancel(instruction=name, by=by), s.Fail(instruction=name, by=by, reason=reason)
        return self.random.choice((cancel, fail, s.Expire(instruction=name)))
