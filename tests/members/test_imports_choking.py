"""Workbooks made to choke who opens them: refused with words, before they take time or memory."""

import io
import zipfile

import pytest

from ama_net.foundation.spreadsheets import UnreadableFileError, open_sheet, workbooks, xlsx_rows

XML = '<?xml version="1.0"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Nome</t></is></c></row>'


def _book(rows: str = HEAD, texts: str = "<si><t>Cognome</t></si>", **more: str) -> io.BytesIO:
    """A workbook of one sheet (``more`` are other parts), its parts as they are."""
    parts = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/texts.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="Soci" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/texts.xml": f'{XML}<sst xmlns="{MAIN}">{texts}</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {**parts, **more}.items():
            archive.writestr(name, content)
    return out


def _rows(book: io.BytesIO) -> list[list[str]]:
    return [row.cells for row in open_sheet(book).rows()]


def test_a_plain_one_is_read() -> None:
    assert _rows(_book()) == [["Cognome", "Nome"]]


def test_texts_in_runs_are_joined_without_how_they_are_pronounced() -> None:
    runs = "<si><r><t>Co</t></r><r><t>gnome</t></r><rPh><t>no</t></rPh></si>"
    assert _rows(_book(texts=runs)) == [["Cognome", "Nome"]]


def test_texts_are_read_no_further_than_the_cells_ask() -> None:
    book = _book(texts="<si><t>Cognome</t></si>" + "<si><t/></si>" * 1000 + "<broken")
    assert _rows(book) == [["Cognome", "Nome"]]


def test_a_text_that_is_not_there_is_a_broken_book() -> None:
    with pytest.raises(UnreadableFileError, match="rovinato"):
        _rows(_book(HEAD.replace("<v>0</v>", "<v>7</v>")))


def test_too_many_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_TEXTS", 10)
    asked = HEAD.replace("<v>0</v>", "<v>10</v>")
    with pytest.raises(UnreadableFileError, match="troppo grande"):
        _rows(_book(asked, texts="<si><t/></si>" * 11))


def test_texts_too_long_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_TEXTS", 1000)
    with pytest.raises(UnreadableFileError, match="troppo grande"):
        _rows(_book(texts="<si><t/></si>" * 100))


def test_a_part_that_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SMALL", 5000)
    styles = f'{XML}<styleSheet xmlns="{MAIN}">{"<x/>" * 2000}</styleSheet>'
    with pytest.raises(UnreadableFileError, match="troppo grande"):
        _rows(_book(**{"xl/styles.xml": styles}))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2">' + "<c/>" * 100_000,  # a row that never ends
        '<row r="1"/>' * 40_000,  # the same row again and again, none of which is given
        "<x/>" * 100_000,  # something else
    ],
)
def test_much_between_two_rows(monkeypatch: pytest.MonkeyPatch, rows: str) -> None:
    monkeypatch.setattr(workbooks, "SMALL", 200_000)
    with pytest.raises(UnreadableFileError, match="troppo grande"):
        _rows(_book(HEAD + rows))


def test_a_row_further_down_than_any_spreadsheet_has() -> None:
    with pytest.raises(UnreadableFileError, match="troppo grande"):
        _rows(_book(HEAD + '<row r="99999999999"/>'))


def test_many_empty_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_rows, "MOST_CELLS", 100_000)
    wide = "".join(f'<row r="{number}"><c r="XFD{number}"/></row>' for number in range(2, 10))
    with pytest.raises(UnreadableFileError, match="troppo grande"):
        _rows(_book(HEAD + wide))


def test_nothing_in_the_first_thousand_rows_is_an_empty_sheet() -> None:
    assert _rows(_book(HEAD.replace('r="1"', 'r="1002"').replace("A1", "A1002").replace("B1", "B1002"))) == []
