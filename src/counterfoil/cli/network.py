# SPDX-License-Identifier: Apache-2.0
"""``counterfoil network``: a chain that several firms order, from their cards to its state."""

import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli import network_backup as backups
from counterfoil.cli import network_changes as changes
from counterfoil.cli import network_restore as restore
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    JsonOption,
    NetworkOption,
    NoEncryptOption,
    PassphraseOption,
    ask_for_new_keys,
    ask_passphrase,
    example,
    open_network,
)
from counterfoil.cli.output import write_facts, write_json, write_line, write_table
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.types import HashField, HexHash

if TYPE_CHECKING:
    from counterfoil.node.consortium.bundle import Bundle
    from counterfoil.node.consortium.cards import Card
    from counterfoil.node.consortium.described import SnapshotConfig
    from counterfoil.node.consortium.setting_up import ConsortiumPlan
    from counterfoil.node.consortium.status import NetworkStatus, NodeStatus

app = typer.Typer(
    help="A chain that several firms order: members' cards, its beginning, joining it, how it stands.",
    no_args_is_help=True,
)
app.add_typer(restore.app, name="restore")
app.command("keys", epilog=changes.KEYS_EPILOG)(changes.keys)
app.command("admit", epilog=changes.ADMIT_EPILOG)(changes.admit)
app.command("backup", epilog=backups.BACKUP_EPILOG)(backups.backup)
app.command("unpack", epilog=backups.UNPACK_EPILOG)(backups.unpack)
_HEIGHT_DIGITS = 16
app.command("rejoin", epilog=changes.REJOIN_EPILOG)(changes.rejoin)
WITNESSES = ("north", "south", "west")
OriginOption = Annotated[str, typer.Option(metavar="NAME", help="The custody log's name.")]
WitnessOption = Annotated[
    list[str],
    typer.Option("--witness", metavar="NAME", help="A witness of the custody log.", show_default=", ".join(WITNESSES)),
]


@app.command(
    "card",
    epilog=example(
        "counterfoil network card north --chain alliance --party north --validator north-1 "
        "--engine north.example:26656 --seals north.example:26659 --service https://north.example:8403"
    ),
)
def card(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The member's folder, which stays its own.")],
    chain: Annotated[str, typer.Option("--chain", metavar="NAME", help="The chain that is to begin.")],
    party: Annotated[str, typer.Option("--party", metavar="NAME", help="The firm, as the chain calls it.")],
    validator: Annotated[
        str, typer.Option("--validator", metavar="NAME", help="The validator; no other has its name.")
    ],
    engine: Annotated[str, typer.Option("--engine", metavar="HOST:PORT", help="Where other engines reach its engine.")],
    seals: Annotated[str, typer.Option("--seals", metavar="HOST:PORT", help="Where members exchange signatures.")],
    service: Annotated[
        str | None, typer.Option("--service", metavar="URL", help="Its service, for members and the custody tier.")
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What the firm is called.")] = "",
    no_encrypt: NoEncryptOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a member's keys in its own folder, and the card that tells the others of them: card.json.

    The card is public. Each key proves on it that it is the validator's own. Private keys stay in the folder.
    """
    from counterfoil.node.consortium.cards import CARD_FILE, Place, make_card
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import Layout
    from counterfoil.primitives.types import ChainId, PartyId

    keyring = Keyring(Layout(directory).keys, cache(ask_for_new_keys(passphrase_file, no_encrypt=no_encrypt)))
    place = Place(engine=engine, seals=seals, service=service)
    made = make_card(directory, keyring, ChainId(chain), PartyId(party), validator, place, name=name)
    if as_json:
        write_json(made)
    else:
        write_facts("Card made", {"card": str(directory / CARD_FILE), **_told(made)})


def _told(card: "Card") -> dict[str, Any]:
    return {
        "party": card.party,
        "validator": card.validator,
        "consensus_key": card.keys.consensus_key,
        "seal_key": card.keys.seal_key.keyid,
        "node_id": card.node_id,
        "engine": card.engine,
        "seals": card.seals,
        "service": card.service or "",
    }


@app.command(
    "generate",
    epilog=example(
        "counterfoil network generate alliance north/card.json east/card.json south/card.json west/card.json "
        "--custody https://custody.example:8403",
        "counterfoil network generate practice --local 4 --no-encrypt",
    ),
)
def generate(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    cards: Annotated[list[Path], typer.Argument(metavar="CARD", help="Members' cards.", show_default=False)] = [],  # noqa: B006
    local: Annotated[
        int | None,
        typer.Option("--local", metavar="N", min=1, help="Make N members on this machine, with all keys: for trials."),
    ] = None,
    chain: Annotated[str, typer.Option("--chain", metavar="NAME", help="With --local: the chain's name.")] = "main",
    first_port: Annotated[
        int, typer.Option("--first-port", min=1, max=65_000, help="With --local: three ports for each from here on.")
    ] = 26_600,
    custody_url: Annotated[
        str | None, typer.Option("--custody", metavar="URL", help="The service of the custody tier.")
    ] = None,
    origin: OriginOption = "counterfoil.local/custody",
    witness: WitnessOption = [],  # noqa: B006
    quorum: Annotated[
        int | None, typer.Option(help="How many witnesses must cosign.", show_default="more than half")
    ] = None,
    recovery_delay_h: Annotated[
        int, typer.Option(min=0, max=8_760, metavar="HOURS", help="How long a chain's recovery takes to be in force.")
    ] = 24,
    no_encrypt: NoEncryptOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin a chain with the validators of these cards: bundle.json for every member, and the custody tier's folder.

    The bundle is public, and the same for all; each member checks it as it joins. In the folder `custody` are the keys
    of the custody log, its witnesses, auditors, and of the chain's depository and supervisor.
    """
    from counterfoil.node.consortium.setting_up import generate as generate_from
    from counterfoil.node.consortium.setting_up import generate_local
    from counterfoil.node.network import clock_ms
    from counterfoil.primitives.types import ChainId

    if (local is None) == (not cards):
        raise InputError("either cards, or --local", where="CARD", remedy="name the members' cards")
    witnesses = witness or list(WITNESSES)
    ask = cache(ask_for_new_keys(passphrase_file, no_encrypt=no_encrypt))

    def plan(url: str) -> "ConsortiumPlan":
        return _plan(origin, custody_url or url, witnesses, quorum, recovery_delay_h)

    if local is not None:
        bundle = generate_local(out, local, ChainId(chain), plan, ask, time=clock_ms(), first_port=first_port)
    else:
        if custody_url is None:
            raise InputError("members must know who has the custody log", where="--custody", remedy="name its address")
        bundle = generate_from(out, [_read_card(path) for path in cards], plan(custody_url), ask, time=clock_ms())
    _write_generated(out, bundle, as_json=as_json)


def _write_generated(out: Path, bundle: "Bundle", *, as_json: bool) -> None:
    from counterfoil.node.consortium.setting_up import CUSTODY_FOLDER

    made = {
        "folder": str(out),
        "chain": bundle.chain,
        "bundle": str(out / "bundle.json"),
        "custody_folder": str(out / CUSTODY_FOLDER),
        "validators": [one.validator for one in bundle.cards],
        "services": [one.service or "" for one in bundle.cards],
        "custody": bundle.custody.url,
    }
    if as_json:
        write_json(made)
    else:
        write_facts("Consortium generated", made)


def _plan(
    origin: str, custody_url: str, witnesses: Sequence[str], quorum: int | None, recovery_delay_h: int
) -> "ConsortiumPlan":
    from counterfoil.node.consortium.setting_up import ConsortiumPlan

    return ConsortiumPlan(
        origin=origin,
        custody_url=custody_url,
        witnesses=witnesses,
        quorum=len(witnesses) // 2 + 1 if quorum is None else quorum,
        entry_auditors=("auditor",),
        state_auditors=("auditor",),
        recovery_delay_ms=recovery_delay_h * 3_600_000,
    )


def _read_card(path: Path) -> "Card":
    from counterfoil.node.consortium.cards import read_card

    return read_card(read_input_file(path), str(path))


@app.command("join", epilog=example("counterfoil network join bundle.json --network north"))
def join(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The bundle.json of the chain.")],
    network: NetworkOption = Path(),
    later: Annotated[
        bool, typer.Option("--later", help="The chain runs already, and the member is none of its first.")
    ] = False,
    from_genesis: Annotated[
        bool, typer.Option("--from-genesis", help="With --later: execute every block, and take no snapshot.")
    ] = False,
    trust: Annotated[
        str | None,
        typer.Option("--trust", metavar="HEIGHT:HASH", help="With --later: a block of the engine that you were told."),
    ] = None,
    anchored: Annotated[
        str | None,
        typer.Option("--anchored", metavar="HEIGHT:HASH", help="With --later: a header that the custody log holds."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, on a terminal, whether to sign up to that.")] = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the bundle into the folder that has the member's card: checked against it, and nothing is overwritten.

    It is checked that the genesis begins with the validators of the cards, that their keys are proved, and that card
    and keys are this folder's. What the member signs up to is shown first: who has which role by which keys, how many
    decide, who recovers; on a terminal it is asked whether to go on. Doing it again changes nothing.

    A member of a chain that runs joins --later with the bundle that any member has; then its firm offers it on the
    chain (validators.offer), which decides to take it in. Its first start begins from a snapshot of the others, if its
    firm is registered there, else from genesis.
    """
    from counterfoil.node.consortium.bundle import read_bundle
    from counterfoil.node.consortium.joining import join as join_with
    from counterfoil.node.consortium.terms import terms_of
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import Layout

    read = read_bundle(read_input_file(bundle), str(bundle))
    if not as_json:
        _show_terms(read)
    if not yes and sys.stdin.isatty():
        typer.confirm("Join?", abort=True, err=True)
    keyring = Keyring(Layout(network).keys, cache(ask_passphrase(passphrase_file)))
    snapshot = _snapshot(later, from_genesis, trust, anchored)
    config = join_with(network, read, keyring, later=later, snapshot=snapshot)
    member: Any = config.chains[read.chain].member
    made = {
        "folder": str(network),
        "chain": read.chain,
        "validator": member.validator,
        "peers": [one.validator for one in member.peers],
        "custody": read.custody.url,
    }
    if as_json:
        made["terms"] = terms_of(read)
    if as_json:
        write_json(made)
    else:
        write_facts("Joined", made)


def _snapshot(later: bool, from_genesis: bool, trust: str | None, anchored: str | None) -> "SnapshotConfig | None":
    from counterfoil.node.consortium.described import SnapshotConfig

    if not later or from_genesis:
        for option, given in (("--trust", trust), ("--anchored", anchored)):
            if given is not None:
                raise InputError("there is no snapshot to judge by it", where=option, remedy="leave it out")
        return None
    trusted, held = _height_and_hash(trust, "--trust"), _height_and_hash(anchored, "--anchored")
    return SnapshotConfig(
        trust_height=trusted[0], trust_hash=trusted[1], anchored_height=held[0], anchored_hash=held[1]
    )


def _height_and_hash(given: str | None, option: str) -> "tuple[int, HashField] | tuple[None, None]":
    if given is None:
        return None, None
    height, _, hash_ = given.partition(":")
    digits = height.isascii() and height.isdigit() and len(height) < _HEIGHT_DIGITS
    if not digits or re.fullmatch("[0-9a-f]{64}", hash_.lower()) is None:
        raise InputError(f"{given[:100]!r} is no height and hash", where=option, remedy="such as 1200:9f86d0…")
    return int(height), HexHash(hash_.lower())


def _show_terms(bundle: "Bundle") -> None:
    """Before anything is done; with --json it stands in the answer."""
    from counterfoil.evidence.text import format_time
    from counterfoil.node.consortium.terms import terms_of

    terms = terms_of(bundle)
    write_facts(
        "What is signed up to",
        {
            "chain": terms.chain,
            "begins": format_time(terms.begins),
            "genesis": terms.genesis,
            "validators": list(terms.validators),
            "decided and sealed by": f"{terms.threshold} of {len(terms.validators)} validators",
            "custody": f"{terms.log}, {terms.custody}",
        },
    )
    write_table(
        "Who may do what",
        ("party", "roles", "keys", "of them sign"),
        [
            (one.party, ", ".join(one.roles), ", ".join(one.keys), one.threshold)
            for one in (*terms.parties, terms.recovery)
        ],
    )


@app.command("status", epilog=example("counterfoil network status --network practice/custody"))
def status(
    network: NetworkOption = Path(),
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell how every node of the network stands that this folder knows, as far as it answers.

    Heights and lags, validators with the ends of their keys, certificates, witnesses and auditors. A node's height is
    believed as far as it serves a block that two thirds of the validators sealed, and else told as its own word. What
    is not well is listed, and is exit code 1.
    """
    from counterfoil.node.consortium.status import network_status

    with open_network(network, passphrase_file) as opened:
        found = network_status(opened)
    if as_json:
        write_json(found)
    else:
        _write_status(found)
    if found.problems:
        raise typer.Exit(ExitCode.negative)


def _write_status(found: "NetworkStatus") -> None:
    from counterfoil.evidence.text import format_time

    def time(value: int | None) -> str:
        return "" if value is None else format_time(value)

    def height(one: "NodeStatus") -> str:
        told = "" if one.height is None else str(one.height)
        return told if one.name == "here" or one.proved is not None or not told else f"{told} (said, not proved)"

    write_table(
        "Nodes",
        ("chain", "node", "role", "address", "height", "behind", "proved", "certificate until", "problem"),
        [
            (
                *(one.chain, one.name, one.role, one.address, height(one)),
                *(one.behind, one.proved, time(one.certificate), one.problem),
            )
            for one in found.nodes
        ],
    )
    if found.validators:
        write_table(
            "Validators",
            ("chain", "validator", "party", "in the set since", "keys until"),
            [(one.chain, one.validator, one.party, one.since, time(one.expires)) for one in found.validators],
        )
    if found.cosigners:
        write_table(
            "Custody log",
            ("who", "signed what is published"),
            [(name, "yes" if signed else "no") for name, signed in found.cosigners.items()],
        )
    for one in found.nodes:
        if one.began is not None:
            write_line(
                f"{one.chain}, {one.name}: began from a snapshot at block {one.began}; it has every block of the "
                f"chain, and those of the engine only after {one.engine_began}."
            )
    for problem in found.problems:
        write_line(f"Not well: {problem}")
    if not found.problems:
        write_line("All is well.")
