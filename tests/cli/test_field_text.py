# SPDX-License-Identifier: Apache-2.0
"""What users write for a field: lists and parts of it, in an option or in a cell."""

import pytest

from counterfoil.cli.acts import fields_of
from counterfoil.cli.field_text import FieldReader
from counterfoil.modules import laws
from counterfoil.primitives.errors import InputError


def reader() -> FieldReader:
    """It knows no key, and its clock stands still."""
    return FieldReader(lambda _name: pytest.fail("no key is named"), lambda: 0)


def fields_by_name(call):
    """The types of a call's fields."""
    return {field.name: hint for field, hint in fields_of(laws().calls[call])}


@pytest.mark.parametrize(
    ("call", "field", "told"),
    [
        ("over_the_counter.affirm", "terms", "as counterfoil show record says"),
        ("contracts.approve", "code", "or a contract's folder"),
    ],
)
def test_a_hash_that_the_ledger_says_is_taken_of_no_file(tmp_path, call, field, told):
    """Neither a deal's terms nor code are one file: its hash would be of something else."""
    hint, file = fields_by_name(call)[field], tmp_path / "terms.json"
    file.write_text("{}")
    with pytest.raises(InputError) as refused:
        reader().read(hint, str(file), where=f"--{field}")
    assert told in refused.value.remedy
    assert reader().read(hint, "a" * 64, where=f"--{field}") == "a" * 64


@pytest.mark.parametrize("days", ["days=6,days=7", "days=[6,7]"])
def test_a_list_in_a_field_of_a_list_needs_no_json(days):
    """Its name is repeated, or it stands in brackets; the marks in there end nothing."""
    rules = f"kind=listed;kind=window,{days},opens_min=1,closes_min=2"
    assert reader().read(fields_by_name("restrictions.set_rules")["rules"], rules, where="--rules") == [
        {"kind": "listed"},
        {"kind": "window", "days": [6, 7], "opens_min": 1, "closes_min": 2},
    ]


CONTENTS = (
    "amount=25000,goods=copper,packages=10,packing=bundles,marks=A,loss_ppm=0,place=Shed 3,kept_from=+0m,"
    "kept_until=+1d,fees=none,fees_paid_until=+1d,insurance={},certificate=" + "a" * 64 + ",issued_at=Shanghai"
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"all risks, Harbour"', "all risks, Harbour"),
        ('"all risks; [Harbour, \\"77\\"]"', 'all risks; [Harbour, "77"]'),
        ("all risks", "all risks"),
        ('all "risks"', 'all "risks"'),
        ('"A" and "B"', '"A" and "B"'),
        ('the 5" pipe', 'the 5" pipe'),
    ],
)
def test_a_text_with_a_comma_stands_between_quotation_marks(written, read):
    """What is insured by "all risks, Harbour" is one text; marks elsewhere in a text are its own."""
    hint = fields_by_name("receipts.draft")["contents"]
    told = reader().read(hint, CONTENTS.format(written), where="--contents")
    assert (told["insurance"], told["issued_at"]) == (read, "Shanghai")


def test_a_comma_in_a_bare_text_is_told_how_to_be_written():
    """It named no field, and nobody was told what would be right."""
    hint = fields_by_name("receipts.draft")["contents"]
    with pytest.raises(InputError) as refused:
        reader().read(hint, CONTENTS.format("all risks, Harbour"), where="--contents")
    assert (refused.value.where, refused.value.problem) == ("--contents, insurance", "a comma begins the next field")
    assert 'insurance="all risks, Harbour"' in refused.value.remedy


def test_an_object_in_an_object_of_a_list_stands_in_brackets():
    """As the example of opening a pool has it: ranks, each with its terms; and a day from today on."""
    terms = fields_by_name("securitisation.open")["terms"]
    ranks = "[instrument=A,tranche=[rank=1,notional=7,rate_ppm=3%];instrument=B,tranche=[rank=2,notional=5]]"
    read = reader().read(terms, f"cut_off=+30d,notes={ranks},fees=[rate_ppm=0.2%]", where="--terms")
    assert read == {
        "cut_off": 30,
        "notes": [
            {"instrument": "A", "tranche": {"rank": 1, "notional": 7, "rate_ppm": 30_000}},
            {"instrument": "B", "tranche": {"rank": 2, "notional": 5}},
        ],
        "fees": {"rate_ppm": 2_000},
    }
    with pytest.raises(InputError, match="is no date"):
        reader().read(terms, "cut_off=30d", where="--terms")


def test_objects_in_a_field_are_json_in_brackets():
    """Their commas and marks, also those in a text, are their own."""
    scope = 'seizure=o-1,victims=[{"account":"a;]-1","claim":3}],instrument=S'
    read = reader().read(fields_by_name("supervision.give")["scope"], scope, where="--scope")
    assert read == {"seizure": "o-1", "victims": [{"account": "a;]-1", "claim": 3}], "instrument": "S"}


@pytest.mark.parametrize(
    ("call", "field", "text", "value"),
    [
        ("restrictions.set_rules", "rules", "kind=country_allowed,values=[CN, HK]", ["CN", "HK"]),
        ("supervision.give", "scope", "victims=[account=a,claim=3;account=b,claim=4]", [("a", 3), ("b", 4)]),
    ],
)
def test_brackets_hold_words_and_parts_too(call, field, text, value):
    """Words with a comma between them, and what has parts itself with a semicolon."""
    read = reader().read(fields_by_name(call)[field], text, where=field)
    if field == "rules":
        assert read == [{"kind": "country_allowed", "values": value}]
    else:
        assert read == {"victims": [{"account": account, "claim": claim} for account, claim in value]}


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("kind=listed,kind=listed", "--rules: kind is given twice"),
        ("kind=window,days=[6", "--rules, days: not JSON"),
        ("kind=window,days=6;7", "'7' names no field of Rule"),
    ],
)
def test_a_part_that_cannot_be_read_is_told(rules, told):
    """Brackets that do not close bind nothing."""
    with pytest.raises(InputError) as raised:
        reader().read(fields_by_name("restrictions.set_rules")["rules"], rules, where="--rules")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("call", "field", "text", "value"),
    [
        ("supervision.set_policy", "powers", "kind=freeze,authorities=court,duration_max_ms=+30d", 30 * 86_400_000),
        ("supervision.set_policy", "powers", "kind=freeze,authorities=court,duration_max_ms=90m", 90 * 60_000),
        ("supervision.set_policy", "powers", "kind=freeze,authorities=court,duration_max_ms=5000", 5_000),
        ("restrictions.set_rules", "rules", "kind=window,opens_min=09:30", 570),
        ("restrictions.set_rules", "rules", "kind=window,closes_min=24:00", 1_440),
        ("restrictions.set_rules", "rules", "kind=foreign_share,share_bp=20.5%", 2_050),
        ("supervision.give", "scope", "share_ppm=0.0001 %", 1),
        ("restrictions.set_rules", "offset_min", "+08:00", 480),
        ("restrictions.set_rules", "offset_min", "UTC-03:30", -210),
        ("cash.set_rate", "rate_ppm", "0.35%", 3_500),
        ("cash.set_rate", "day", "2027-01-04", 20_822),
        ("cash.set_rate", "day", "20822", 20_822),
    ],
)
def test_durations_clocks_dates_and_shares_as_people_write_them(call, field, text, value):
    """Also within a part of a list; a whole number is in the field's own unit, as in a file of calls."""
    read = reader().read(fields_by_name(call)[field], text, where=field)
    part = read[0] if isinstance(read, list) else read
    assert value in part.values() if isinstance(part, dict) else part == value


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("duration_max_ms", "a month", "such as 30d, 12h, 90m"),
        ("opens_min", "9.30", "such as 09:30"),
        ("share_bp", "0.001%", "at most 2 digits behind the point"),
        ("share_bp", "some", "such as 0.35%"),
    ],
)
def test_what_is_no_such_measure_is_told_with_one(field, text, told):
    """In the words of what is asked for."""
    call, name = (
        ("supervision.set_policy", "powers") if field == "duration_max_ms" else ("restrictions.set_rules", "rules")
    )
    with pytest.raises(InputError) as error:
        reader().read(fields_by_name(call)[name], f"{field}={text}", where=name)
    assert error.value.remedy is not None and told in error.value.remedy


@pytest.mark.parametrize(
    ("call", "field", "text", "told"),
    [
        ("receivables.offer", "financing", "discount=3,000,fees=0", "--financing, discount: write discount=3000"),
        (
            "receivables.offer",
            "financing",
            "fees=0,discount=1,003,000",
            "--financing, discount: write discount=1003000",
        ),
        (
            "receivables.propose",
            "terms",
            "face=100,000.00,max_depth=2",
            "--terms, face: write it whole, in the smallest unit",
        ),
        ("receivables.propose", "terms", "invoices=[amount=1,000]", "--terms, invoices, amount: write amount=1000"),
        ("receivables.set_line", "ceiling", "5,000,000", "--ceiling: write 5000000"),
        ("receivables.set_line", "ceiling", "-1,000", "--ceiling: write -1000"),
    ],
)
def test_marks_between_thousands_are_refused_with_what_is_right(call, field, text, told):
    """A comma begins the next field of an object, and a whole number has none."""
    with pytest.raises(InputError) as refused:
        reader().read(fields_by_name(call)[field], text, where=f"--{field}")
    assert f"{refused.value.where}: {refused.value.remedy}" == f"{told}, without marks between thousands"


@pytest.mark.parametrize("text", ["discount=3,000x,fees=0", "discount=3,0000", "discount=,000"])
def test_what_is_no_such_sum_is_no_field(text):
    """Nothing is made of it but what stands there."""
    with pytest.raises(InputError, match=r"names no field of Financing|is not a whole number"):
        reader().read(fields_by_name("receivables.offer")["financing"], text, where="--financing")


def test_a_date_that_is_none_is_told():
    """Neither days nor a date."""
    with pytest.raises(InputError, match="no date"):
        reader().read(fields_by_name("cash.set_rate")["day"], "2027-13-01", where="--day")


def test_a_number_with_a_point_is_told_that_it_counts_smallest_units():
    """Of money typed in yuan, the fen that would be right."""
    hint = fields_by_name("holdings.hold")["quantity"]
    for text, meant in (("800.00", "80000, of a unit of 2 decimals"), ("29.9", "299, of a unit of 1 decimal")):
        with pytest.raises(InputError) as refused:
            reader().read(hint, text, where="--quantity")
        assert refused.value.remedy.endswith(meant)


def test_what_has_no_end_is_held_for_never():
    """The last time that there is, without its sixteen digits."""
    assert reader().read(fields_by_name("holdings.hold")["expires"], "never", where="--expires") == 2**53 - 1


def test_a_tolerance_within_rules_is_written_as_a_share():
    """As every other share is."""
    rules = reader().read(fields_by_name("receipts.open_scheme")["rules"], "tolerance_ppm=2%", where="--rules")
    assert rules["tolerance_ppm"] == 20_000
