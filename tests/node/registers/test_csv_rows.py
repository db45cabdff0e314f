# SPDX-License-Identifier: Apache-2.0
"""CSV files as other systems write them: every line is a row or refused; columns become fields."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.node.registers.csv_mapping import parse_mapping, parse_table
from counterfoil.node.registers.csv_rows import (
    FIELD_LENGTH_MAX,
    LINE_BYTES_MAX,
    CsvFile,
    CsvFormat,
    RefusedRow,
    Row,
    RowProblem,
)
from counterfoil.node.registers.instrument_rows import InstrumentRows, parse_natural, parse_quantity
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import QUANTITY_MAX


def write(path: Path, text: str | bytes) -> CsvFile:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CsvFile(path, CsvFormat())


# Reading.

BAD_LINES = [
    (b'9,"SSE.1,equity', "bad_quoting"),
    (b'9,"SSE"1,equity', "bad_quoting"),
    (b"9,two", "wrong_field_count"),
    (b"9,a,b,c", "wrong_field_count"),
    (b"9,a\x00b,equity", "bad_character"),
    (b"9,a\x1bb,equity", "bad_character"),
    ("9,a\u2028b,equity".encode(), "bad_character"),
    ("9,a\ufffdb,equity".encode(), "bad_character"),
    (b"9," + b"a" * (FIELD_LENGTH_MAX + 1) + b",equity", "field_too_long"),
    (b"9," + b"a" * (3 * LINE_BYTES_MAX) + b",equity", "line_too_long"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES)
def test_a_bad_line_is_refused_alone(tmp_path, line, reason):
    """Each kind of damage costs its own line and no other, and the line numbers stay right."""
    file = write(tmp_path / "f.csv", b"a,b,c\n1,x,y\n" + line + b"\n2,x,y\r\n")
    first, second, third = file.rows()
    assert (first, third) == (Row(2, ["1", "x", "y"]), Row(4, ["2", "x", "y"]))
    assert isinstance(second, RefusedRow)
    assert (second.line, second.reason) == (3, reason)


def test_marks_blank_lines_and_quotes_are_read(tmp_path):
    """A byte-order mark, blank lines, a missing last line end and quoted separators are no damage."""
    file = write(tmp_path / "f.csv", '\ufeffid,name\n\n1,"a, ""b"""\n  \n2, c ')
    assert file.columns == ("id", "name")
    assert list(file.rows()) == [Row(3, ["1", 'a, "b"']), Row(5, ["2", "c"])]
    assert file.count() == 4


def test_another_encoding_is_read(tmp_path):
    """A register in GB 18030, as Chinese systems write them, is read as what it is."""
    path = tmp_path / "f.csv"
    path.write_bytes("id,name\n1,浦发银行\n".encode("gb18030"))
    assert list(CsvFile(path, CsvFormat(encoding="gb18030")).rows()) == [Row(2, ["1", "浦发银行"])]


@pytest.mark.parametrize(
    ("content", "form", "fits"),
    [
        (b"a,b\n1,2\n3,\xff\n", CsvFormat(), "name its encoding"),
        ("a,b\n1,2\n3,泰山\n".encode("gbk"), CsvFormat(), "--encoding gbk"),
        ("a,b\n1,2\n3,中国平安\n".encode("gbk"), CsvFormat(), "--encoding gbk"),
        ("a,b\n1,2\n3,泰山\n".encode(), CsvFormat(encoding="ascii"), "--encoding utf-8"),
    ],
)
def test_a_file_that_does_not_decode_as_a_whole_gives_no_row(tmp_path, content, form, fits):
    """Each row is refused, also those that would decode, and told which encoding fits."""
    (tmp_path / "f.csv").write_bytes(content)
    file = CsvFile(tmp_path / "f.csv", form)
    assert [(row.line, row.reason) for row in file.rows()] == [(2, "bad_encoding"), (3, "bad_encoding")]
    assert fits in file.damage
    [(_, cells)] = file.originals({3})
    assert ",".join(cells).encode(file.encoding, errors="surrogateescape") == content.splitlines()[2]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("a,b\n".encode("utf-16"), CsvFormat()),
        (b"a,b\n", CsvFormat(encoding="klingon")),
        (b"a,b\n", CsvFormat(encoding="utf-16-le")),
        (b"a,b\n", CsvFormat(delimiter="||")),
        (b"", CsvFormat()),
        (b"\xff,b\n1,2\n", CsvFormat()),
        ("代码,b\n1,2\n".encode("gbk"), CsvFormat()),
    ],
)
def test_an_unusable_file_says_so(tmp_path, content, form):
    """What makes every row unreadable is one error, with where and what to do."""
    (tmp_path / "f.csv").write_bytes(content)
    with pytest.raises(InputError) as caught:
        CsvFile(tmp_path / "f.csv", form)
    assert caught.value.where
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("adjustable", "remedy"), [(True, "say --delimiter"), (False, "save it with , between fields")]
)
def test_another_separator_is_named_with_what_the_command_can_do(tmp_path, adjustable, remedy):
    """An option is named where there is one; a header of one column that is known is none of that."""
    form = CsvFormat(adjustable=adjustable)
    (tmp_path / "f.csv").write_bytes(b"code;name\n1;2\n")
    with pytest.raises(InputError, match="separated by ; and not by ,") as caught:
        CsvFile(tmp_path / "f.csv", form).require_separated({"name"})
    assert caught.value.remedy == remedy
    (tmp_path / "f.csv").write_bytes(b"code\tname\n1\t2\n")
    with pytest.raises(InputError, match="separated by tabs") as caught:
        CsvFile(tmp_path / "f.csv", form)
    assert caught.value.remedy == remedy
    (tmp_path / "f.csv").write_bytes(b"name\n1\n")
    CsvFile(tmp_path / "f.csv", form).require_separated({"name"})
    (tmp_path / "f.csv").write_bytes(b"")
    with pytest.raises(InputError, match="it is empty") as caught:
        CsvFile(tmp_path / "f.csv", form)
    assert ("--no-header" in caught.value.remedy) is adjustable


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), max_size=8))
def test_every_line_is_a_row_or_refused(tmp_path_factory, lines):
    """Whatever bytes a file holds, each line that is not blank comes back once, in order."""
    path = tmp_path_factory.mktemp("any") / "f.csv"
    path.write_bytes(b"a,b\n" + b"".join(line + b"\n" for line in lines))
    file = CsvFile(path, CsvFormat(encoding="latin-1"))
    expected = [number for number, line in enumerate(lines, start=2) if line.strip()]
    assert [row.line for row in file.rows()] == expected


# Mapping.


def test_a_mapping_takes_names_numbers_constants_and_templates(tmp_path):
    """The four ways to say where a field comes from."""
    file = write(tmp_path / "f.csv", "market,code,name\nSZSE,1,x\n")
    read = parse_mapping(
        ["id={market}.{2:6}", "unit:=share", "code=2"], file, fields=InstrumentRows.FIELDS, required=("id", "name")
    )
    [row] = file.rows()
    values = {name: one(row.cells) for name, one in read.items()}
    assert values == {"id": "SZSE.000001", "unit": "share", "code": "1", "name": "x"}


@pytest.mark.parametrize(
    "assignment", ["id", "id=9", "id=0", "id=nothing", "colour=1", "id={1", "id={}", "id={9}.{1}", "=1"]
)
def test_a_mapping_that_cannot_be_is_refused(tmp_path, assignment):
    """A wrong mapping is told before a row is read."""
    file = write(tmp_path / "f.csv", "a,b\n1,2\n")
    with pytest.raises(InputError):
        parse_mapping([assignment, "kind=1"], file, fields=InstrumentRows.FIELDS, required=("id", "kind"))


def test_a_table_of_values_is_strict():
    """Kinds and markets are translated by a table without doubles."""
    assert parse_table("A=x, B=y", where="--kinds") == {"A": "x", "B": "y"}
    assert parse_table(None, where="--kinds") == {}
    for wrong in ("A", "A=x,A=y"):
        with pytest.raises(InputError):
            parse_table(wrong, where="--kinds")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_a_number"),
        ("1.5", "not_a_number"),
        ("1e3", "not_a_number"),
        ("+1", "not_a_number"),
        ("1,000", "not_a_number"),
        ("٣", "not_a_number"),
        ("²", "not_a_number"),
        ("0x10", "not_a_number"),
        ("-1", "negative"),
        ("0", "not_positive"),
        (str(QUANTITY_MAX + 1), "quantity_overflow"),
        ("9" * 10_000, "quantity_overflow"),
    ],
)
def test_what_is_no_quantity_is_refused(text, reason):
    """Only ASCII digits within the ledger's range are a quantity."""
    with pytest.raises(RowProblem) as caught:
        parse_quantity(text, "quantity")
    assert caught.value.reason == reason


def test_quantities_reach_their_limits():
    """The largest quantity and leading zeros are fine."""
    assert parse_quantity(str(QUANTITY_MAX), "quantity") == QUANTITY_MAX
    assert parse_natural("0" * 30 + "7", "decimals") == 7
