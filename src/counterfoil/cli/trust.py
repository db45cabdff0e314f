# SPDX-License-Identifier: Apache-2.0
"""``counterfoil trust``: whom a trust file believes, with the fingerprints to compare."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli.options import JsonOption, example, trust_of
from counterfoil.cli.output import write_facts, write_json, write_table
from counterfoil.primitives.input_files import read_input_file

if TYPE_CHECKING:
    from counterfoil.identity.policy import KeyPolicy
    from counterfoil.verify import Trust

app = typer.Typer(help="Look into trust files.", no_args_is_help=True)


@app.command("show", epilog=example("counterfoil trust show trust.json"))
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A trust file.")],
    as_json: JsonOption = False,
) -> None:
    """Show a trust file: its hash, and the key of everybody it believes, by role.

    Compare the fingerprints with what each of them publishes: a verifier believes this file and nothing else.
    """
    from counterfoil.primitives.hashing import digest, to_hex

    data = read_input_file(file)
    trust = trust_of(file, data)
    facts: dict[str, Any] = {
        "file": str(file),
        "sha256": to_hex(digest(data)),
        "quorum": _quorum(trust),
        "entry_auditors": trust.entry_auditors or "none: whoever holds the log's key is believed about its rules",
        "max_age_s": trust.max_age_s,
    }
    chains = [
        {
            "chain": name,
            "genesis": known.genesis.hex(),
            "log": known.log,
            "sealed_by": _policy(known.seal),
            "recovered_by": None if known.recovery is None else _policy(known.recovery),
            "recovery_takes_hours": round(known.recovery_delay_ms / 3_600_000, 2) if known.recovery else None,
            "audited_by": None if known.auditors is None else _policy(known.auditors),
        }
        for name, known in trust.chains.items()
    ]
    keys = _keys(trust)
    if as_json:
        write_json(facts | {"chains": chains, "keys": keys})
        return
    write_facts("Trust file", facts)
    for chain in chains:
        write_facts(f"Chain {chain.pop('chain')}", chain)
    rows = [(key["role"], key["name"], key["fingerprint"]) for key in keys]
    write_table("Keys", ("role", "name", "fingerprint (SHA-256)"), rows)


def _policy(policy: "KeyPolicy") -> str:
    return f"{policy.threshold} of {len(policy.keys)}: {', '.join(policy.keyids)}"


def _quorum(trust: "Trust") -> str:
    """The group that must cosign, and those below it."""
    groups = {group.name: group for group in trust.policy.groups}
    name = trust.policy.quorum
    waiting, told = [name], []
    while waiting:
        group = groups.get(waiting.pop(0))
        if group is not None:
            told.append(f"{group.name}: {group.threshold} of {', '.join(group.members)}")
            waiting += group.members
    return "; ".join(told) or name


def _keys(trust: "Trust") -> list[dict[str, str]]:
    """Everybody's key: role, name, and the SHA-256 by which its owner publishes it."""
    from counterfoil.identity.policy import PublicKey
    from counterfoil.verify.trust import keys_by_role

    return [
        {"role": role, "name": name, "fingerprint": PublicKey(key=key, scheme="ed25519").keyid}
        for role, name, key in keys_by_role(trust)
    ]
