# SPDX-License-Identifier: Apache-2.0
"""What a contract's interface says, as a page: its calls, their parameters, its views."""

from collections.abc import Iterator, Mapping

from counterfoil.law.program import Entry, Parameter
from counterfoil.node.contracts.folder import ContractFolder


def handbook(contract: ContractFolder, entries: Mapping[str, Entry]) -> str:
    """The page in Markdown."""
    manifest = contract.manifest
    lines = [f"# {manifest.title or manifest.name}", ""]
    if manifest.summary:
        lines += [manifest.summary, ""]
    lines += [
        f"- name: `{manifest.name}`",
        f"- code: `{contract.code}`",
        f"- licence: {manifest.licence}",
        f"- upgrades: {manifest.upgrades}",
        f"- dialect: {manifest.dialect}",
        *([f"- roles: {', '.join(manifest.roles)}"] if manifest.roles else []),
        "",
    ]
    for heading, views in (("Calls", False), ("Views", True)):
        told = [line for entry in entries.values() if entry.view is views for line in _told(entry)]
        lines += [f"## {heading}", "", *told] if told else []
    return "\n".join(lines).rstrip() + "\n"


def _told(entry: Entry) -> Iterator[str]:
    yield f"### `{entry.name}({', '.join(map(_parameter, entry.parameters))})`"
    yield ""
    yield entry.doc.removeprefix("View:").strip().replace("\n    ", "\n")
    yield ""


def _parameter(parameter: Parameter) -> str:
    return f"{parameter.name}: {parameter.type}" + (f" = {parameter.default!r}" if parameter.optional else "")
