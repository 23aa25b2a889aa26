from corpus.readers.blocks import Body
from corpus.readers.dispatch import read_bytes
from corpus.readers.plain.headers_footers import is_printers_line


def test_lines_whose_parts_stand_apart_are_rows_that_know_their_head() -> None:
    text = (
        "歷年庫容如下。\n\n"
        "年度      計畫值    實測值\n------------------------\n1964      1,200     1,195\n1994      1,200     880\n\n"
        "表後說明：淤積率約為百分之二十七。\n"
    )
    assert list(read_bytes(text.encode(), "a.txt").blocks) == [
        Body("歷年庫容如下。"),
        Body("年度 | 計畫值 | 實測值", kind="table"),
        Body("1964 | 1,200 | 1,195", kind="table", table_head="年度 | 計畫值 | 實測值"),
        Body("1994 | 1,200 | 880", kind="table", table_head="年度 | 計畫值 | 實測值"),
        Body("表後說明：淤積率約為百分之二十七。"),
    ]


def test_tabs_and_bars_part_cells_and_two_lines_are_no_table() -> None:
    tabs = "a\tb\n1\t2\n3\t4\n"
    assert [block.text for block in read_bytes(tabs.encode(), "a.txt").blocks] == [
        "a | b",
        "1 | 2",
        "3 | 4",
    ]
    bars = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"
    assert [block.text for block in read_bytes(bars.encode(), "a.txt").blocks] == [
        "a | b",
        "1 | 2",
        "3 | 4",
    ]
    two = "Name      A. Writer\nPlace     London\n"
    assert all(
        isinstance(block, Body) and block.kind == "body"
        for block in read_bytes(two.encode(), "a.txt").blocks
    )


def test_lines_of_printers_are_known() -> None:
    assert is_printers_line(
        "VerDate Sep<11>2014 16:34 Aug 05, 2020 Jkt 250001 PO 00000 Frm 00001 Fmt 4700"
    )
    assert is_printers_line("https://example.org/dams 1/3")
    assert is_printers_line("2021/5/6 上午8:00 水壩安全報告")
    assert not is_printers_line("The page is at https://example.org/dams.")
    assert not is_printers_line("2021/5/6 的會議決定延期。")
