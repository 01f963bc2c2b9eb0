"""Files as everyday programs write them: banks, forms, spreadsheets in other countries."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from .dirty import Dirty, dirty

_D, _B, _V = "DOUBLE", "BIGINT", "VARCHAR"
_MONEY = {"a": _V, "p": _D}

NUMBERS = [
    dirty("dollars", 'a,p\nx,$12.50\ny,"-$1,000.00"\nz,$3.00\n', _MONEY,
          [("x", 12.5), ("y", -1000.0), ("z", 3.0)], lines=4, header=1, loaded=3),
    dirty("dollars without a header", "x,$12.50\ny,$3.00\n", {"column0": _V, "column1": _D},
          [("x", 12.5), ("y", 3.0)], lines=2, loaded=2),
    dirty("euros behind", "a;p\nx;1.234,50 €\ny;-3,50 €\n", _MONEY, [("x", 1234.5), ("y", -3.5)],
          lines=3, header=1, loaded=2, decided={"decimal": ",", "thousands": "."}),
    dirty("a currency's code", "a;p\nx;CHF 1'234.50\ny;CHF 12.00\n", _MONEY,
          [("x", 1234.5), ("y", 12.0)], lines=3, header=1, loaded=2),
    dirty("two currencies", "a,p\nx,$12.50\ny,€3.00\n", {"a": _V, "p": _V},
          [("x", "$12.50"), ("y", "€3.00")], lines=3, header=1, loaded=2),
    dirty("another currency that comes late", "a,p\n" + "x,$5\n" * 3_000 + "y,€5\n",
          {"a": _V, "p": _V}, [*[("x", "$5")] * 3_000, ("y", "€5")], lines=3_002, header=1,
          loaded=3_001),
    dirty("percents", "a,p\nx,12%\ny,3.5%\nz,0\n", _MONEY, [("x", 12.0), ("y", 3.5), ("z", 0.0)],
          lines=4, header=1, loaded=3),
    dirty("percents beside numbers", "a,p\nx,5\ny,5%\n", {"a": _V, "p": _V},
          [("x", "5"), ("y", "5%")], lines=3, header=1, loaded=2),
    dirty("losses in brackets", 'a,p\nx,"(1,200.00)"\ny,3.25\nz,(5)\n', _MONEY,
          [("x", -1200.0), ("y", 3.25), ("z", -5.0)], lines=4, header=1, loaded=3),
    dirty("notes in brackets", "a,p\nx,(1)\ny,(2)\n", {"a": _V, "p": _V},
          [("x", "(1)"), ("y", "(2)")], lines=3, header=1, loaded=2),
    dirty("a minus behind, and a typographer's", "a,p\nx,12.50-\ny,−3.00\nz,4.00\n", _MONEY,
          [("x", -12.5), ("y", -3.0), ("z", 4.0)], lines=4, header=1, loaded=3),
    dirty("lakhs and crores", 'a,p\nx,"12,34,567.50"\ny,"1,00,000.00"\n', _MONEY,
          [("x", 1234567.5), ("y", 100000.0)], lines=3, header=1, loaded=2),
    dirty("money kept as it stands", "a,p\nx,$12.50\n", {"a": _V, "p": _V}, [("x", "$12.50")],
          lines=2, header=1, loaded=1, options={"columns": [{"source": "p", "type": "VARCHAR"}]}),
    dirty("money where not all of it is", "a,p\nx,$12.50\ny,free\nz,7\n", _MONEY,
          [("x", 12.5), ("y", None), ("z", 7.0)], ("cast", 1, 3), lines=4, header=1, loaded=3,
          cells_nulled=1, options={"columns": [{"source": "p", "type": "DOUBLE"}]}),
    dirty("halves among thousands are no whole numbers", 'p\n"1,234.50"\n"2,000.00"\n',
          {"p": _B}, [(None,), (2000,)], ("cast", 1, 2), lines=3, header=1, loaded=2,
          cells_nulled=1, options={"columns": [{"source": "p", "type": "BIGINT"}]}),
]  # fmt: skip

ACCENTS = [
    dirty(f"one {word} in Windows-1252", f"id;name\n1;{word}\n2;abc\n".encode("cp1252"),
          {"id": _B, "name": _V}, [(1, word), (2, "abc")], lines=3, header=1, loaded=2,
          decided={"encoding": "cp1252"})
    for word in ("Köln", "Øl", "Île-de-France", "“It’s” €5", "Größe", "São Paulo")
]  # fmt: skip

_ID_NAME: list[tuple[object, ...]] = [(1, "ann"), (2, "bob")]

DRAWN = [
    dirty("Markdown", "a|b\n---|:---:\n1|x\n2|y\n", {"a": _B, "b": _V}, [(1, "x"), (2, "y")],
          lines=4, header=2, loaded=2),
    dirty("Markdown with bars around", "|a|b|\n|---|---|\n|1|x|\n|2|y|\n", {"a": _B, "b": _V},
          [(1, "x"), (2, "y")], lines=4, header=2, loaded=2),
    dirty("psql", "id|name\n--+----\n1|ann\n2|bob\n(2 rows)\n", {"id": _B, "name": _V},
          _ID_NAME, lines=5, header=2, loaded=2, footer=1),
    dirty("mysql", "+--+----+\n|id|name|\n+--+----+\n|1|ann|\n|2|bob|\n+--+----+\n",
          {"id": _B, "name": _V}, _ID_NAME, lines=6, header=2, loaded=2, preamble=1, footer=1),
    dirty("sqlcmd", "id,name\r\n--,----\r\n1,ann\r\n2,bob\r\n\r\n(2 rows affected)\r\n",
          {"id": _B, "name": _V}, _ID_NAME, lines=6, header=2, loaded=2, blank=1, footer=1),
    dirty("dashes that are rows", "a,b\n1,2\n--,--\n3,4\n", {"a": _B, "b": _B},
          [(1, 2), (None, None), (3, 4)],
          ("null_spelling", 2, 3), cells_nulled=2, lines=4, header=1, loaded=3),
]  # fmt: skip

SINGLE = [
    dirty("one column with decimal commas", "value\n1,5\n2\n-3,25\n", {"value": _D},
          [(1.5,), (2.0,), (-3.25,)], lines=4, header=1, loaded=3, decided={"decimal": ","}),
    dirty("one column with blanks between thousands", "Wert\n1 234,5\n12 345,25\n", {"Wert": _D},
          [(1234.5,), (12345.25,)], lines=3, header=1, loaded=2),
    dirty("one column of euros", "Wert\n1.234,50 €\n12,00 €\n", {"Wert": _D},
          [(1234.5,), (12.0,)], lines=3, header=1, loaded=2),
    dirty("one column of remarks", "note\nGood, but slow\nBad, ugly, and wrong\nOk\nFine\n",
          {"note": _V}, [("Good, but slow",), ("Bad, ugly, and wrong",), ("Ok",), ("Fine",)],
          lines=5, header=1, loaded=4),
    dirty("family names first", "name\nDoe, John\nRoe, Jane\nPoe, Edgar\n", {"name": _V},
          [("Doe, John",), ("Roe, Jane",), ("Poe, Edgar",)], lines=4, header=1, loaded=3),
    dirty("a title above two columns", "Results\na,b\n1,5\n2,7\n", {"a": _B, "b": _B},
          [(1, 5), (2, 7)], lines=4, header=1, loaded=2, preamble=1),
    dirty("a log with times", "2023-01-01 00:00:01 GET\n2023-01-01 00:00:02 POST\n",
          {"column0": "DATE", "column1": "TIME", "column2": _V},
          [(date(2023, 1, 1), time(0, 0, 1), "GET"), (date(2023, 1, 1), time(0, 0, 2), "POST")],
          lines=2, loaded=2, decided={"delimiter": " "}),
]  # fmt: skip

EXPORTS = [
    dirty(
        "Google Forms",
        '"Timestamp","Score\n(1 to 5)","Which? (all)","Remarks"\n'
        '"2023/01/03 10:22:33 AM GMT+1","4","News;Mail","two\nlines, ""said"""\n'
        '"2023/01/03 9:02:33 PM GMT+5:30","5","",""\n',
        {"Timestamp": "TIMESTAMP WITH TIME ZONE", "Score\n(1 to 5)": _B, "Which? (all)": _V,
         "Remarks": _V},
        [
            (datetime(2023, 1, 3, 9, 22, 33, tzinfo=UTC), 4, "News;Mail", 'two\nlines, "said"'),
            (datetime(2023, 1, 3, 15, 32, 33, tzinfo=UTC), 5, "", ""),
        ],
        lines=5, header=2, loaded=3,
    ),
    dirty("Excel's Unicode text", "Name\tOrt\tZahl\r\nMüller\tKöln\t1,5\r\nÉva\tPécs\t2,75\r\n"
          .encode("utf-16"), {"Name": _V, "Ort": _V, "Zahl": _D},
          [("Müller", "Köln", 1.5), ("Éva", "Pécs", 2.75)], lines=3, header=1, loaded=2,
          decided={"encoding": "utf-16", "delimiter": "\t", "decimal": ","}),
    dirty("Excel's CSV on the continent",
          "sep=;\r\nName;Betrag;Tag\r\nGroß;1.234,50;01.02.2023\r\nKlein;-12,00;13.02.2023\r\n"
          .encode("cp1252"), {"Name": _V, "Betrag": _D, "Tag": "DATE"},
          [("Groß", 1234.5, date(2023, 2, 1)), ("Klein", -12.0, date(2023, 2, 13))], lines=4,
          header=1, loaded=2, preamble=1, decided={"delimiter": ";"}),
    dirty("the World Bank",
          '"Data Source","Indicators",\n\n"Name","Code","1960","1961",\n"Aruba","ABW","5","6",\n'
          '"Africa","AFE","7","8",\n',
          {"Name": _V, "Code": _V, "1960": _B, "1961": _B},
          [("Aruba", "ABW", 5, 6), ("Africa", "AFE", 7, 8)], lines=5, header=1, loaded=2,
          preamble=2),
]  # fmt: skip

STATEMENTS = [
    dirty(
        "a German bank",
        (
            '"Kontonummer:";"DE12 3456 / Girokonto"\n\n"Kontostand vom 31.01.2023:";'
            '"1.234,56 EUR"\n\n"Buchungstag";"Auftraggeber";"Betrag (EUR)"\n'
            '"02.01.2023";"Stadtwerke Köln";"-85,00"\n"17.01.2023";"REWE";"2.500,00"\n'
            '"Summe";"";"2.415,00"\n'
        ).encode("cp1252"),
        {"Buchungstag": "DATE", "Auftraggeber": _V, "Betrag (EUR)": _D},
        [(date(2023, 1, 2), "Stadtwerke Köln", -85.0), (date(2023, 1, 17), "REWE", 2500.0)],
        lines=8, header=1, loaded=2, preamble=4, footer=1,
        decided={"encoding": "cp1252", "decimal": ",", "thousands": "."},
    ),
    dirty(
        "an American bank",
        "Account,XX1234\nRange,01/2023\n\nDate,Description,Amount\n"
        '01/03/2023,"AMZN, Seattle",-$23.45\n01/15/2023,PAYROLL,"$2,500.00"\n'
        '01/20/2023,RENT,"($1,200.00)"\n\nTotal,,"$1,276.55"\n',
        {"Date": "DATE", "Description": _V, "Amount": _D},
        [
            (date(2023, 1, 3), "AMZN, Seattle", -23.45), (date(2023, 1, 15), "PAYROLL", 2500.0),
            (date(2023, 1, 20), "RENT", -1200.0),
        ],
        lines=9, header=1, loaded=3, preamble=3, footer=1, blank=1,
    ),
]  # fmt: skip

EVERYDAY: list[Dirty] = [*NUMBERS, *ACCENTS, *DRAWN, *SINGLE, *EXPORTS, *STATEMENTS]
