# SPDX-License-Identifier: Apache-2.0
"""The sections of the report, in the order of the page, all but the drawing and the table of events."""

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.narrative import JudgedCheck, Judgement, Parts, ReportModel
from counterfoil.page.amounts import Unit, amount
from counterfoil.page.markup import NOTHING, Markup, element, join, lines, paragraphs, spans, text
from counterfoil.page.report_labels import LABELS, PARTS
from counterfoil.page.report_table import ROWS_MAX
from counterfoil.page.title_drawing import draw_titles
from counterfoil.page.trail_drawing import ShowTime, draw_legend, draw_trail, drawn, has_balances

COMMANDS = "counterfoil verify PACKAGE --trust trust.json\ncounterfoil-verify PACKAGE --trust trust.json"


def section(label: str, *content: Markup, class_: str = "part") -> Markup:
    """A section under its heading; ``label`` names the heading in ``LABELS`` and the section's id."""
    heading = element("h2", spans(LABELS[label]), id=label.replace("_", "-"))
    return element("section", lines(heading, *content), class_=class_, aria_labelledby=label.replace("_", "-"))


def title(heading: Words, kind: Words) -> Markup:
    """The head of the page: a mark of two matching halves, the title, what kind of page it is."""
    mark = element(
        "svg",
        element("path", class_="rail", d="M6 6H50V50H6Z"),
        element("path", class_="head", d="M6 6H28L32 13L24 20L32 28L24 36L32 43L28 50H6Z"),
        class_="mark",
        viewBox="0 0 56 56",
        aria_hidden="true",
    )
    return element(
        "header",
        mark,
        element("h1", spans(heading)),
        element("p", spans(kind), class_="kind"),
    )


def judgement(found: Judgement, times: ShowTime) -> Markup:
    """What the verifier found, in which files, with which program, when; then its checks, one by one."""
    verdict = element("p", spans(LABELS["proved" if found.proved else "not_proved"]), class_="verdict")
    facts = _facts(
        _fact("package_file", join(_name(found.package), element("p", text(found.package_hash), class_="hash"))),
        _fact("trust_file", join(_name(found.trust), element("p", text(found.trust_hash), class_="hash"))),
        _fact("verifier", text(found.version)),
        _fact("verified_at", text(times(found.verified_at))),
    )
    sentence = paragraphs(found.sentence, "statement")
    head = element("tr", *(element("th", spans(LABELS[name]), scope="col") for name in ("check", "result", "in_words")))
    rows = (_check(check) for check in found.checks)
    checks = element("table", element("thead", head), element("tbody", lines(*rows)), class_="checks")
    caution = paragraphs(LABELS["verifier_caution"], "pair caution")
    return join(section("judgement", verdict, sentence, facts, caution), Markup("\n"), section("checks", checks))


def _check(check: JudgedCheck) -> Markup:
    number = element("th", text(f"{check.number}. "), spans(check.name), scope="row")
    failed = {"class_": "failed"} if check.failed else {}
    return element(
        "tr", number, element("td", spans(check.status)), element("td", paragraphs(check.sentence)), **failed
    )


def claim(model: ReportModel, *, by_verifier: bool) -> Markup:
    """What the package proves, in the words of the claim; then what a page in a package is and is not."""
    statement = paragraphs(Words(model.statement_en, model.statement_zh), "statement")
    executed = NOTHING if model.as_executed is None else paragraphs(model.as_executed, "pair caution")
    caution = NOTHING if by_verifier else paragraphs(LABELS["caution"], "pair caution")
    return section("claimed", statement, executed, caution)


def names(model: ReportModel) -> Markup:
    """What the parties that the page names are called in the register, and whose the accounts are."""
    if not model.names:
        return NOTHING
    holders = ((account, model.party_called(holder)) for account, holder in model.holders)
    rows = (
        element("tr", element("th", _name(identifier), scope="row"), element("td", _name(name), class_="value"))
        for identifier, name in (*model.names, *holders)
    )
    return section("names", element("table", element("tbody", lines(*rows)), class_="facts"))


def particulars(model: ReportModel, times: ShowTime) -> Markup:
    """The facts that the claim is about."""
    instrument = join(_name(model.instrument), text(" · "), _name(model.instrument_name))
    unit = LABELS["unit_value"].fill(name=model.unit_name, decimals=model.unit_decimals)
    holder = dict(model.holders).get(model.account)
    rows = [
        *([_fact("account", _name(model.account))] if model.account else []),
        *([_fact("holder", _name(model.party_called(holder)))] if holder else []),
        *([_fact("instrument", instrument)] if model.instrument else []),
        *([_fact("unit", spans(unit))] if model.unit_name else []),
        _fact("chain", _name(model.chain)),
        _fact("as_of", text(times(model.as_of))),
        _fact("header_time", text(times(model.header_time))),
        _fact("received_at", text(times(model.received_at))),
        _fact("witnessed_at", text(times(model.witnessed_at))),
        _fact("state_audit", spans(LABELS["audited" if model.audited else "not_audited"])),
    ]
    if model.steps:
        rows.append(_fact("events", text(f"{len(model.steps):,}")))
    balance = NOTHING if model.balance is None else _balance(model.balance, model.unit)
    return section("particulars", _facts(*rows), balance)


def not_claimed(model: ReportModel) -> Markup:
    """What the reader must not conclude."""
    pairs = zip(model.not_claimed_en, model.not_claimed_zh, strict=True)
    return section(
        "not_claimed", element("ul", *(element("li", paragraphs(Words(en, zh), "item")) for en, zh in pairs))
    )


def trail(model: ReportModel, times: ShowTime) -> Markup:
    """The drawing, or why there is none."""
    if not model.steps:
        return section("trail", paragraphs(LABELS["no_trail"]))
    count = len(model.steps)
    where = LABELS["in_table" if count <= ROWS_MAX else "in_package"]
    hidden = f"{count - sum(drawn(count)):,}"
    gap = LABELS["between"].fill(count=hidden, where=where)
    drawing = draw_trail(model.steps, unit=model.unit, gap=gap, end=_end(model), times=times)
    told = (
        "transfer_about" if model.kind == "transfer" else "trail_about" if has_balances(model.steps) else "steps_about"
    )
    legend = draw_legend() if has_balances(model.steps) else NOTHING
    return section("trail", paragraphs(LABELS[told]), legend, drawing, class_="new-page")


def titles(model: ReportModel, times: ShowTime) -> Markup:
    """The chains of title, where the package shows any."""
    if not model.titles:
        return NOTHING
    return section("titles", paragraphs(LABELS["titles_about"]), draw_titles(model, times))


def custody(model: ReportModel, times: ShowTime) -> Markup:
    """What anchors the claim: the log, the header, and who cosigned when."""
    facts = _facts(
        _fact("origin", _name(model.checkpoint_origin)),
        _fact("size", text(f"{model.checkpoint_size:,}")),
        _fact("header_height", text(f"{model.header_height:,}")),
        _fact("header_time", text(times(model.header_time))),
        _fact("header_hash", element("span", text(model.header_hash), class_="hash")),
    )
    head = element(
        "tr",
        *(element("th", spans(LABELS[name]), scope="col") for name in ("cosigner", "cosigns_as", "cosigned_at")),
    )
    rows = (
        element(
            "tr",
            element("th", _name(name), scope="row"),
            element("td", spans(LABELS["entry_auditor" if name in model.entry_auditors else "witness"])),
            element("td", text(times(time)), class_="number"),
        )
        for name, time in model.witnesses
    )
    witnesses = element("table", element("thead", head), element("tbody", *rows), class_="witnesses")
    about = paragraphs(LABELS["custody_about"])
    return section("custody", about, facts, element("h3", spans(LABELS["cosigners"])), witnesses)


def beliefs(model: ReportModel) -> Markup:
    """Whom the proof rests on."""
    if not model.beliefs:
        return NOTHING
    items = (element("li", paragraphs(words, "item")) for words in model.beliefs)
    return section("beliefs", paragraphs(LABELS["beliefs_about"]), element("ul", *items))


def verification() -> Markup:
    """How the reader checks the package without trusting this page."""
    return section(
        "verify",
        paragraphs(LABELS["verify_trust"]),
        paragraphs(LABELS["verify_run"]),
        element("pre", text_lines(COMMANDS)),
        paragraphs(LABELS["verify_outcome"]),
    )


def text_lines(value: str) -> Markup:
    """Our own text of several lines, whose line breaks are meant."""
    return Markup("\n".join(text(line) for line in value.split("\n")))


def closing(model: ReportModel) -> Markup:
    """The foot of the page."""
    chain = text(f"{model.chain} · {model.checkpoint_origin} · {model.header_height:,} · {model.header_hash[:16]}…")
    return element("footer", element("p", spans(LABELS["times"])), element("p", chain))


def _end(model: ReportModel) -> Words:
    """What the lower end of the drawn line means for this claim."""
    if model.kind != "control":
        return LABELS["end_of_claim"]
    return LABELS["end_of_trail" if model.current else "end_as_of"]


def _name(value: str) -> Markup:
    """A name that somebody else chose, kept from reordering the text around it."""
    return element("bdi", text(value), class_="name")


def _facts(*rows: Markup) -> Markup:
    return element("table", element("tbody", lines(*rows)), class_="facts")


def _fact(label: str, value: Markup) -> Markup:
    heading = element("th", spans(LABELS[label]), scope="row")
    return element("tr", heading, element("td", value, class_="value number"))


def _balance(balance: Parts, unit: Unit | None) -> Markup:
    """The total and its four parts."""
    cells = [(LABELS["total"], balance.total), *((PARTS[part], value) for part, value in balance.items())]
    return join(
        element("h3", spans(LABELS["holding"])),
        element(
            "dl",
            *(
                element(
                    "div",
                    element("dt", spans(words)),
                    element("dd", text(amount(value, unit)), class_="number"),
                )
                for words, value in cells
            ),
            class_="parts",
        ),
    )
