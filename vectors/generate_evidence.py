# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/evidence: honest packages of every kind, and each forged one; run it to renew them.

``expected.json`` names, for each file, the check that must fail, or null for those that must be proved. All are
judged with the one ``trust.json`` beside them. ``features.json`` has the features that a header may name,
``laws.json`` the forms of calls, events and records with the tables of the laws, ``words.json`` every sentence that the
words of a claim are made of.
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "evidence"


def documents() -> dict[str, bytes]:
    """Every file of the folder by name."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from support.evidence_cases import FORGED, HONEST, told
    from support.evidence_trust import trust_document
    from support.law_forms import law_forms

    packages = {f"{name}.zip": build() for name, build in HONEST.items()}
    packages |= {f"{name}.zip": build() for name, (_, build) in FORGED.items()}
    expected: dict[str, int | None] = {f"{name}.zip": None for name in HONEST}
    expected |= {f"{name}.zip": check for name, (check, _) in FORGED.items()}
    return {
        "expected.json": _json(expected),
        "features.json": _json(_features()),
        "laws.json": _json(law_forms()),
        "trust.json": _json(trust_document(told().world.trust())),
        "words.json": _json(_words()),
        **packages,
    }


def _features() -> list[str]:
    """The features that a header may name."""
    from counterfoil.modules import laws

    return sorted(laws().features)


def _words() -> dict[str, object]:
    """The templates of claims and events, and what each kind of claim does not claim."""
    from counterfoil.evidence import claim_words, json_words, measures, record_words, text, words
    from counterfoil.evidence.bilingual import Words
    from counterfoil.modules import laws

    def both(value: Words) -> dict[str, str]:
        return {"en": value.en, "zh": value.zh}

    def templates(module: object) -> dict[str, dict[str, str]]:
        return {
            name.strip("_").lower(): both(value)
            for name, value in sorted(vars(module).items())
            if (isinstance(value, Words) and not name.startswith("_NOT_")) or name in ("_NOT_KEPT", "_NOT_DEFINED")
        }

    every = [both(limit) for limit in claim_words._LIMITS_OF_ALL]
    vocabulary = laws().vocabulary
    return {
        "claims": templates(claim_words),
        "does_not_claim": {
            kind.value: [*map(both, limits), *every] for kind, limits in sorted(claim_words._LIMITS.items())
        },
        "events": {
            "clauses": [[name, both(clause)] for name, clause in vocabulary.clauses.items()],
            "composed": {
                name: [{"kind": one.kind, "without": one.without, "words": both(one.words)} for one in pieces]
                for name, pieces in sorted(vocabulary.composed.items())
            },
            "enumerated": sorted(vocabulary.enumerated),
            "measures": {type_: dict(sorted(told.items())) for type_, told in sorted(vocabulary.measures.items())},
            "quantities": sorted(vocabulary.quantities),
            "rows": {name: both(row) for name, row in sorted(vocabulary.rows.items())},
            "sentences": {type_: both(said) for type_, said in sorted(vocabulary.sentences.items())},
            "sums": {type_: dict(sorted(told.items())) for type_, told in sorted(vocabulary.sums.items())},
            "templates": templates(words),
            "values": {value: both(said) for value, said in sorted(vocabulary.values.items())},
            "usual": dict(vocabulary.usual),
            "written": sorted(vocabulary.quoted),
        },
        "records": {
            "counted": {table: dict(sorted(told.items())) for table, told in sorted(vocabulary.counted.items())},
            "durations": [[each, both(name)] for name, each in measures._PARTS_MS.items()],
            "fields": {name: both(said) for name, said in sorted(vocabulary.fields.items())},
            "remarks": {
                table: [{"unless": one.unless, "where": one.where, "words": both(one.words)} for one in remarks]
                for table, remarks in sorted(vocabulary.remarks.items())
            },
            "tables": {table: dict(sorted(forms.items())) for table, forms in sorted(vocabulary.tables.items())},
            "templates": templates(record_words) | templates(json_words) | {"never": both(measures.UNENDING)},
        },
        "invisible": text._INVISIBLE,
        "quotes": text._QUOTES,
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    written = documents()
    for stale in {file.name for file in FOLDER.iterdir()} - set(written):
        (FOLDER / stale).unlink()
    for name, content in written.items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
