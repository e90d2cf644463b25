"""Texts that are not UTF-8 are read as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.load import DatasetImported, import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.workspace import Workspace

TITLES = {
    "cp1251": ["Война и мир", "Иван Васильевич меняет профессию", "Москва слезам не верит"],
    "koi8_r": ["Война и мир", "Иван Васильевич меняет профессию", "Москва слезам не верит"],
    "cp1250": ["Zażółć gęślą jaźń", "Człowiek z żelaza", "Dług", "Pan Tadeusz"],
    "cp1254": ["Kış Uykusu", "Üç Maymun", "Ağır Roman"],
    "latin-1": ["Das Leben der Anderen", "Männer", "Die Brücke", "Être et avoir"],
    "cp1253": ["Ο Θίασος", "Μια αιωνιότητα και μια μέρα"],
    "cp932": ["千と千尋の神隠し", "もののけ姫", "となりのトトロ"],
    "euc_jp": ["千と千尋の神隠し", "もののけ姫", "となりのトトロ"],
    "gb18030": ["霸王别姬", "活着", "大红灯笼高高挂"],
    "big5": ["霸王別姬", "悲情城市", "牯嶺街少年殺人事件"],
    "cp949": ["올드보이", "기생충", "살인의 추억"],
    "utf-32": ["Война и мир", "霸王别姬"],
}


@pytest.mark.parametrize("encoding", TITLES)
def test_titles_are_read_as_they_were_written(tmp_path: Path, encoding: str) -> None:
    rows = [f"{number},{title},2019-01-02" for number, title in enumerate(TITLES[encoding] * 20)]
    file = tmp_path / "log.csv"
    file.write_bytes("\n".join(["item,title,date", *rows, ""]).encode(encoding))
    preview = sniff(file)
    assert [row[1] for row in preview.rows] == (TITLES[encoding] * 20)[:20]
    assert encoding == "utf-32" or any("not UTF-8" in warning for warning in preview.warnings)


def test_accents_here_and_there_are_western(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes("item,title\n1,Amélie\n2,Tent\n3,“So”\n".encode("cp1252"))
    assert sniff(file).form.encoding == "cp1252"


@pytest.mark.parametrize("name", ["no such", "rot13", "base64", "a\0b", ""])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "log.csv"
    file.write_text("user,item\n1,2\n")
    with pytest.raises(BadInput, match="no encoding"):
        sniff(file, encoding=name)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_half_a_character_at_the_end_is_a_row_that_cannot_be_read(
    workspace: Workspace, tmp_path: Path, encoding: str
) -> None:
    log = tmp_path / "log.csv"
    rows = "".join(f"{at % 7},{at % 5},{1_400_000_000 + at}\n" for at in range(40))
    log.write_bytes(f"user,item,time\n{rows}".encode(encoding) + b"y")
    *_, done = import_log(workspace, [log], Recipe.from_preview(sniff(log)), CancelToken())
    assert isinstance(done, DatasetImported)
    assert (done.interactions, done.rejected) == (40, 1)
