# SPDX-License-Identifier: Apache-2.0
"""Reports of large positions from a TOML file: sealed to the house under a root, and opened by it.

The plaintext is canonical JSON, deflated, and cut into as many attachments as it takes:
``{"head": {"contract", "holder", "house", "of_member", "side"}, "report": {"funds", "sources", …}, "seed"}``. Its root
is the RFC 6962 root over the lines ``{"head", "salt"}`` and ``{"said", "text", "salt"}`` of each part, in the order of
their names, whose salts are HMACs of the seed: so one part can be shown, and none be guessed.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.text import format_day, format_time_at
from counterfoil.evidence.transaction import Line, salt_of
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.module import View
from counterfoil.modules import laws
from counterfoil.modules.futures.house_accounts import accounts_of
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, PRODUCTS
from counterfoil.modules.futures.reports import PositionReported, table_of, time_of
from counterfoil.modules.futures.reports_calls import ReportPosition
from counterfoil.modules.parties.records import PARTIES, PartyKind
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.held_together import found as contract_found
from counterfoil.node.sealing import PLAINTEXT_LENGTH_MAX, seal, unseal
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.types import AccountId, HexHash, PartyId, Timestamp
from counterfoil.primitives.written import parse_toml
from counterfoil.verify.shown import dated_data

EXAMPLE: Final = """\
funds = "usable: 12 million yuan; needed as margin: 17 million"
sources = "own capital, and a credit line of 5 million at the house bank"
positions = "400 lots long in this month, 100 in the next; of them 300 for hedging"
purpose = "hedging of 5,000 tonnes of copper to be smelted until June"
intentions = "2,000 tonnes to be delivered, the rest closed before the delivery month"
controller = "Chen Wei, who has 60 per cent of the shares"
"""
REQUIRED: Final = ("funds", "sources", "positions", "purpose", "intentions")
"""What exchanges ask for (CFFEX, INE): funds that are usable and needed, where they come from, what is held, why, and
what is to come of it, delivery included"""
OF_ORGANISATIONS: Final = ("controller",)
"""Of whoever is no person besides: who controls it (CFFEX)"""
_TEXT_MAX: Final = 8_000
_OPENED_MAX: Final = 2**20
_SEED_LABEL: Final = b"counterfoil/report-seed/v1\0"


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which position it is about."""

    contract: str
    holder: PartyId
    house: str
    side: Direction
    of_member: bool = False


class Plain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report as it is before it is sealed."""

    head: Head
    report: dict[str, str]
    seed: str

    @property
    def root(self) -> HexHash:
        """What stands on record of it."""
        seed = bytes.fromhex(self.seed)
        lines: list[dict[str, object]] = [{"head": msgspec.to_builtins(self.head)}]
        lines += [{"said": name, "text": self.report[name]} for name in sorted(self.report)]
        salted = [canonical.encode(line | {"salt": salt_of(seed, number)}) for number, line in enumerate(lines)]
        return to_hex(merkle.root(merkle.leaf_hashes(salted)))


class Whose(NamedTuple):
    """Whose report it is: a client's, by one of its accounts, or a member's own."""

    name: str
    of_member: bool = False


class Opened(NamedTuple):
    """A report as it stands on record, what a key found in it, and what is wrong with that."""

    said: PositionReported
    time: str
    """when it came, by the house's clock"""
    report: Mapping[str, str]
    problem: str


def read_report(file: Path) -> dict[str, str]:
    """Its parts; InputError naming the one that is missing, or that is no text."""
    parts = parse_toml(read_input_file(file), where=str(file), remedy="see --help")
    for name in (*REQUIRED, *parts):
        text = parts.get(name)
        if not isinstance(text, str) or not 0 < len(text) <= _TEXT_MAX:
            remedy = f"keys: {', '.join(REQUIRED)}, and others as need be"
            raise InputError(f"is no text of up to {_TEXT_MAX} characters", where=f"{file}, {name}", remedy=remedy)
    return parts


def report_call(
    view: View, parts: dict[str, str], contract: str, whose: Whose, direction: Direction, key: PrivateKey | None
) -> ReportPosition:
    """The call that reports, sealed to the house's first key. Without a key, to rehearse, the root is anybody's."""
    of = contract_found(view, contract)
    holder = _holder(view, whose)
    _require_controller(view, parts, holder)
    head = Head(contract, holder, of.house.house, direction, of_member=whose.of_member)
    said = digest(canonical.encode({"head": msgspec.to_builtins(head), "report": parts}))
    seed = digest(_SEED_LABEL + said) if key is None else digest(key.sign(_SEED_LABEL + said))
    plain = Plain(head, parts, to_hex(seed))
    data, recipient = zlib.compress(canonical.encode(plain), 9), _recipient(view, of.house.by)
    starts = range(0, len(data), PLAINTEXT_LENGTH_MAX)
    sealed = tuple(seal(data[start : start + PLAINTEXT_LENGTH_MAX], recipient) for start in starts)
    named = {"member": holder} if whose.of_member else {"account": AccountId(whose.name)}
    return ReportPosition(contract=contract, direction=direction, root=plain.root, sealed=sealed, **named)


def by_account(view: View, contract: str, account: str | None, client: str | None, member: str | None) -> Whose:
    """Whose report is sent: of a client by its account, of which it has one with the house; else InputError."""
    if client is None:
        return Whose(account or str(member), of_member=member is not None)
    house = contract_found(view, contract).house.house
    known = [one.account for one in accounts_of(view, house) if one.holder == client and not one.own]
    if len(known) != 1:
        told = f"{client} has {len(known)} margin accounts at {house}"
        raise InputError(told, where="--client", remedy=f"give --account: {', '.join(known) or 'none is its'}")
    return Whose(known[0])


def by_party(view: View, account: str | None, client: str | None, member: str | None) -> Whose:
    """Whose reports are opened: of a client by its own name, or that of an account; InputError where there is none."""
    if account is not None:
        return Whose(_holder(view, Whose(account)))
    return Whose(client or str(member), of_member=member is not None)


def _holder(view: View, whose: Whose) -> PartyId:
    """InputError where there is no such account; what is no member the ledger says."""
    if whose.of_member:
        return PartyId(whose.name)
    margin = view.read(MARGIN_ACCOUNTS, whose.name)
    if margin is None:
        where, remedy = "--account", "identifiers are case-sensitive"
        raise InputError(f"no margin account {whose.name!r}", where=where, remedy=remedy)
    return margin.holder


def _require_controller(view: View, parts: dict[str, str], holder: PartyId) -> None:
    found = view.read(PARTIES, holder)
    person = found is not None and found.kind is PartyKind.person
    for name in () if person else OF_ORGANISATIONS:
        if name not in parts:
            remedy = "who controls it is reported of whoever is no person"
            raise InputError("is no text", where=f"the report of {holder}, {name}", remedy=remedy)


def open_reports(
    node: ChainNode, contract: str, whose: Whose, direction: Direction, keys: Sequence[PrivateKey]
) -> Iterator[Opened]:
    """Every report of a position, in order; InputError for one that none of the keys opens."""
    of = contract_found(node.ledger.view, contract)
    path = table_of(of_member=whose.of_member).path(of.house.house, whose.name, contract, direction)
    head = Head(contract, PartyId(whose.name), of.house.house, direction, of_member=whose.of_member)
    by_id = {str(key.keyid): key for key in keys}
    for place in node.reader.trail(path):
        event = decode_event(node.reader.event(*place))
        said = dated_data(event, laws())
        if not isinstance(said, PositionReported):
            continue
        assert event.call is not None, "a call caused it"
        line = canonical.decode(node.reader.transaction(event.transaction).lines[event.call], Line)
        call = canonical.convert(line.call, ReportPosition)
        if unknown := [one.recipient for one in call.sealed if one.recipient not in by_id]:
            raise InputError(f"is sealed to {unknown[0]}", where=path, remedy="give that key, with --key")
        data = b"".join(unseal(one, by_id[one.recipient]) for one in call.sealed)
        report, problem = _judged(said, data, head)
        yield Opened(said, format_time_at(said.time, of.house.offset_min), report, problem)


def large_positions(view: View, house: str, now: Timestamp) -> list[dict[str, Any]]:
    """What clients and members of a house have to report, and what came; overdue is what did not come in time."""
    found = view.read(HOUSES, house)
    if found is None:
        raise InputError(f"no house {house!r} clears futures here", where="HOUSE", remedy="see show records")
    rows = []
    noted = [(of, one) for of in (False, True) for _, one in view.rows(table_of(of_member=of), house)]
    for of_member, large in noted:
        product = view.read(PRODUCTS, contract_found(view, large.contract).contract.product)
        assert product is not None, "nothing of it is ever removed"
        until = time_of(found, product, large.due)
        rows.append(
            {
                "of": "member" if of_member else "client",
                "name": large.holder,
                "contract": large.contract,
                "side": large.side.value,
                "lots": large.lots,
                "noted": format_day(large.noted),
                "due": format_time_at(until, found.offset_min),
                "status": large.status.value,
                "overdue": large.is_owed and now > until,
                "late": large.late,
                "reports": large.reports,
            }
        )
    return rows


def _recipient(view: View, party: PartyId) -> PublicKey:
    """The house's key that reports are sealed to."""
    found = view.read(PARTIES, party)
    keys = () if found is None or found.keys is None else found.keys.keys
    if not keys:
        raise InputError("has no key to seal to", where=party, remedy="counterfoil show party tells its keys")
    return keys[0]


def _judged(said: PositionReported, data: bytes, head: Head) -> tuple[dict[str, str], str]:
    """What it says, and what is wrong with it."""
    inflating = zlib.decompressobj()
    try:
        plain = canonical.decode(inflating.decompress(data, _OPENED_MAX), Plain)
    except (zlib.error, DecodeError):
        return {}, "what was sealed is no report"
    if plain.head != head or plain.root != said.root:
        return plain.report, "what was sealed is not what was committed to"
    return plain.report, ""
