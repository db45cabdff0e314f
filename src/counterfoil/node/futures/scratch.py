# SPDX-License-Identifier: Apache-2.0
"""A chain of its own in an empty folder, with a house, a venue, a bank and a broker, for a day that is played again."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from counterfoil.commerce.genesis import Genesis
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import Call
from counterfoil.law.dated import is_weekday
from counterfoil.modules import laws
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.fees import Fee, Fees
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.booking_calls import packed
from counterfoil.node.futures.facts import ProductFacts
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import describe, is_committed, sign_calls, submit
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import (
    AccountId,
    Billionths,
    ChainId,
    DayNumber,
    Height,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
)

CHAIN: Final = ChainId("replay")
HOUSE: Final = "house"
VENUE: Final = "venue"
BROKER: Final = "broker"
_BANK: Final = "bank"
_REGISTRAR: Final = "registrar"
CASH: Final = InstrumentId("CNY")
_ROLES: Final[dict[str, tuple[Role, ...]]] = {
    _REGISTRAR: (Role.registrar,),
    _BANK: (Role.operating_bank,),
    HOUSE: (Role.clearing_house,),
    VENUE: (Role.venue,),
    BROKER: (),
}
_MARGIN_PPM: Final = Millionths(120_000)
_LIMIT_PPM: Final = Millionths(100_000)
_FEES: Final = Fees(
    opening=Fee(billionths=Billionths(23_000)),
    closing=Fee(billionths=Billionths(23_000)),
    closing_today=Fee(billionths=Billionths(23_000)),
)
"""An example, such as brokers have asked for."""
_OF_BROKER: Final = Quantity(10**13)
"""Fen, out of which the broker answers for its clients."""
_REACH_DAYS: Final = 35
_CHINA_MIN: Final = OffsetMinutes(480)


def client_name(client: int) -> str:
    return f"client-{client + 1:04d}"


def account_of(client: int) -> AccountId:
    return AccountId(f"m-{client_name(client)}")


def _entering(name: str, account: AccountId, deposit: int) -> tuple[Call, Call]:
    return (
        c.OpenAccount(account=account, house=HOUSE, holder=PartyId(name), member=PartyId(BROKER)),
        Issue(instrument=CASH, account=account, quantity=Quantity(deposit)),
    )


class Market:
    """The chain, open to make blocks; whoever is named has a key that follows from the name."""

    def __init__(self, folder: Path, facts: ProductFacts, contract: str, day: DayNumber, listing_price: int) -> None:
        """``listing_price``: in the product's last decimal. The contract is listed around ``day``."""
        parties = tuple(self._registration(name, *roles) for name, roles in _ROLES.items())
        features = dict.fromkeys(sorted(laws().features), Height(0))
        genesis = Genesis(chain=CHAIN, log="replay/log", time=clock_ms(), parties=parties, features=features)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "genesis.json").write_bytes(canonical.encode(genesis))
        self.node = ChainNode.open(folder, CHAIN, clock=clock_ms, seal_keys=[self.key("operator")])
        try:
            self._found(facts, day)
            self._list(facts, contract, day, listing_price)
        except BaseException:
            self.node.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.node.close()

    @staticmethod
    def key(name: str) -> PrivateKey:
        """Of whoever is called so."""
        return PrivateKey(sha256(f"counterfoil replay {name}".encode()).digest())

    def do(self, by: str, *calls: Call) -> None:
        """One transaction by parties with spaces between, which must succeed."""
        self.do_all([(by, calls)])

    def do_all(self, transactions: Iterable[tuple[str, Sequence[Call]]]) -> None:
        """Transactions side by side, each by whom it says, which must all succeed."""
        self._commit([self._signed(by, calls) for by, calls in transactions])

    def order(self, by: str, calls: Sequence[Call]) -> None:
        """As many transactions as the calls need, which must succeed."""
        self.do_all((by, part) for part in packed(calls))

    def register(self, clients: int) -> None:
        """Clients of the broker, each with a key."""
        self.register_named([client_name(client) for client in range(clients)])

    def register_named(self, names: Iterable[str]) -> None:
        """The same by names."""
        self.order(_REGISTRAR, [self._registration(name) for name in names])

    def enter(self, client: int, deposit: int) -> None:
        """A margin account of a client, into which the bank puts so much."""
        self.enter_all({client_name(client): [account_of(client)]}, deposit)

    def enter_all(self, accounts: Mapping[str, Iterable[AccountId]], deposit: int) -> None:
        """Margin accounts of clients, a transaction for each client; into each account the bank puts so much."""
        self.do_all(
            (f"{BROKER} {_BANK} {name}", [call for account in own for call in _entering(name, account, deposit)])
            for name, own in accounts.items()
        )

    def _found(self, facts: ProductFacts, day: DayNumber) -> None:
        """Cash, the house with its calendar, the product, and the broker with an account of its own."""
        bank, house = PartyId(_BANK), PartyId(HOUSE)
        unit = Unit(name="yuan", decimals=2)
        self.do(
            _BANK,
            DefineInstrument(instrument=CASH, kind=InstrumentKind.cash, issuer=bank, name="digital yuan", unit=unit),
            ChangeStatus(instrument=CASH, status=InstrumentStatus.active, by=bank),
        )
        fees = AccountId("house-fees")
        weekend = () if is_weekday(day) else (day,)
        calendar = c.CalendarGiven(
            first=DayNumber(day - _REACH_DAYS), last=DayNumber(day + _REACH_DAYS), opened=weekend
        )
        self.do(
            HOUSE,
            OpenAccount(account=fees, holder=house, custodian=None, outgoing=Control.holder, incoming=Control.nobody),
            c.OpenHouse(
                house=HOUSE,
                by=house,
                cash=CASH,
                account="house-settlement",
                fees=fees,
                offset_min=_CHINA_MIN,
                calendar=calendar,
            ),
        )
        self.do(f"{HOUSE} {VENUE}", self._product(facts))
        own = c.OpenAccount(account="m-broker", house=HOUSE, holder=PartyId(BROKER), member=PartyId(BROKER), own=True)
        paid = Issue(instrument=CASH, account=AccountId("m-broker"), quantity=_OF_BROKER)
        self.do(f"{HOUSE} {BROKER} {_BANK}", c.Admit(house=HOUSE, member=PartyId(BROKER)), own, paid)

    def _list(self, facts: ProductFacts, contract: str, day: DayNumber, listing_price: int) -> None:
        first = next(filter(is_weekday, range(day - 1, 0, -1)))
        last = day + 14 if is_weekday(day) else day
        call = c.ListContract(
            contract=contract,
            product=facts.product,
            first=DayNumber(first),
            last=DayNumber(last),
            listing_price=listing_price,
        )
        self.do(VENUE, call)

    @staticmethod
    def _product(facts: ProductFacts) -> c.DefineProduct:
        rules = c.RulesGiven(
            tick=facts.ledger_tick,
            limit_ppm=_LIMIT_PPM,
            long_ppm=_MARGIN_PPM,
            short_ppm=_MARGIN_PPM,
            sessions=facts.sessions,
            fees=_FEES,
            closing=facts.closing,
            method=facts.method,
        )
        return c.DefineProduct(
            product=facts.product,
            house=HOUSE,
            venue=PartyId(VENUE),
            title=f"{facts.exchange} {facts.product}".strip(),
            decimals=facts.decimals,
            multiplier=facts.ledger_multiplier,
            rules=rules,
        )

    def _registration(self, name: str, *roles: Role) -> RegisterParty:
        return RegisterParty(
            party=PartyId(name),
            registrar=PartyId(_REGISTRAR),
            kind=PartyKind.organisation,
            name=name,
            roles=roles,
            keys=single_key_policy(self.key(name)),
        )

    def _signed(self, by: str, calls: Sequence[Call]) -> bytes:
        names = by.split()
        return sign_calls(self.node, calls, *map(self.key, names), by=names)

    def _commit(self, transactions: Sequence[bytes]) -> None:
        for answer in submit(self.node, transactions):
            if not is_committed(answer):
                raise InputError(
                    f"{describe(answer)}: {answer.detail}", where="replay", remedy="see what is in the file"
                )
