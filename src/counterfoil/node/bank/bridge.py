# SPDX-License-Identifier: Apache-2.0
"""From a bank's notices to calls of the ledger, and from the ledger's events to payments: each exactly once.

1. A notice is in the journal, with the calls that it asks for, before the ledger hears of it.
2. Its transaction is one intent: the seed follows from the bank's reference of the booking, and in whose names it is
   from the calls, whatever keys are at hand, so that sending it again after a crash is the same intent, to which the
   ledger has one answer for ever.
3. A payment is in the journal in the same step in which the bridge has read the block that causes it. Its
   identification follows from the event, and the bank makes it once, however often it is asked.
4. Money that the ledger does not take goes back. Nothing that a bank wrote reaches the chain but a salted hash.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from counterfoil.application import Refusal
from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.transaction import SEED_LENGTH, decode_envelope, intent_id
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import Call, call_name
from counterfoil.modules.cash.calls import Back
from counterfoil.modules.cash.events import Retired
from counterfoil.modules.cash.records import VAULTS, WALLETS
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.instruments.queries import instrument
from counterfoil.modules.parties.queries import party
from counterfoil.node.bank.journal import BridgeJournal, Notice, NoticeState, Redemption
from counterfoil.node.bank.messages import CreditDebit, CreditTransfer, Entry
from counterfoil.node.bank.names import short_name
from counterfoil.node.bank.port import BankUnavailable, CoreBank, LawBroken
from counterfoil.node.bank.retrying import OPEN, ask
from counterfoil.node.chain import ChainNode
from counterfoil.node.submitting import build_plain, submit
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import AccountId, Height, HexHash, InstrumentId, PartyId, Quantity

_ENTRIES: Final = "entries"
_BLOCKS: Final = "blocks"
_BEFORE_THE_FIRST: Final = Height(0)


@dataclass(frozen=True)
class BridgePlan:
    """Which accounts of the bank stand for which accounts of the ledger, and whose keys sign.

    Money on ``backing_account`` is the bank's own, given to the issuer against units in its vault; it goes back to
    ``bank_account`` when backing is retired. Money on an account of ``wallets`` is a customer's, for that wallet out of
    the vault; what a wallet sends to the vault is paid to the customer's account in ``payouts``, and what a sub-wallet
    sends to its parent's, unless it has its own.
    """

    instrument: InstrumentId
    currency: str
    vault: AccountId
    backing_account: str
    bank_account: str
    wallets: Mapping[str, AccountId]
    payouts: Mapping[AccountId, str]
    exchange_account: str
    """from which payouts to customers are made"""
    keys: tuple[PrivateKey, ...] = field(repr=False)
    secret: bytes = field(repr=False)
    """makes seeds and salts; with another, notices are other intents. Keep it with the journal."""
    since: Height = _BEFORE_THE_FIRST
    """blocks up to this one cause no payment, whatever the journal has: they were before the bridge"""


@dataclass
class Bridge:
    """One bank's bridge to one chain. Only one may run; the journal's lock sees to that."""

    node: ChainNode
    bank: CoreBank
    journal: BridgeJournal
    plan: BridgePlan
    progress: Progress = no_progress

    def run(self) -> None:
        """Do all that can be done now. Raises BankUnavailable and LawBroken.

        Whatever was done by then is done, and not again.
        """
        self.settle_notices()  # of a run that did not end
        self.take_notices()
        self.settle_notices()
        self.read_blocks()
        self.plan_redemptions()
        self.pay()

    def take_notices(self) -> None:
        """Enter the bank's new notices in the journal, each with its calls; LawBroken at the first out of its turn."""
        for entry in self.bank.entries(self.journal.place(_ENTRIES)):
            self._require_next(entry)
            with self.journal.step():
                self._take(entry)
                self.journal.set_place(_ENTRIES, entry.number)

    def _require_next(self, entry: Entry) -> None:
        """Whoever went on behind a gap would never ask for what is in it, and that money would be lost."""
        last = self.journal.place(_ENTRIES)
        if entry.number != last + 1:
            problem = f"the bank gave notice {entry.number} where {last + 1} is next"
            raise LawBroken(f"{problem}: nothing is taken from there on until the bank gives what is missing")

    def _take(self, entry: Entry) -> None:
        if entry.side is not CreditDebit.credit:
            return  # a payment of ours, which the answer to it tells of
        known = self.journal.notice(entry.booking)
        if known is not None:
            if replace(entry, number=known.entry.number) != known.entry:
                self.journal.add_conflict(entry)
            return
        calls = self._calls(entry)
        state = NoticeState.received if calls else NoticeState.ignored
        self.journal.add_notice(Notice(entry, canonical.encode(calls), self._by(calls), state, ""))
        if not calls and entry.account != self.plan.exchange_account:  # with which the bank does as it likes
            self._return(entry, "for no account that the ledger knows")

    def _calls(self, entry: Entry) -> list[dict[str, Any]]:
        """What a notice asks of the ledger; nothing when its account or currency is not the ledger's."""
        if entry.currency != self.plan.currency:
            return []
        document = self.document(entry)
        reference = f"camt.054 {document[:16]}"
        of = {"instrument": self.plan.instrument, "quantity": entry.amount, "reference": reference}
        if entry.account == self.plan.backing_account:
            vault = of | {"account": self.plan.vault}
            return [_made(Back, vault | {"document": document}), _made(Issue, vault)]
        if entry.account in self.plan.wallets:
            ends = {"sender": self.plan.vault, "receiver": self.plan.wallets[entry.account]}
            return [_made(Transfer, of | ends)]
        return []

    def _by(self, calls: Sequence[dict[str, Any]]) -> tuple[PartyId, ...]:
        """In whose names calls are: issuer and bank where they back, the bank alone where they reach a wallet."""
        if not calls:
            return ()
        view, plan = self.node.ledger.view, self.plan
        vault, currency = view.read(VAULTS, plan.vault, plan.instrument), instrument(view, plan.instrument)
        assert vault is not None and currency is not None, "a plan that fits its chain has them there"
        backs = any(call["call"] == call_name(Back) for call in calls)
        return tuple(dict.fromkeys([currency.issuer, vault.bank] if backs else [vault.bank]))

    def document(self, entry: Entry) -> HexHash:
        """The salted hash of a notice that stands on the chain; whoever gets salt and notice can compare."""
        return to_hex(tagged("bank-notice", self.salt(entry) + entry.plain))

    def salt(self, entry: Entry) -> bytes:
        """The salt of one notice: it opens that one and no other."""
        return hmac.digest(self.plan.secret, b"salt\0" + entry.booking.encode(), "sha256")

    def settle_notices(self) -> None:
        """Have the ledger do what received notices ask, and enter its answer.

        In their order: behind one that a key is missing for all wait, as a later one may need the units that it brings.
        """
        waiting = self.journal.notices(NoticeState.received)
        for number, notice in enumerate(waiting, start=1):
            if not self._settle(notice):
                return
            self.progress("notices", number, len(waiting))

    def _settle(self, notice: Notice) -> bool:
        """Whether every key was there that it needs."""
        booking = notice.entry.booking
        seed = hmac.digest(self.plan.secret, b"seed\0" + booking.encode(), "sha256")[:SEED_LENGTH]
        calls: list[dict[str, Any]] = canonical.decode(notice.calls, list[dict[str, Any]])
        keys, unsigned = self._signing(notice.by)
        transaction = build_plain(self.node, calls, *keys, by=notice.by, seed=seed)
        identifier = intent_id(decode_envelope(transaction.envelope)[1])
        committed, detail = self.node.reader.was_committed(identifier), "in a block before a crash"
        if committed is None:
            if unsigned:
                with self.journal.step():
                    self.journal.set_notice(booking, NoticeState.received, f"not signed by {', '.join(unsigned)}")
                return False
            [answer] = submit(self.node, [transaction.encode()])
            if isinstance(answer, Refusal):  # in no block: burnt nothing, and is tried again
                with self.journal.step():
                    self.journal.set_notice(booking, NoticeState.received, f"refused: {answer.reason}")
                return True
            committed, detail = answer.code == 0, answer.outcome
        with self.journal.step():
            if committed:
                self.journal.set_notice(booking, NoticeState.issued, identifier)
            else:
                self.journal.set_notice(booking, NoticeState.returned, detail)
                self._return(notice.entry, detail)
        return True

    def _signing(self, by: Sequence[PartyId]) -> tuple[list[PrivateKey], list[PartyId]]:
        """The keys here that serve these parties, and who of them lacks one: such a notice waits for it.

        For nobody else's: what these alone cannot have, the ledger rejects, and the money goes back.
        """
        records = {one: party(self.node.ledger.view, one) for one in by}
        policies = {one: record.keys for one, record in records.items() if record is not None and record.keys}
        keys = [key for key in self.plan.keys if any(key.keyid in policy.keyids for policy in policies.values())]
        held = {key.keyid for key in keys}
        return keys, [one for one, policy in policies.items() if not policy.satisfied_by(held)]

    def _return(self, entry: Entry, why: str) -> None:
        """Money that the ledger does not take goes back to whom it came from."""
        order = CreditTransfer(
            end_to_end=short_name("return", entry.booking.encode()),
            amount=entry.amount,
            currency=entry.currency,
            debtor_account=entry.account,
            creditor_account=entry.counterparty_account,
        )
        self.journal.add_payment(order, f"return of {entry.end_to_end} ({entry.booking}): {why}")

    def read_blocks(self) -> None:
        """Enter the payments that new blocks cause, block by block."""
        read = max(self.journal.place(_BLOCKS), self.plan.since)
        for height in range(read + 1, self.node.height + 1):
            with self.journal.step():
                for event in map(decode_event, self.node.reader.events(Height(height))):
                    for order in self._payments(event):
                        self.journal.add_payment(order, _cause(event.height, event.index))
                    if (redeemed := self._unplanned(event)) is not None:
                        self.journal.add_redemption(redeemed)
                self.journal.set_place(_BLOCKS, height)
            self.progress("blocks", height, self.node.height)

    def _payments(self, event: Event) -> Iterator[CreditTransfer]:
        """What an event has the bank pay: units that came back to the vault, backing that was retired."""
        data, plan = event.data, self.plan
        if data.get("instrument") != plan.instrument:
            return
        if event.type == Transferred.type and data["receiver"] == plan.vault:
            source, target = plan.exchange_account, self._payout_account(data["sender"])
        elif event.type == Retired.type and data["account"] == plan.vault:
            source, target = plan.backing_account, plan.bank_account
        else:
            return
        if target is not None:
            yield self._payout(event.height, event.index, data["quantity"], source, target)

    def _payout_account(self, sender: AccountId) -> str | None:
        """Where a wallet's customer is paid: its own account, or its parent's; None when the plan has neither."""
        wallet = self.node.ledger.view.read(WALLETS, sender, self.plan.instrument)
        family = (sender,) if wallet is None else (sender, wallet.family)
        return next((self.plan.payouts[one] for one in family if one in self.plan.payouts), None)

    def _payout(self, height: int, index: int, amount: int, source: str, target: str) -> CreditTransfer:
        where = f"{self.node.chain}/{self.node.ledger.genesis_hash}/{height}/{index}"
        return CreditTransfer(
            end_to_end=short_name("payout", where.encode()),
            amount=Quantity(amount),
            currency=self.plan.currency,
            debtor_account=source,
            creditor_account=target,
        )

    def _unplanned(self, event: Event) -> Redemption | None:
        """Units that came back from a wallet for which the plan has no account: somebody is owed money for them."""
        data, plan = event.data, self.plan
        if event.type != Transferred.type or (data["instrument"], data["receiver"]) != (plan.instrument, plan.vault):
            return None
        sender = data["sender"]
        wallet = self.node.ledger.view.read(WALLETS, sender, plan.instrument)  # another vault is owed nothing by it
        if wallet is None or self._payout_account(sender) is not None:
            return None
        return Redemption(event.height, event.index, sender, data["quantity"])

    def plan_redemptions(self) -> None:
        """Owe what came back from wallets that the plan has by now: as if it had had them then."""
        for one in self.journal.redemptions():
            if (account := self._payout_account(AccountId(one.wallet))) is not None:
                order = self._payout(one.height, one.place, one.amount, self.plan.exchange_account, account)
                with self.journal.step():
                    self.journal.add_payment(order, _cause(one.height, one.place))
                    self.journal.remove_redemption(one)

    def pay(self) -> None:
        """Ask the bank for what is due, and for what became of what it accepted."""
        for payment in self.journal.payments(*OPEN):
            ask(self.bank, self.journal, payment)

    def run_until_settled(self, attempts: int) -> bool:
        """``run`` as often as the bank needs, at most so often; whether nothing is left to do."""
        for _ in range(attempts):
            try:
                self.run()
            except BankUnavailable:
                continue
            if self.is_settled:
                return True
        return False

    @property
    def is_settled(self) -> bool:
        """Whether the ledger has answered every notice, and the bank every payment, so far as is known here."""
        return not self.journal.payments(*OPEN) and not self.journal.notices(NoticeState.received)


def _cause(height: int, index: int) -> str:
    return f"event {index} of block {height}"


def _made(kind: type[Call], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The call with these fields, which must be of its form, as a transaction has it."""
    made: dict[str, Any] = msgspec.to_builtins(canonical.convert({**fields, "call": call_name(kind)}, kind))
    return made
