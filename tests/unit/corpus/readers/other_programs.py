"""Files that other programs write: one text, in the formats of pandoc and LibreOffice."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

from corpus.readers.blocks import Block, Body, Heading, Note

SOURCE = """---
title: 中共新安全觀
author: 林小明
date: 2006-06-12
lang: zh-Hant
---

# 第一章 緒論

南韓*參與*會談[^1]，並以[連結](https://example.org/)說明。

- 甲點
- 乙點

## 第二節 简体与 English

> 朝鲜半岛的和平与稳定取决于会谈。

The talks were **not** a success.[^2]

| 年份 | 輪次 |
|------|------|
| 2003 | 第一輪 |

# 第二章 結論

結束。

[^1]: 參見外交部談話。
[^2]: See *Doe* 2004.
"""

TITLE: list[Block] = [Heading("中共新安全觀", 1), Body("林小明"), Body("2006-06-12")]
TEXT: list[Block] = [
    Heading("第一章 緒論", 1),
    Body("南韓參與會談，並以連結說明。"),
    Body("甲點"),
    Body("乙點"),
    Note("參見外交部談話。", "1"),
    Heading("第二節 简体与 English", 2),
    Body("朝鲜半岛的和平与稳定取决于会谈。", kind="quotation"),
    Body("The talks were not a success."),
    Body("年份 | 輪次", kind="table"),
    Body("2003 | 第一輪", kind="table", table_head="年份 | 輪次"),
    Note("See Doe 2004.", "2"),
    Heading("第二章 結論", 1),
    Body("結束。"),
]


@cache
def written_by_pandoc(ending: str) -> bytes:
    """The text as pandoc writes it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"text.{ending}"
        pypandoc.convert_text(
            SOURCE, ending, "markdown", outputfile=str(path), extra_args=["--standalone"]
        )
        return path.read_bytes()


def find_office() -> str | None:
    """LibreOffice's program, if this machine has it."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def written_by_office(ending: str) -> bytes:
    """The text as LibreOffice writes it, from pandoc's OpenDocument file."""
    office = find_office()
    assert office is not None
    with TemporaryDirectory() as folder:
        source = Path(folder) / "text.odt"
        source.write_bytes(written_by_pandoc("odt"))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [office, profile, "--headless", "--convert-to", ending, "--outdir", folder]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
        return source.with_suffix(f".{ending.partition(':')[0]}").read_bytes()
