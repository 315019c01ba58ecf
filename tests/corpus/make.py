#!/usr/bin/env python3
"""Writes the files of the corpus anew; what `kasverslag check` says of each stands beside it and is not touched.

    python3 tests/corpus/make.py

Files of the folder `found` are what fuzzing found; they stand as they are.
"""
import gzip
import io
import pathlib
import struct
import zipfile
import zlib

HERE = pathlib.Path(__file__).parent
SAMPLES = HERE.parent.parent / "sample_data"
HEADERS = ["Adm Id", "Datum boeking", "Datum afhandeling", "Dagboek", "Instantie", "Vestiging", "Boekingscode",
           "Bedrag", "Omschrijving", "Bron", "Actor Id"]
HEADER = ";".join(HEADERS)
FIELDS = ["id", "posted", "settled", "daybook", "institution", "branch", "code", "amount", "description", "source",
          "customer"]
GOOD = dict(id="1", posted="01-11-2026", settled="02-11-2026", daybook="K001", institution="I355", branch="3550",
            code="2110", amount="1,50", description="Te laat", source="B", customer="700001")


def put(name, content):
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def values(**other):
    return [{**GOOD, **other}[field] for field in FIELDS]


def row(**other):
    return ";".join(values(**other))


def csv(*rows, header=HEADER, end="\n"):
    return header + end + "".join(row + end for row in rows)


def gz(data, level=9):
    return gzip.compress(data.encode() if isinstance(data, str) else data, level, mtime=0)


SECOND = row(id="2")


def structure():
    put("structure/empty.csv", "")
    put("structure/one_line_end.csv", "\n")
    put("structure/only_line_ends.csv", "\n" * 50)
    put("structure/only_blanks.csv", "   \t \n")
    put("structure/only_separators.csv", ";;;;;;;;;;\n;;;;;;;;;;\n")
    put("structure/header_alone.csv", HEADER)
    put("structure/no_header.csv", row() + "\n" + SECOND + "\n")
    put("structure/blank_line_first.csv", "\n" + csv(row()))
    put("structure/blank_lines_between.csv", csv(row(), "", ";;;;;;;;;;", "  ", SECOND))
    put("structure/last_line_without_end.csv", csv(row())[:-1])
    put("structure/cut_in_last_field.csv", csv(row(), SECOND)[:-4])
    put("structure/cut_in_row.csv", csv(row(), SECOND[:30])[:-1])
    put("structure/cut_after_separator.csv", csv(row(), "2;01-11-2026;")[:-1])
    put("structure/one_field_short.csv", csv(row(), SECOND.rsplit(";", 1)[0], row(id="3")))
    put("structure/one_field_more.csv", csv(row(), SECOND + ";", row(id="3")))
    put("structure/one_field_alone.csv", csv("x", row()))
    put("structure/header_again.csv", csv(row(), HEADER, SECOND))
    put("structure/total_rows_with_names_and_codes.csv",
        csv(row(), "Subtotaal;;;K001;;;2110;1,50;;;", "Totaal 2110;;;;I355;3550;2110;1,50;;;", "Eindtotaal;1,50"))
    put("structure/open_item_without_id.csv", csv(row(), row(id="", settled="", daybook="")))
    put("structure/other_separator_on_first_line.csv", "sep=,\n" + csv(row()))
    put("structure/total_row.csv", csv(row(), "Totaal;;;;;;;1,50;;;"))
    put("structure/other_separator_in_rows.csv", csv(row().replace(";", ",")))
    put("structure/cr_alone.csv", csv(row(), SECOND, end="\r"))
    put("structure/cr_cr_lf.csv", csv(row(), SECOND, end="\r\r\n"))
    put("structure/lf_and_crlf.csv", csv(row()) + SECOND + "\r\n")
    put("structure/lf_cr.csv", csv(row(), SECOND, end="\n\r"))
    put("structure/nul_in_field.csv", csv(row(description="a\0b")))
    put("structure/nul_bytes_behind.csv", csv(row()) + "\0" * 40)
    put("structure/control_characters.csv", csv(row(description="a\x01b"), row(id="2", description="\x1b[31mrood")))
    put("structure/ctrl_z_at_the_end.csv", csv(row()) + "\x1a")
    put("structure/form_feed.csv", csv(row(), "\x0c", SECOND))
    put("structure/line_separator.csv", csv(row(description="a\u2028b"), row(id="2", description="a\x85b")))
    put("structure/html.csv", "<!DOCTYPE html>\n<html><body>Sessie verlopen; meld u opnieuw aan</body></html>\n")
    put("structure/json.csv", '[{"Adm Id": 1, "Bedrag": "1,50"}]\n')
    put("structure/sep_line.csv", "sep=;\n" + csv(row()))
    put("structure/zip_as.csv", b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(200)))
    put("structure/random_bytes.csv", bytes((i * i * 7 + i * 31) % 256 for i in range(3000)))


def encoding():
    text = csv(row(description="café € Łódź"))
    put("encoding/utf8.csv", text)
    put("encoding/utf8_mark.csv", b"\xef\xbb\xbf" + text.encode())
    put("encoding/utf8_mark_twice.csv", b"\xef\xbb\xbf\xef\xbb\xbf" + text.encode())
    put("encoding/utf8_mark_alone.csv", b"\xef\xbb\xbf")
    put("encoding/utf8_mark_lies.csv", b"\xef\xbb\xbf" + csv(row(description="café")).encode("cp1252"))
    put("encoding/cp1252.csv", csv(row(description="café €")).encode("cp1252"))
    put("encoding/cp1252_unused_bytes.csv", csv(row()).encode() + SECOND.encode() + b"\x81\x8d\x90\n")
    put("encoding/dos_accents.csv", csv(row(description="Gr\u00fc\u00dfe"), row(id="2", description="\u00fc")).encode("cp850"))
    put("encoding/utf32le_mark.csv", b"\xff\xfe\0\0" + text.encode("utf-32-le"))
    put("encoding/utf32be.csv", text.encode("utf-32-be"))
    put("encoding/latin1_header.csv", csv(row(), header=HEADER.replace("Bron", "Brön")).encode("latin1"))
    put("encoding/utf8_then_cp1252.csv", csv(row(description="café")).encode() + row(id="2", description="café").encode("cp1252") + b"\n")
    put("encoding/utf8_cut.csv", csv(row(customer="café")).encode()[:-2])
    put("encoding/utf8_overlong.csv", csv(row()).encode() + b"2\xc0\xaf;\n")
    put("encoding/utf8_surrogate.csv", csv(row()).encode() + b"2\xed\xa0\x80;\n")
    put("encoding/utf16le.csv", b"\xff\xfe" + text.encode("utf-16-le"))
    put("encoding/utf16be.csv", b"\xfe\xff" + text.encode("utf-16-be"))
    put("encoding/utf16_mark_alone.csv", b"\xff\xfe")
    put("encoding/utf16_odd.csv", b"\xff\xfe" + text.encode("utf-16-le")[:-1])
    put("encoding/utf16_lone_surrogate.csv", b"\xff\xfe" + csv(row()).encode("utf-16-le") + b"\x3d\xd8")
    put("encoding/utf16_without_mark.csv", csv(row()).encode("utf-16-le"))
    put("encoding/utf16_mark_on_utf8.csv", b"\xff\xfe" + csv(row()).encode())
    put("encoding/utf32.csv", csv(row()).encode("utf-32"))
    put("encoding/ebcdic.csv", csv(row()).encode("cp500"))
    put("encoding/right_to_left.csv", csv(row(description="\u202eabc"), row(id="\u200b2")))
    put("encoding/full_width_digits.csv", csv(row(amount="１,50"), row(id="2", code="２１１０")))
    put("encoding/arabic_digits.csv", csv(row(amount="\u0661,50"), row(id="2", posted="\u0660\u0661-11-2026")))
    put("encoding/no_break_blanks.csv", csv(row(amount="1\u00a0234,50"), row(id="2", amount="1\u202f234,50"), row(id="3", daybook="\u00a0K001\u00a0")))


def quoting():
    put("quoting/whole_row_quoted.csv", csv('"' + row() + '"'))
    put("quoting/all_quoted.csv", csv(";".join(f'"{value}"' for value in values())))
    put("quoting/never_closed.csv", csv(row(), row(id="2", description='"Te laat'), row(id="3")))
    put("quoting/never_closed_in_header.csv", '"' + csv(row()))
    put("quoting/closed_lines_later.csv", csv(row(description='"Te laat'), row(id="2", description='goed"'), row(id="3")))
    put("quoting/text_behind.csv", csv(row(description='"Te" laat')))
    put("quoting/blank_behind.csv", csv(row(description='"Te laat" ')))
    put("quoting/blank_before.csv", csv(row(description=' "Te laat"')))
    put("quoting/in_plain_field.csv", csv(row(description='Te "laat"')))
    put("quoting/inch_mark.csv", csv(row(description='dvd 12"')))
    put("quoting/backslash.csv", csv(row(description='"Te \\"laat\\""')))
    put("quoting/doubled.csv", csv(row(description='"Te ""laat"""')))
    put("quoting/tripled.csv", csv(row(description='"""')))
    put("quoting/single_quotes.csv", csv(row(description="'Te;laat'")))
    put("quoting/typographic_quotes.csv", csv(row(description="“Te laat”")))
    put("quoting/empty_quotes.csv", csv(row(description='""', source='""')))
    put("quoting/separator_inside.csv", csv(row(description='"Te; laat"')))
    put("quoting/line_end_inside.csv", csv(row(description='"Te\nlaat"'), row(id="2", amount="x")))
    put("quoting/crlf_inside.csv", csv(row(description='"Te\r\nlaat"'), row(id="2", amount="x"), end="\r\n"))
    put("quoting/amount_quoted.csv", csv(row(amount='"1,50"'), row(id="2", amount='"1,5O"')))
    put("quoting/lone_quote_row.csv", csv(row(), '"', SECOND))
    put("quoting/quote_at_the_end.csv", csv(row()) + '"')


def numbers():
    amounts = dict(
        empty="", blank="  ", point="1.50", three_decimals="1,505", one_decimal="1,5", no_decimals="1", two_commas="1,5,0",
        thousands="1.234,50", thousands_wrong="12.34,50", thousands_twice="1.234.567,00", thousands_late="1234.567,00",
        blank_thousands="1 234,50", plus="+1,50", minus_behind="1,50-", two_minus="--1,50", minus_zero="-0,00",
        parentheses="(1,50)", unicode_minus="\u22121,50", euro="€ 1,50", euro_behind="1,50 €", eur="EUR 1,50",
        dollar="$1,50", words="anderhalf", nan="NaN", infinity="inf", exponent="1e3", hexadecimal="0x10", percent="10%",
        formula="=1+1", error="#REF!", comma_alone=",", minus_alone="-", comma_first=",50", comma_last="1,",
        largest="999999999999,99", too_large="1000000000000,00", thirty_digits="9" * 30, zeros_in_front="000000000000001,50",
        apostrophe="'1,50", letter_o="1,5O", date="01-11-2026", inner_blank="1 ,50", tab="1\t50")
    for name, amount in amounts.items():
        put(f"numbers/{name}.csv", csv(row(amount=amount)))
    ids = dict(empty="", blank=" ", zeros="000", negative="-1", long="9" * 40, text="A-17/b", formula="=cmd|' /C calc'!A0",
               path="../../etc/passwd")
    for name, value in ids.items():
        put(f"numbers/id_{name}.csv", csv(row(id=value)))
    put("numbers/id_twice.csv", csv(row(), row(amount="2,00")))
    put("numbers/id_twice_once_with_zeros.csv", csv(row(), row(id="01")))
    put("numbers/id_three_times_one_bad.csv", csv(row(), row(amount="x"), row()))
    codes = dict(daybook=["k001", "K1", "K0001", "001", "KK01", "K-01", "Ω001"], institution=["355", "I35", "i355", "I3555", "I 55"],
                 branch=["355", "35500", "A550", "3 50"], code=["211", "21100", "211O", "2.11", "-110", "2110.0"])
    for field, wrong in codes.items():
        put(f"numbers/code_{field}.csv", csv(*[row(id=str(i), **{field: code}) for i, code in enumerate(wrong)]))
    put("numbers/daybook_without_date.csv", csv(row(settled="")))
    put("numbers/date_without_daybook.csv", csv(row(daybook="")))
    put("numbers/everything_wrong.csv", csv(";".join(["", "x", "y", "z", "a", "b", "c", "d", "e", "f", "g"])))


def dates():
    wrong = dict(
        empty="", impossible="31-11-2026", february_29="29-02-2026", leap_day="29-02-2028", february_30="30-02-2028",
        month_13="01-13-2026", day_0="00-11-2026", month_0="01-00-2026", two_digit_year="01-11-26", year_1899="31-12-1899",
        year_1900="01-01-1900", year_2099="31-12-2099", year_2100="01-01-2100", year_0000="01-01-0000", year_9999="31-12-9999",
        year_10000="01-01-10000", american="11/31/2026", slashes="01/11/2026", points="01.11.2026", iso="2026-11-01",
        iso_basic="20261101", one_digit="1-11-2026", words="1 november 2026", month_name="01-nov-2026", week="2026-W45",
        serial="46327", time="01-11-2026 10:15", time_t="2026-11-01T10:15:00Z", time_24="01-11-2026 24:00",
        time_60="01-11-2026 10:60", leap_second="31-12-2026 23:59:60", time_am="01-11-2026 10:15 AM",
        offset="2026-11-01T23:30:00-05:00", offset_huge="2026-11-01T10:15:00+99:00", ten_decimals="2026-11-01T10:15:00.1234567890",
        skipped_hour="29-03-2026 02:30", repeated_hour="25-10-2026 02:30", minus="-01-11-2026", unicode_dash="01\u201111\u20112026",
        blank_inside="01- 11-2026", behind="01-11-2026x")
    for name, date in wrong.items():
        put(f"dates/{name}.csv", csv(row(posted=date)))
    put("dates/settled_impossible.csv", csv(row(settled="31-02-2026")))
    put("dates/settled_before_posted.csv", csv(row(posted="02-11-2026", settled="01-11-2026")))


def headers():
    def with_header(name, header, *rows):
        put(f"headers/{name}.csv", csv(*(rows or [row()]), header=header))

    with_header("lower_case", HEADER.lower())
    with_header("upper_case_and_marks", HEADER.upper().replace(" ", "_"))
    with_header("blanks_around", HEADER.replace(";", " ; "))
    with_header("quoted", ";".join(f'"{name}"' for name in HEADERS))
    with_header("twice", HEADER.replace("Bron", "Bedrag"))
    with_header("twice_by_spelling", HEADER.replace("Bron", "b-e_d r a g"))
    with_header("two_of_one_meaning", HEADER.replace("Bron", "Amount"))
    with_header("amount_missing", HEADER.replace("Bedrag", "Totaal"))
    with_header("typo", HEADER.replace("Dagboek", "Dagbeok"))
    with_header("all_missing", ";".join("abcdefghijk"))
    with_header("one_empty", HEADER.replace("Bron", ""))
    with_header("one_too_few", HEADER.rsplit(";", 1)[0])
    with_header("trailing_separator", HEADER + ";")
    with_header("trailing_separators_in_rows_too", HEADER + ";", row() + ";")
    with_header("unknown_columns", HEADER + ";Leeftijd;Adres", row() + ";12;Dorp 1")
    with_header("formula", HEADER.replace("Bron", "=1+1"))
    with_header("terminal_codes", HEADER.replace("Bron", "\x1b]0;x\x07"))
    with_header("commas", HEADER.replace(";", ","), row(amount='"1,50"').replace(";", ","))
    with_header("tabs", HEADER.replace(";", "\t"), row().replace(";", "\t"))
    with_header("colons", HEADER.replace(";", ":"), row().replace(";", ":"))
    with_header("two_separators", HEADER.replace(";", ",", 4))
    with_header("title_above", "Dagboekexport november 2026")
    with_header("english", "Transaction id;Date posted;Date settled;Daybook;Institution;Branch;Booking code;Amount;Description;Source;Customer")
    with_header("group_and_code", HEADER.replace("Bron", "Boekingsgroep"), row(source="2", code="110"), row(id="2", source="3", code="2110"))
    with_header("accents", HEADER.replace("Bedrag", "Bédrâg"))


def sizes():
    put("sizes/field_just_short_enough.csv.gz", gz(csv(row(description="x" * 65536), SECOND)))
    put("sizes/field_too_long.csv.gz", gz(csv(row(description="x" * 65537), SECOND)))
    put("sizes/field_too_long_quoted.csv.gz", gz(csv(row(description='"' + "x\n" * 40000 + '"'), SECOND)))
    put("sizes/field_too_long_unused_column.csv.gz", gz(csv(row() + ";" + "x" * 70000, header=HEADER + ";Nota")))
    put("sizes/id_too_long.csv.gz", gz(csv(row(id="7" * 70000))))
    put("sizes/amount_too_long.csv.gz", gz(csv(row(amount="7" * 70000))))
    put("sizes/columns_1000.csv.gz", gz(csv(row() + ";" * 989, header=HEADER + "".join(f";k{i}" for i in range(989)))))
    put("sizes/columns_1001.csv.gz", gz(csv(row() + ";" * 990, header=HEADER + "".join(f";k{i}" for i in range(990)))))
    put("sizes/columns_100000.csv.gz", gz(";".join(f"k{i % 977}" for i in range(100000)) + "\n"))
    put("sizes/columns_empty.csv.gz", gz(";" * 500000 + "\n"))
    put("sizes/header_too_long.csv.gz", gz("Adm Id" + "x" * 1100000 + "\n"))
    for name, start in [("even", "Adm Id"), ("odd", "AdmId")]:
        put(f"sizes/header_too_long_utf16_{name}.csv.gz", gz((start + "\u00e9" * 600000 + "\n").encode("utf-16")))
    put("sizes/record_of_many_fields.csv.gz", gz(csv(row(), "x;" * 500000, SECOND)))
    put("sizes/blank_record_of_many_fields.csv.gz", gz(csv(row(), ";" * 500000, ";" * 500000 + "x", SECOND)))
    put("sizes/many_blank_lines.csv.gz", gz(csv(row()) + "\n" * 1000000 + SECOND))
    put("sizes/value_quoted_in_part.csv", csv(row(amount="abc" * 1000)))
    put("sizes/never_closed_long.csv.gz", gz(csv(row(description='"' + "x" * 3000000))))


def packed():
    text = csv(row(), SECOND)
    whole = gz(text)
    put("gz/sound.csv.gz", whole)
    put("gz/of_nothing.csv.gz", gz(""))
    put("gz/empty_file.csv.gz", "")
    put("gz/header_cut.csv.gz", whole[:7])
    put("gz/cut.csv.gz", whole[:-12])
    put("gz/checksum_cut.csv.gz", whole[:-6])
    put("gz/checksum_wrong.csv.gz", whole[:-8] + b"\0\0\0\0" + whole[-4:])
    put("gz/length_wrong.csv.gz", whole[:-4] + b"\xff\xff\xff\x7f")
    put("gz/damaged.csv.gz", whole[:40] + bytes(byte ^ 0x55 for byte in whole[40:60]) + whole[60:])
    put("gz/two_members.csv.gz", gz(csv(row())) + gz(SECOND + "\n"))
    put("gz/cut_in_a_row_between_members.csv.gz", gz(text[:150]) + gz(text[150:]))
    put("gz/second_member_cut.csv.gz", gz(csv(row())) + gz(SECOND + "\n")[:-9])
    put("gz/second_member_empty.csv.gz", whole + gz(""))
    put("gz/garbage_behind.csv.gz", whole + b"garbage")
    put("gz/zeros_behind.csv.gz", whole + bytes(512))
    put("gz/not_packed.csv.gz", text)
    put("gz/packed_twice.csv.gz", gz(whole))
    put("gz/zlib.csv.gz", zlib.compress(text.encode()))
    put("gz/zip.csv.gz", archive({"a.csv": text}))
    put("gz/reserved_flags.csv.gz", whole[:3] + b"\xff" + whole[4:])
    put("gz/name_inside.csv.gz", whole[:3] + b"\x08" + whole[4:10] + b"../../x\0" + whole[10:])
    put("gz/bomb_of_line_ends.csv.gz", gz(csv(row()) + "\n" * (18 << 20)))
    put("gz/bomb_of_one_line.csv.gz", gz(csv(row()) + "x" * (18 << 20)))


def archive(parts, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0))
            info.compress_type = method
            file.writestr(info, content)
    return buffer.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def name_of(column):
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


def cell(column, number, value):
    if value is None:
        return ""
    if value.startswith("<"):
        return value.replace("REF", f"{name_of(column)}{number}")
    text = value.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c r="{name_of(column)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_row(number, cells):
    return f'<row r="{number}">' + "".join(cell(i, number, value) for i, value in enumerate(cells)) + "</row>"


def sheet(*rows, before="", behind=""):
    data = "".join(sheet_row(number + 1, cells) for number, cells in enumerate(rows))
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{behind}</worksheet>'


def number(text, style=""):
    return f'<c r="REF"{style}><v>{text}</v></c>'


def workbook(sheets, strings=None, more=None, properties="", without=()):
    """`sheets`: name -> XML, or (XML, state)."""
    sheets = {name: one if isinstance(one, tuple) else (one, "visible") for name, one in sheets.items()}
    listed = "".join(f'<sheet name="{name}" sheetId="{i}" state="{state}" r:id="rId{i}"/>'
                     for i, (name, (_, state)) in enumerate(sheets.items(), 1))
    relations = "".join(f'<Relationship Id="rId{i}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                        for i in range(1, len(sheets) + 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for i, (_, (xml, _)) in enumerate(sheets.items(), 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = xml
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    parts.update(more or {})
    return archive({name: content for name, content in parts.items() if name not in without})


def cells(**other):
    return values(**{"amount": number("1.5"), **other})


def shared(*strings, attributes=""):
    return f'<sst xmlns="{MAIN}"{attributes}>' + "".join(f"<si><t>{text}</t></si>" for text in strings) + "</sst>"


def workbooks():
    def one(name, *rows, **how):
        put(f"xlsx/{name}.xlsx", workbook({"Export": sheet(HEADERS, *rows)}, **how))

    def raw(name, xml, **how):
        put(f"xlsx/{name}.xlsx", workbook({"Export": xml}, **how))

    good, header = cells(), sheet_row(1, HEADERS)
    data = lambda rows: f'<worksheet xmlns="{MAIN}"><sheetData>{header}{rows}</sheetData></worksheet>'
    second = sheet_row(2, good)
    one("sound", good, cells(id="2"))
    one("header_alone")
    put("xlsx/empty_sheet.xlsx", workbook({"Export": sheet()}))
    put("xlsx/no_sheet.xlsx", workbook({}))
    put("xlsx/empty_file.xlsx", "")
    put("xlsx/csv_as.xlsx", csv(row()))
    put("xlsx/old_excel.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    put("xlsx/zip_of_nothing.xlsx", b"PK\x05\x06" + bytes(18))
    put("xlsx/zip_of_something_else.xlsx", archive({"a.txt": "hello"}))
    whole = workbook({"Export": sheet(HEADERS, good)})
    put("xlsx/cut.xlsx", whole[:len(whole) // 2])
    put("xlsx/end_cut.xlsx", whole[:-30])
    put("xlsx/garbage_in_front.xlsx", b"garbage" + whole)
    put("xlsx/garbage_behind.xlsx", whole + b"garbage")
    # Cells.
    for error in ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#ONBEKEND"]:
        one("error_" + "".join(c for c in error.lower() if c.isalnum()), cells(amount=f'<c r="REF" t="e"><v>{error}</v></c>'))
    one("formula_with_value", cells(amount='<c r="REF"><f>1+0.5</f><v>1.5</v></c>'))
    one("formula_without_value", cells(amount='<c r="REF"><f>1+0.5</f></c>'))
    formulas = ['<c r="REF"><f>A2</f></c>', '<c r="REF"><f>A2</f><v/></c>'] * 6
    one("formulas_of_a_row_without_values", good, formulas[:11])
    one("formulas_filled_down_without_values", good, cells(id="2", settled=formulas[0], daybook=formulas[1]))
    one("formula_with_an_empty_text", cells(description='<c r="REF" t="str"><f>IF(1,"","")</f><v></v></c>'))
    raw("formula_in_a_column_without_use", sheet(HEADERS + ["Opmerking"], good + [formulas[0]]))
    one("formula_with_text", cells(amount='<c r="REF" t="str"><f>"1,50"</f><v>1,50</v></c>'))
    one("amount_as_text", cells(amount="1,50"))
    one("amount_as_text_with_point", cells(amount="1.50"))
    one("amount_half_cent", cells(amount=number("1.505")))
    one("amount_nearly_cents", cells(amount=number("1.1000000000000001")))
    one("amount_exponent", cells(amount=number("1.5E1")))
    one("amount_huge", cells(amount=number("1E300")))
    one("amount_beyond_floats", cells(amount=number("1E400")))
    one("amount_not_a_number", cells(amount=number("NaN")))
    one("amount_blank_inside", cells(amount=number("1 5")))
    one("amount_blank_around", cells(amount=number(" 1.5 ")))
    one("amount_line_end_around", cells(amount=number("\n1.5")))
    one("amount_comma", cells(amount=number("1,5")))
    one("amount_truth", cells(amount='<c r="REF" t="b"><v>1</v></c>'))
    one("amount_as_date", cells(amount=number("46327", ' s="1"')))
    one("amount_two_values", cells(amount='<c r="REF"><v>1.5</v><v>2.5</v></c>'))
    one("amount_value_then_formula", cells(amount='<c r="REF"><v>1.5</v><f>A1</f></c>'))
    one("amount_comment_inside", cells(amount='<c r="REF"><v>1<!-- x -->5</v></c>'))
    one("amount_in_cdata", cells(amount='<c r="REF"><v><![CDATA[1.5]]></v></c>'))
    one("amount_by_reference", cells(amount='<c r="REF"><v>&#49;.5</v></c>'))
    one("amount_escaped_twice", cells(amount='<c r="REF" t="str"><v>&amp;#49;,50</v></c>'))
    one("amount_unknown_entity", cells(amount='<c r="REF" t="str"><v>&lol;</v></c>'))
    one("amount_of_unknown_type", cells(amount='<c r="REF" t="zz"><v>1.5</v></c>'))
    one("amount_attribute_twice", cells(amount='<c r="REF" r="A9"><v>1.5</v></c>'))
    one("amount_type_twice", cells(amount='<c r="REF" t="n" t="str"><v>1.5</v></c>'))
    one("amount_empty_value", cells(amount='<c r="REF"><v></v></c>'))
    one("amount_rich_text", cells(amount='<c r="REF" t="inlineStr"><is><r><t>1,</t></r><r><t>50</t></r><rPh><t>9</t></rPh></is></c>'))
    one("amount_rich_text_and_value", cells(amount='<c r="REF" t="inlineStr"><is><t>1,50</t></is><v>7</v></c>'))
    one("date_as_number", cells(posted=number("46327", ' s="1"'), settled=number("46328.5", ' s="1"')))
    one("date_as_plain_number", cells(posted=number("46327")))
    one("date_before_time", cells(posted=number("0.5", ' s="1"')))
    one("date_negative", cells(posted=number("-1", ' s="1"')))
    one("date_february_29_1900", cells(posted=number("60", ' s="1"')))
    one("date_far_away", cells(posted=number("2958466", ' s="1"')))
    one("date_iso", cells(posted='<c r="REF" t="d"><v>2026-11-01</v></c>'))
    one("date_1904", cells(posted=number("44865", ' s="1"')), properties='<workbookPr date1904="1"/>')
    one("style_unknown", cells(posted=number("46327", ' s="999"')))
    one("id_as_number", cells(id=number("17")))
    one("id_as_number_with_decimals", cells(id=number("17.5")))
    one("id_as_large_number", cells(id=number("1E20")))
    one("branch_as_number", cells(branch=number("355")))
    one("code_negative", cells(code=number("-2110")))
    one("description_as_number", cells(description=number("12")))
    # Shared strings.
    ref = '<c r="REF" t="s"><v>{}</v></c>'.format
    one("strings_shared", cells(daybook=ref(0), description=ref(1)), strings=shared("K001", "Te laat"))
    one("strings_missing_part", cells(daybook=ref(0)))
    one("strings_index_too_high", cells(daybook=ref(7)), strings=shared("K001"))
    one("strings_index_negative", cells(daybook=ref(-1)), strings=shared("K001"))
    one("strings_index_no_number", cells(daybook=ref("x")), strings=shared("K001"))
    one("strings_index_blank_around", cells(daybook=ref(" 0 ")), strings=shared("K001"))
    one("strings_index_huge", cells(daybook=ref("9" * 30)), strings=shared("K001"))
    one("strings_promise_too_many", cells(daybook=ref(0)), strings=shared("K001", attributes=' uniqueCount="999999999999"'))
    one("strings_promise_too_few", cells(daybook=ref(0)), strings=shared("K001", attributes=' count="0" uniqueCount="0"'))
    one("strings_promise_beyond_numbers", cells(daybook=ref(0)), strings=shared("K001", attributes=f' uniqueCount="{"9" * 40}"'))
    one("strings_cut", cells(daybook=ref(0)), strings=shared("K001")[:-12])
    one("strings_phonetic", cells(daybook=ref(0)), strings=f'<sst xmlns="{MAIN}"><si><t>K001</t><rPh><t>x</t></rPh></si></sst>')
    # Rows without any text but one that is read aloud, or one written as it stands: every reader must count the same rows.
    alone = [None] * 8 + [ref(1)] + [None] * 2
    one("strings_phonetic_alone", good, alone, strings=f'<sst xmlns="{MAIN}"><si><t>a</t></si><si><t></t><rPh><t>x</t></rPh></si></sst>')
    one("strings_phonetic_before_text", cells(daybook=ref(0)), strings=f'<sst xmlns="{MAIN}"><si><rPh><t>x</t></rPh><t>K001</t></si></sst>')
    one("strings_in_cdata", good, alone, strings=f'<sst xmlns="{MAIN}"><si><t>a</t></si><si><t><![CDATA[x]]></t></si></sst>')
    one("strings_in_cdata_used", cells(daybook=ref(0)), strings=f'<sst xmlns="{MAIN}"><si><t><![CDATA[K001]]></t></si></sst>')
    one("text_in_cdata_alone", good, [None] * 8 + ['<c r="REF" t="inlineStr"><is><t><![CDATA[x]]></t></is></c>'])
    room = len(shared("K001", attributes=' uniqueCount="10"')) // len("<si/>")
    for name, count in [("just_enough", room), ("just_too_many", room + 1)]:
        one(f"strings_promise_{name}", cells(daybook=ref(0)), strings=shared("K001", attributes=f' uniqueCount="{count}"'))
    one("strings_billion_laughs", cells(daybook=ref(0)), strings='<!DOCTYPE s [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>' + shared("&b;&b;"))
    one("strings_external_entity", cells(daybook=ref(0)), strings='<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + shared("&a;"))
    # Rows and sheets.
    raw("merged_header", sheet(["Dagboekexport"] + [None] * 10, HEADERS, good, behind='<mergeCells count="1"><mergeCell ref="A1:K1"/></mergeCells>'))
    raw("header_merged_over_two_rows", sheet(HEADERS, [None] * 11, good, behind='<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'))
    raw("header_in_row_3", sheet([None], [None], HEADERS, good))
    raw("blank_rows_between", sheet(HEADERS, good, [None], [" ", ""], cells(id="2", amount="x")))
    raw("cells_right_of_the_header", sheet(HEADERS, good + ["Nota"]))
    raw("empty_cells_right_of_the_header", sheet(HEADERS, good + ['<c r="REF" s="1"/>']))
    raw("empty_texts_right_of_the_header", sheet(HEADERS, good + ['<c r="REF" t="str"><v></v></c>'], cells(id="2") + ['<c r="REF" t="inlineStr"><is><t></t></is></c>']))
    raw("empty_text_in_a_short_row", sheet(HEADERS, good[:7] + ['<c r="REF" t="inlineStr"><is><t></t></is></c>']))
    raw("row_too_short", sheet(HEADERS, good[:7]))
    raw("total_row", sheet(HEADERS, good, [None] * 7 + [number("1.5")]))
    raw("autofilter", sheet(HEADERS, good, behind='<autoFilter ref="A1:K2"/>'))
    raw("dimension_lies", sheet(HEADERS, good, before='<dimension ref="A1:XFD1048576"/>'))
    raw("dimension_backwards", sheet(HEADERS, good, before='<dimension ref="K9:A1"/>'))
    put("xlsx/two_sheets.xlsx", workbook({"Een": sheet(HEADERS, good), "Twee": sheet(HEADERS, good)}))
    put("xlsx/sheet_of_records_without_header.xlsx", workbook({"Een": sheet(HEADERS, good), "Twee": sheet(cells(id="2"), cells(id="3"))}))
    put("xlsx/sheet_of_wrong_records_without_header.xlsx", workbook({"Een": sheet(HEADERS, good), "Twee": (sheet(cells(id="2", amount="x")), "hidden")}))
    put("xlsx/sheet_of_notes.xlsx", workbook({"Een": sheet(HEADERS, good), "Twee": sheet(["Nota", "kas nageteld", "1", "2,00"], ["Totaal", "", "", "1,00"])}))
    put("xlsx/second_sheet_empty.xlsx", workbook({"Een": sheet(HEADERS, good), "Twee": sheet()}))
    put("xlsx/hidden_sheet.xlsx", workbook({"Een": sheet(HEADERS, good), "Twee": (sheet(HEADERS, cells(amount="x")), "hidden")}))
    put("xlsx/very_hidden_sheet.xlsx", workbook({"Een": sheet(HEADERS, good), "Twee": (sheet(HEADERS), "veryHidden")}))
    put("xlsx/only_hidden_sheets.xlsx", workbook({"Een": (sheet(HEADERS, good), "hidden")}))
    put("xlsx/sheets_of_one_name.xlsx", workbook({"Een": sheet(HEADERS, good), "Een ": sheet()}).replace(b"x", b"x"))
    raw("row_twice", data(second + second))
    raw("rows_backwards", data(sheet_row(3, good) + sheet_row(2, cells(id="2"))))
    raw("row_0", data(second.replace('<row r="2"', '<row r="0"')))
    raw("row_beyond", data(second + '<row r="1048577"><c r="A1048577"><v>1</v></c></row>'))
    raw("row_huge", data(second + '<row r="4294967297"><c r="A4294967297"><v>1</v></c></row>'))
    raw("row_without_numbers", data("<row>" + "".join(c.replace('<c r="', '<c x="') for c in [cell(i, 2, v) for i, v in enumerate(good)]) + "</row>"))
    raw("row_in_row", data(second.replace("</row>", second + "</row>")))
    raw("cell_beyond", data(second.replace("</row>", '<c r="XFD2"><v>1</v></c></row>')))
    raw("cell_far_beyond", data(second.replace("</row>", '<c r="ZZZZZZ2"><v>1</v></c></row>')))
    raw("cell_twice", data(second.replace("</row>", '<c r="K2" t="str"><v>y</v></c></row>')))
    raw("cell_of_another_row", data(second.replace('r="H2"', 'r="H9"')))
    raw("cell_without_name", data(second.replace('r="H2"', 'r=""')))
    raw("cells_backwards", data(second.replace("</row>", '<c r="B2" t="str"><v>01-11-2026</v></c></row>')))
    raw("text_between_cells", data(second.replace("</row>", "zz</row>")))
    raw("cell_between_rows", data('<c r="A2"><v>1</v></c>' + second))
    raw("sheet_data_twice", data(second).replace("</sheetData>", "</sheetData><sheetData>" + sheet_row(3, cells(id="2")) + "</sheetData>"))
    raw("sheet_cut", data(second)[:-30])
    raw("sheet_cut_in_tag", data(second)[:-60])
    raw("sheet_end_tags_crossed", data(second).replace("</v></c>", "</c></v>", 1))
    raw("sheet_nothing", "")
    raw("sheet_no_xml", "hello")
    raw("sheet_utf16", data(second).encode("utf-16"))
    raw("sheet_not_utf8", data(second).encode().replace(b"Te laat", b"Te la\xe9t"))
    raw("sheet_comments", data("<!-- a -->" + second + "<!-- b -->"))
    raw("sheet_with_prefix", data(second).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x="))
    raw("chart_sheet", "<chartsheet/>")
    put("xlsx/sheet_part_missing.xlsx", workbook({"Export": sheet(HEADERS)}, without=["xl/worksheets/sheet1.xml"]))
    put("xlsx/workbook_part_missing.xlsx", workbook({"Export": sheet(HEADERS)}, without=["xl/workbook.xml"]))
    put("xlsx/relations_missing.xlsx", workbook({"Export": sheet(HEADERS)}, without=["xl/_rels/workbook.xml.rels"]))
    relations = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="TARGET"/></Relationships>'
    for name, target in [("outside", "../../../etc/passwd"), ("absolute", "/xl/worksheets/sheet1.xml"), ("elsewhere", "http://example.org/a.xml"), ("itself", "workbook.xml")]:
        one(f"relation_{name}", good, more={"xl/_rels/workbook.xml.rels": relations.replace("TARGET", target)})
    one("part_names_differ_in_case", good, more={"xl/worksheets/SHEET1.xml": sheet(HEADERS)})
    # Sizes.
    sizes = bytearray(workbook({"Export": sheet(HEADERS, good)}, strings=shared("a")))
    at = sizes.rfind(b"xl/sharedStrings.xml") - 46
    sizes[at + 24:at + 28] = struct.pack("<I", 3 << 30)
    put("xlsx/bomb_by_its_own_word.xlsx", bytes(sizes))
    raw("many_empty_rows", data("<row/>" * 200000))
    raw("many_wide_rows", data("".join(f'<row r="{i}"><c r="ALL{i}"><v>1</v></c></row>' for i in range(2, 400))))
    raw("many_too_wide_rows", data("".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(2, 900))))
    raw("long_text", data(sheet_row(2, cells(description="x" * 70000))))


def parquets():
    whole = (SAMPLES / "gebroken" / "parquet_id_dubbel.parquet").read_bytes()
    length = struct.unpack("<I", whole[-8:-4])[0]
    start = len(whole) - 8 - length
    footer = whole[start:-8]

    def of(body, footer, claimed=None):
        return body + footer + struct.pack("<I", len(footer) if claimed is None else claimed) + b"PAR1"

    body = whole[:start]
    put("parquet/empty_file.parquet", "")
    put("parquet/marks_alone.parquet", b"PAR1PAR1")
    put("parquet/csv_as.parquet", csv(row()))
    put("parquet/start_cut.parquet", whole[100:])
    put("parquet/end_cut.parquet", whole[:-9])
    put("parquet/mark_wrong.parquet", whole[:-1] + b"2")
    put("parquet/encrypted.parquet", b"PARE" + whole[4:-4] + b"PARE")
    put("parquet/footer_length_0.parquet", of(body, footer, 0))
    put("parquet/footer_length_huge.parquet", of(body, footer, 0x7FFFFFFF))
    put("parquet/footer_length_beyond.parquet", of(body, footer, 0xFFFFFFFF))
    put("parquet/footer_length_1_less.parquet", of(body, footer, length - 1))
    put("parquet/footer_zeros.parquet", of(body, bytes(length)))
    put("parquet/footer_ones.parquet", of(body, b"\xff" * length))
    put("parquet/footer_alone.parquet", of(b"PAR1", footer))
    put("parquet/body_zeros.parquet", of(b"PAR1" + bytes(len(body) - 4), footer))
    put("parquet/body_ones.parquet", of(b"PAR1" + b"\xff" * (len(body) - 4), footer))
    put("parquet/body_shifted.parquet", of(body[:4] + body[5:] + b"\0", footer))
    put("parquet/body_halved.parquet", of(body[:len(body) // 2], footer))
    for place in range(8):
        at = place * len(body) // 8 + 10
        put(f"parquet/body_damaged_{place}.parquet", of(body[:at] + bytes(byte ^ 0xff for byte in body[at:at + 4]) + body[at + 4:], footer))
        at = place * length // 8 + 3
        put(f"parquet/footer_damaged_{place}.parquet", of(body, footer[:at] + bytes(byte ^ 0x7f for byte in footer[at:at + 2]) + footer[at + 2:]))
    # The list of the schema, field 2, said to hold texts, and a text in its place: a reader goes by the field's number.
    assert footer[2] == 0x19 and footer[3] & 15 == 12
    put("parquet/footer_schema_of_texts.parquet", of(body, footer[:3] + bytes([footer[3] & 0xF0 | 8]) + footer[4:]))
    put("parquet/footer_schema_a_text.parquet", of(body, footer[:2] + b"\x18" + footer[3:]))
    put("parquet/huge_list.parquet", of(b"PAR1", b"\x15\x02\x19\xfc\xff\xff\xff\xff\x07" + bytes(40)))

def coda_line(*parts):
    """128 characters, texts at positions from 1."""
    chars = [" "] * 128
    for start, text in parts:
        chars[start - 1:start - 1 + len(text)] = text
    assert len(chars) == 128, parts
    return "".join(chars)


def coda_amount(cents):
    return f"{int(cents < 0)}{abs(cents) * 10:015}"


ACCOUNT = "BE68539007547034                  EUR"


def coda_movement(number, cents, text="0", code="00150000", marks="0 0"):
    more, other = marks.split(" ")
    return coda_line((1, "21"), (3, number), (32, coda_amount(cents)), (48, "061026"), (54, code), (62, text),
                     (116, "061026187"), (125, "0"), (126, more), (128, other))


def coda_statement(old, movements, number="187", new=None):
    """A statement; each movement is a list of lines. What adds up is added up here."""
    lines = [line for movement in movements for line in movement]
    counted = [line for line in lines if line.startswith("21") and line[6:10] == "0000"]
    cents = [int(line[32:47]) // 10 * (-1 if line[31] == "1" else 1) for line in counted]
    new = old + sum(cents) if new is None else new
    debit, credit = -sum(c for c in cents if c < 0), sum(c for c in cents if c > 0)
    return [
        coda_line((1, "00000061026539"), (15, "05"), (35, "GEMEENTE VOORBEELD"), (84, "00000"), (128, "2")),
        coda_line((1, "12" + number), (6, ACCOUNT), (43, coda_amount(old)), (59, "051026"), (126, number)),
        *lines,
        coda_line((1, "8" + number), (5, ACCOUNT), (42, coda_amount(new)), (58, "061026"), (128, "0")),
        coda_line((1, "9"), (17, f"{len(lines) + 2:06}"), (23, f"{debit * 10:015}"), (38, f"{credit * 10:015}"),
                  (128, "2")),
    ]


def coda_follows(before, after):
    """Statements one after the other in a file; each says whether another follows."""
    return [*before[:-1], before[-1][:127] + "1", *after]


def coda_next_day(lines):
    """A statement of the day after."""
    number = lines[1][2:5]
    later = {"0": ("061026", "071026"), "2": ("061026", "071026"), "8": ("061026", "071026")}
    changed = [line.replace(*later[line[0]]) if line[0] in later else line for line in lines]
    return [line[:121] + number + line[124:] if line[0] == "2" else line for line in changed]


def coda():
    # The money of a terminal, and a transfer of somebody whose name, account and card no message may tell.
    terminal = [coda_movement("00010000", 4650, "11111602398413009583051026009594051026", "00450000", "1 0"),
                coda_line((1, "22"), (3, "00010000"), (11, " VOORBEELD"), (126, "0"), (128, "0"))]
    person = [coda_movement("00020000", 250, "0BOETE JAN PEETERS 4769123412341234", marks="1 0"),
              coda_line((1, "22"), (3, "00020000"), (64, "PEETERS-1"), (126, "1"), (128, "0")),
              coda_line((1, "23"), (3, "00020000"), (11, "BE71096123456769"), (48, "JAN PEETERS"), (126, "0"), (128, "0"))]
    cost = [coda_movement("00030000", -121, "0KOSTEN", "30437000"), coda_movement("00030001", -100, "0", "80437006"),
            coda_movement("00030002", -21, "0BTW", "80437011")]
    movements = [terminal, person, cost]
    sound = coda_statement(123456, movements)

    def write(name, lines, end="\r\n", encoding="cp1252"):
        put(f"coda/{name}.cod", "".join(line + end for line in lines).encode(encoding))

    def changed(name, line, start, text):
        lines = list(sound)
        lines[line - 1] = lines[line - 1][:start - 1] + text + lines[line - 1][start - 1 + len(text):]
        write(name, lines)

    write("sound", sound)
    write("sound_old_line_ends", sound, "\r")
    write("sound_utf8", [line.replace("GEMEENTE", "GEMEËNTE") for line in sound], "\n", "utf-8")
    write("sound_one_byte", [line.replace("GEMEENTE", "GEMEËNTE") for line in sound], "\n")
    following = coda_statement(128235, [[coda_movement("00010000", 100)]], "188")
    write("sound_two_statements", coda_follows(sound, coda_next_day(following)))
    write("sound_twice", coda_follows(sound, sound))
    put("coda/empty.cod", "")
    put("coda/line_ends_alone.cod", "\r\n" * 40)
    put("coda/csv.cod", csv(row()))
    put("coda/packed.cod", gz("".join(line + "\n" for line in sound)))
    put("coda/zeros.cod", bytes(128 * 6))
    write("mail_wrapped", [part for line in sound for part in (line[:76], line[76:]) if part.strip()])
    write("one_blank_too_many", [*sound[:4], sound[4] + " ", *sound[5:]])
    write("no_line_ends", ["".join(sound)])
    write("line_is_lost", sound[:3] + sound[4:])
    write("movement_is_lost", sound[:4] + sound[7:])
    write("line_came_twice", sound[:4] + sound[3:])
    write("end_is_lost", sound[:-1])
    write("begins_in_the_middle", sound[1:])
    write("new_balance_is_lost", sound[:-2] + sound[-1:])
    write("second_statement_cut", sound + following[:3])
    missing = coda_next_day(coda_statement(128335, [[coda_movement("00010000", 100)]], "189"))
    write("statement_is_missing", coda_follows(sound, missing))
    jumps = coda_next_day(coda_statement(128236, [[coda_movement("00010000", 100)]], "188"))
    write("balance_jumps", coda_follows(sound, jumps))
    same = coda_statement(128235, [[coda_movement("00010000", 100)]], "187")
    write("same_number_other_statement", coda_follows(sound, same))
    write("one_cent_more", coda_statement(123456, movements, new=128236))
    changed("half_cent", 3, 47, "5")
    changed("amount_with_a_letter", 3, 40, "O")
    changed("debit_is_credit", 8, 32, "0")
    changed("date_does_not_exist", 5, 116, "310926")
    changed("date_in_a_communication", 3, 82, "320126")
    changed("other_currency", 2, 40, "USD")
    changed("version_1", 1, 128, "1")
    changed("unknown_record", 4, 1, "5")
    changed("unknown_type", 3, 54, "4")
    changed("detail_without_total", 8, 54, "0")
    changed("movement_among_details", 9, 54, "0")
    changed("numbers_jump", 8, 6, "4")
    changed("another_movements_name", 7, 6, "3")
    changed("announced_and_not_there", 7, 126, "1")
    changed("there_and_not_announced", 6, 126, "0")
    changed("count_is_wrong", len(sound), 22, "1")
    changed("credit_is_wrong", len(sound), 51, "9")
    changed("other_account", len(sound) - 1, 20, "5")
    changed("nul", 5, 70, "\0")
    changed("escape", 5, 70, "\x1b[2J")
    write("a_thousand_faults", coda_statement(0, [[coda_movement(f"{n:04}0000", 1).replace("061026187", "991326187")]
                                                   for n in range(1, 1001)]))
    empty = coda_statement(128235, [], "188")
    write("sound_empty_statement", coda_follows(sound, empty))
    write("sound_overdrawn", coda_statement(-500, [[coda_movement("00010000", -250)]]))
    write("sound_overdrawn_and_back", coda_statement(-500, [[coda_movement("00010000", 900)]]))
    write("sound_duplicate_mark", [sound[0][:16] + "D" + sound[0][17:], *sound[1:]])
    other = [one.replace("BE68539007547034", "BE71096123456769") for one in coda_statement(5000, [[coda_movement("00010000", 100)]], "044")]
    other = [line[:121] + "044" + line[124:] if line[0] == "2" else line for line in other]
    write("sound_two_accounts", coda_follows(sound, other))
    jumps = coda_next_day(coda_statement(5101, [[coda_movement("00010000", 100)]], "045"))
    jumps = [one.replace("BE68539007547034", "BE71096123456769") for one in jumps]
    write("two_accounts_one_jumps", coda_follows(coda_follows(sound, other), jumps))
    write("sign_of_old_balance", coda_statement(-123456, movements, new=128235))
    def deposit(pieces):
        return [coda_movement("00010000", 10000, "0STORTING", "00950000", "0 1"),
                coda_line((1, "31"), (3, "00010001"), (32, "00950000"), (40, f"1007{pieces:07}050000{pieces * 50000:015}"), (126, "0"),
                          (128, "0"))]

    for name, pieces in (("sound_notes_of_a_deposit", 2), ("notes_of_a_deposit_are_others", 3)):
        lines = coda_statement(0, [deposit(pieces)])
        write(name, [*lines[:-1], lines[-1][:16] + "000004" + lines[-1][22:]])
    write("one_blank_too_few", [*sound[:4], sound[4][:-1], *sound[5:]])
    write("text_behind_the_end", [*sound, "Met vriendelijke groeten, uw bank".ljust(128)])
    write("header_twice", [sound[0], *sound])
    write("tabs", [line.replace("    ", "\t") for line in sound])
    changed("no_29_february", 2, 59, "290226")
    changed("sound_trailer_promises_more", len(sound), 128, "1")
    changed("number_with_a_blank", len(sound), 20, " ")
    changed("amount_with_a_point", 3, 44, ".")
    changed("amount_below_nought_in_digits", 3, 33, "-")
    changed("account_is_none", 2, 2, "7")
    put("coda/utf16.cod", "".join(line + "\r\n" for line in sound).encode("utf-16"))
    put("coda/mark_of_utf8_in_front.cod", b"\xef\xbb\xbf" + "".join(line + "\r\n" for line in sound).encode())
    put("coda/ebcdic.cod", "".join(line + "\n" for line in sound).encode("cp500"))
    put("coda/half_a_line.cod", ("".join(line + "\r\n" for line in sound))[:64])
    put("coda/pdf.cod", b"%PDF-1.7\n" + bytes(200))
    card = "0R:128 MC 27992973 REM:0094245 F:          51175 05/10"
    write("commission_is_wrong", coda_statement(0, [[
        coda_movement("00010000", 783, card, "00450000", "1 0"),
        coda_line((1, "22"), (3, "00010000"), (11, "BRT:0000008,00EUR C:00000,18 N:NNNNNN******NNNN"), (126, "0"),
                  (128, "0"))]]))


def camt(*entries, opening="1234.56", closing="1282.35", version="02", currency="EUR", state="<Sts>BOOK</Sts>", more=""):
    def balance(kind, amount, day):
        return (f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>'
                f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n")

    def entry(amount, sign, text):
        return (f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{state}<BookgDt><Dt>2026-10-06</Dt></BookgDt>\n'
                "<BkTxCd><Prtry><Cd>0150000</Cd><Issr>BBA</Issr></Prtry></BkTxCd><NtryDtls><TxDtls>"
                "<RltdPties><Dbtr><Nm>Jan Peeters</Nm></Dbtr><DbtrAcct><Id><IBAN>BE71096123456769</IBAN></Id></DbtrAcct></RltdPties>"
                f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n")

    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>\n'
            "<Stmt><Id>1</Id><ElctrncSeqNb>187</ElctrncSeqNb><Acct><Id><IBAN>BE68539007547034</IBAN></Id></Acct>\n"
            + balance("OPBD", opening, "2026-10-05") + balance("CLBD", closing, "2026-10-06")
            + "".join(entry(*one) for one in entries) + more + "</Stmt></BkToCstmrStmt></Document>\n")


def witnesses():
    entries = [("46.5", "CRDT", "Boete Jan Peeters &amp; co"), ("2.5", "CRDT", "+++260/0000/12395+++"), ("1.21", "DBIT", "")]
    sound = camt(*entries)
    put("witness/camt_sound.xml", sound)
    put("witness/camt_whole_amounts.xml", camt(("1000", "CRDT", ""), opening="0", closing="1000"))
    put("witness/camt_pending_does_not_count.xml", camt(*entries, more='<Ntry><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
                                                       "<Sts><Cd>PDNG</Cd></Sts></Ntry>"))
    put("witness/camt_state_of_version_8.xml", camt(*entries, version="08", state="<Sts><Cd>BOOK</Cd></Sts>"))
    put("witness/camt_one_cent_less.xml", camt(*entries, closing="1282.34"))
    put("witness/camt_no_state.xml", camt(*entries, state=""))
    put("witness/camt_no_sign_of_balance.xml", sound.replace("<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-05", "<Dt><Dt>2026-10-05"))
    put("witness/camt_no_closing_balance.xml", sound.replace("CLBD", "CLAV"))
    put("witness/camt_dollars.xml", camt(*entries, currency="USD"))
    put("witness/camt_052.xml", sound.replace("camt.053", "camt.052"))
    put("witness/camt_version_99.xml", camt(*entries, version="99"))
    put("witness/camt_three_decimals.xml", camt(("46.505", "CRDT", "")))
    put("witness/camt_comma.xml", camt(("46,50", "CRDT", "")))
    put("witness/camt_minus.xml", camt(("-46.50", "CRDT", "")))
    put("witness/camt_day_does_not_exist.xml", sound.replace("<Dt>2026-10-06</Dt></BookgDt>", "<Dt>2026-09-31</Dt></BookgDt>"))
    put("witness/camt_cut_off.xml", sound[:900])
    put("witness/camt_entity.xml", sound.replace("<Document", '<!DOCTYPE a [<!ENTITY b "&c;&c;">]>\n<Document', 1))
    put("witness/camt_unknown_entity.xml", sound.replace("&amp;", "&jan;"))
    put("witness/camt_deep.xml", '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">' + "<a>" * 500)

    def statement(text, number, id):
        inner = text[text.index("<Stmt>"):text.index("</BkToCstmrStmt>")]
        return inner.replace("<ElctrncSeqNb>187<", f"<ElctrncSeqNb>{number}<").replace("<Id>1</Id>", f"<Id>{id}</Id>", 1)

    def statements(*inner):
        return sound[:sound.index("<Stmt>")] + "".join(inner) + "</BkToCstmrStmt></Document>\n"

    next_day = camt(("10", "CRDT", ""), opening="1282.35", closing="1292.35").replace("2026-10-06", "2026-10-07")
    first = statement(sound, 187, 1)
    put("witness/camt_sound_two_statements.xml", statements(first, statement(next_day, 188, 2)))
    put("witness/camt_sound_twice.xml", statements(first, first))
    put("witness/camt_statement_is_missing.xml", statements(first, statement(next_day, 189, 2)))
    put("witness/camt_balance_jumps.xml", statements(first, statement(next_day.replace("1282.35", "1282.36").replace("1292.35", "1292.36"), 188, 2)))
    put("witness/camt_same_number.xml", statements(first, statement(next_day, 187, 2)))
    put("witness/camt_sound_two_accounts.xml", statements(first, statement(next_day, 12, 2).replace("BE68539007547034", "BE71096123456769")))
    put("witness/camt_sound_no_movement.xml", camt(opening="5.00", closing="5.00"))
    put("witness/camt_sound_overdrawn.xml", camt(("20", "CRDT", ""), opening="50", closing="30").replace(
        '50</Amt><CdtDbtInd>CRDT', '50</Amt><CdtDbtInd>DBIT').replace('30</Amt><CdtDbtInd>CRDT', '30</Amt><CdtDbtInd>DBIT'))
    batch = ("<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch><TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">40</Amt></TxAmt></AmtDtls></TxDtls>"
             "<TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">6.5</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls>")
    put("witness/camt_sound_batch.xml", sound[:sound.index("<NtryDtls>")] + batch + sound[sound.index("</NtryDtls>") + 11:])
    put("witness/camt_sound_reversal.xml", camt(*entries, ("2.5", "DBIT", ""), closing="1279.85").replace(
        "2.5</Amt><CdtDbtInd>DBIT</CdtDbtInd>", "2.5</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>"))
    put("witness/camt_first_page_of_two.xml", camt(*entries[:1]).replace("<BkToCstmrStmt>",
        "<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId><MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn></GrpHdr>"))
    put("witness/camt_no_opening_balance.xml", sound.replace("OPBD", "OPAV"))
    put("witness/camt_two_opening_balances.xml", sound.replace("<Bal>", sound[sound.index("<Bal>"):sound.index("</Bal>") + 6] + "<Bal>", 1))
    other = sound[sound.index("<Bal>"):sound.index("</Bal>") + 6].replace("1234.56", "1234.57")
    put("witness/camt_two_balances_that_differ.xml", sound.replace("<Bal>", sound[sound.index("<Bal>"):sound.index("</Bal>") + 6] + other + "<Bal>", 1))
    put("witness/camt_entry_in_dollars.xml", sound.replace('<Amt Ccy="EUR">2.5', '<Amt Ccy="USD">2.5'))
    put("witness/camt_no_currency.xml", sound.replace(' Ccy="EUR">46.5', '>46.5'))
    put("witness/camt_no_account.xml", sound.replace("<Acct><Id><IBAN>BE68539007547034</IBAN></Id></Acct>", ""))
    put("witness/camt_one_byte.xml", sound.replace("UTF-8", "ISO-8859-1").replace("Jan Peeters", "Jan Peët").encode("latin-1"))
    put("witness/camt_wrong_charset.xml", sound.replace("Jan Peeters", "Jan Peët").encode("latin-1"))
    put("witness/camt_no_statement.xml", statements())
    put("witness/camt_text_behind_the_end.xml", sound + "Met vriendelijke groeten")

    head = ("Boekingsdatum vanaf;;\r\nLaatste saldo;1234,56 EUR\r\nDatum/uur van het laatste saldo;19/10/2026 12:46:57 ;\r\n;\r\n"
            "Rekening;Boekingsdatum;Rekeninguittrekselnummer;Transactienummer;Rekening tegenpartij;Naam tegenpartij bevat;"
            "Straat en nummer;Postcode en plaats;Transactie;Valutadatum;Bedrag;Devies;BIC;Landcode;Mededelingen\r\n")

    def belfius(*rows):
        lines = [f"BE68 5390 0754 7034;{day};{statement};{number};BE71 0961 2345 6769;Jan Peeters;;;OVERSCHRIJVING;{day};{amount};EUR;;BE;{text}"
                 for day, statement, number, amount, text in rows]
        return head + "".join(line + "\r\n" for line in lines)

    first, second, third = (("06/10/2026", "00010", 52, "46,50", "Boete Jan Peeters"), ("06/10/2026", "00010", 53, "1.234,5", ""),
                            ("07/10/2026", "00011", 54, "-1,21", "kosten"))
    put("witness/belfius_sound.csv", belfius(third, second, first))
    put("witness/belfius_numbers_begin_again.csv", belfius(first, second, third[:2] + (1,) + third[3:]))
    put("witness/belfius_one_byte.csv", belfius(first).replace("Peeters", "Peët").encode("cp1252"))
    put("witness/belfius_transaction_is_missing.csv", belfius(first, third[:2] + (55,) + third[3:]))
    put("witness/belfius_statement_is_missing.csv", belfius(first, ("09/10/2026", "00012", 1, "5,00", "")))
    put("witness/belfius_transaction_twice.csv", belfius(first, first, second))
    put("witness/belfius_point.csv", belfius(first[:3] + ("46.50", "")))
    put("witness/belfius_bad_rows.csv", belfius(("31/09/2026", "00010", "x", "", "")) + "BE68;1;2\r\n")
    asked = ("Boekingsdatum vanaf;06/10/2026\r\nBoekingsdatum tot en met;{last}\r\nBedrag vanaf;{least}\r\nBedrag tot en met;\r\n"
             "Rekeninguittrekselnummer vanaf;\r\nRekeninguittrekselnummer tot en met;{number}\r\nMededeling;\r\n"
             "Naam tegenpartij bevat;{name}\r\nRekening tegenpartij;\r\nLaatste saldo;1234,56 EUR\r\n"
             "Datum/uur van het laatste saldo;{time} ;\r\n;\r\n")

    def asked_for(name, last="31/10/2026", least="", number="", customer="", time="19/10/2026 12:46:57"):
        above = asked.format(last=last, least=least, number=number, name=customer, time=time)
        whole = belfius(third, second, first)
        put(f"witness/belfius_{name}.csv", above + whole[whole.index("Rekening;"):])

    asked_for("asked_for_days")
    asked_for("of_some_amounts_and_names", least="100,00", customer="Jan Peeters")
    asked_for("rows_outside_of_its_days", last="06/10/2026")
    asked_for("rows_of_other_statements", number="00010")
    asked_for("balance_before_its_last_row", time="06/10/2026 08:00:00")
    asked_for("head_that_is_no_day", last="oktober", number="tien")
    put("witness/belfius_cut_in_quotes.csv", belfius(first) + '"BE68 5390')

    columns = "UID,Merchant Name,Record type,Paym. date,Brand,Trx Date,Gross Amount,Comm. Amount,Rate,Net amount\n"
    rows = ["60239801,BIB VOORBEELD,Trx,06/10/2026,VISA,05/10/2026,8.00,0.18,2.25,7.82",
            "60239801,BIB VOORBEELD,Trx,06/10/2026,VISA,05/10/2026,-2.00,0.00,0,-2.00",
            "60239801,BIB VOORBEELD,Pos Total,06/10/2026,VISA,,6.00,0.18,,5.82",
            "60239801,BIB VOORBEELD,Trx,06/10/2026,MASTERCARD,05/10/2026,10.00,0.20,2,9.80",
            "60239801,BIB VOORBEELD,Pos Total,06/10/2026,MASTERCARD,,10.00,0.20,,9.80",
            "27992973,BIB VOORBEELD,Merchant Total,06/10/2026,VISA,,6.00,0.18,,5.82",
            "27992973,BIB VOORBEELD,Merchant Total,06/10/2026,MASTERCARD,,10.00,0.20,,9.80"]

    def worldline(*rows):
        return columns + "".join(row + "\n" for row in rows)

    put("witness/worldline_sound.csv", worldline(*rows))
    put("witness/worldline_row_does_not_tie_out.csv", worldline(rows[0].replace("7.82", "7.83"), *rows[1:]))
    put("witness/worldline_total_is_wrong.csv", worldline(*rows[:2], rows[2].replace("6.00", "6.01").replace("5.82", "5.83"), *rows[3:]))
    put("witness/worldline_row_is_lost.csv", worldline(*rows[1:]))
    put("witness/worldline_unknown_row.csv", worldline(*rows, rows[0].replace("Trx", "Fee")))
    put("witness/worldline_comma.csv", worldline(rows[0].replace("8.00", '"8,00"'), *rows[1:]))

    columns = ("Date,Payment method,Currency,Amount,Status,ID,Description,Consumer name,Consumer bank account,Consumer BIC,"
               "Settlement currency,Settlement amount,Settlement reference,Amount refunded\n")

    def mollie(*rows):
        lines = [f"2026-10-05 10:12:00,{method},EUR,{amount},{status},tr_1,{text},Jan Peeters,BE71096123456769,GEBABEBB,EUR,{settled},1234567.2610.01,"
                 for method, amount, status, text, settled in rows]
        return columns + "".join(line + "\n" for line in lines)

    paid = ("bancontact", "12.50", "paidout", "Boete", "12.50")
    back = ("bancontact", "-2.50", "refunded", "Boete", "-2.50")
    fees = ("", "", "", "Withheld fees October", "-0.39")
    put("witness/mollie_sound.csv", mollie(paid, back, fees))
    put("witness/mollie_other_amount_settled.csv", mollie(paid[:4] + ("12.40",), fees))
    put("witness/mollie_unknown_state.csv", mollie(paid[:2] + ("open",) + paid[3:]))
    put("witness/mollie_dollars.csv", mollie(paid).replace("EUR", "USD"))

    def online(*rows):
        return "Datum;Transactie-id;Gebruiker;Bedrag;Status\n" + "".join(row + "\n" for row in rows)

    rows = ["2026-10-05 21:14:00;T1;Jan Peeters;12.50;Betaald en afgehandeld", "2026-10-05;T2;Jan Peeters;3.00;Geannuleerd",
            "2026-10-06;T3;Jan Peeters;1.00;In verwerking", "2026-10-06;T4;Jan Peeters;0.50;Geslaagd"]
    put("witness/mijnbib_sound.csv", online(*rows))
    put("witness/mijnbib_unknown_state.csv", online(*rows, "2026-10-06;T5;Jan Peeters;1.00;Misschien"))
    put("witness/mijnbib_twice.csv", online(*rows, rows[0]))
    put("witness/mijnbib_comma.csv", online("2026-10-05;T1;Jan Peeters;12,50;Geslaagd"))

    def counted(*rows):
        return ("Dagboek;Datum;Uur;Coupure;Aantal;Bedrag;Geteld door;Tweede teller;Reden\n"
                + "".join(f"K001;05/10/2026;18:05;{row}\n" for row in rows))

    rows = ["50,00;2;100,00;kassaverantwoordelijke;;", "0,05;3;0,15;;;", "2,00;4;;;;", "andere;;1,00;;;",
            "wisselgeld;;75,00;;;", "afdracht;;34,15;;;wisselgeldfout"]
    put("witness/count_sound.csv", counted(*rows))
    put("witness/count_no_such_note.csv", counted("25,00;1;25,00;controleur;;"))
    put("witness/count_pieces_below_zero.csv", counted("50,00;-1;-50,00;controleur;;"))
    put("witness/count_half_a_note.csv", counted("50,00;0,5;25,00;controleur;;"))
    put("witness/count_does_not_multiply.csv", counted("50,00;2;150,00;controleur;;"))
    put("witness/count_denomination_twice.csv", counted(rows[0], rows[0]))
    put("witness/count_name_of_a_person.csv", counted("50,00;2;100,00;Jan Peeters;;"))
    put("witness/count_same_person_twice.csv", counted("50,00;2;100,00;controleur;controleur;"))
    put("witness/count_by_nobody.csv", counted("50,00;2;100,00;;;", "0,05;3;0,15;;controleur;"))
    put("witness/count_no_drawer.csv", counted(*rows).replace("K001", "B001"))
    put("witness/count_time_of_day.csv", counted(*rows).replace("18:05", "25:05"))



for make in [structure, encoding, quoting, numbers, dates, headers, sizes, packed, workbooks, parquets, coda,
             witnesses]:
    make()
