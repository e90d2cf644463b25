"""What is found out about a file by looking at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.importing.recipe import Recipe
from engine.importing.sniff import Preview, sniff
from tests.support.real_data import RealData


def look(tmp_path: Path, text: str | bytes) -> Preview:
    file = tmp_path / "log.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sniff(file)


@pytest.mark.parametrize(
    ("name", "delimiter", "header", "roles"),
    [
        ("zhihu/zhihu_sessions.csv", ",", True, "user order item split"),
        ("yoochoose/yoochoose-clicks-100k-iso.dat", ",", False, "user time item ignored"),
        ("yoochoose/yoochoose1_64_train_sessions.csv", ",", True, "user order item"),
        ("movietweetings/100K/ratings.dat", "::", False, "user item value time"),
        ("movielens-latest-small/ratings.csv", ",", True, "user item value time"),
        (
            "complete-journey/transactions.csv.gz",
            ",",
            True,
            "user ignored ignored item value ignored ignored ignored ignored ignored time",
        ),
    ],
)
def test_real_logs(real_data: RealData, name: str, delimiter: str, header: bool, roles: str) -> None:
    preview = sniff(real_data(name))
    assert (preview.form.delimiter, preview.form.has_header) == (delimiter, header)
    assert preview.roles == roles.split()
    assert len(preview.rows) == 20


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("1,2,3\n4,5,6\n", ","),
        ("1\t2 x\t3\n4\t5 y\t6\n", "\t"),
        ("1;2;4,5\n4;5;3,0\n", ";"),
        ("1|2|3\n4|5|6\n", "|"),
        ("1::2, and so on::3\n4::5, too::6\n", "::"),
        ("1 2 3\n4  5\t6\n", "whitespace"),
        ("1,2017-01-01 11:53:26,x|y\n2,2017-01-01 11:53:27,x|y\n", ","),
    ],
)
def test_delimiters(tmp_path: Path, text: str, delimiter: str) -> None:
    assert look(tmp_path, text).form.delimiter == delimiter


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("userId,movieId,rating,timestamp", "user item value time"),
        ("USER_ID,ITEM_ID,STARS,TIME", "user item value time"),
        ("customer id,product code,qty,Created At", "user item value time"),
        ("visitorid,itemid,weight,event_time", "user item value time"),
        ("reviewerID,asin,overall,unixReviewTime", "user item value time"),
        ("session,track_id,playcount,ts", "user item value time"),
        ("event.session,aid,event.rating,event.ts", "user item value time"),
    ],
)
def test_header_names(tmp_path: Path, header: str, roles: str) -> None:
    preview = look(tmp_path, f"{header}\n1,77,4,1400000000\n1,78,5,1400000001\n")
    assert preview.form.has_header
    assert preview.form.columns == header.split(",")
    assert preview.roles == roles.split()


def test_a_header_over_text_ids_is_known_by_its_words(tmp_path: Path) -> None:
    assert look(tmp_path, "user,item\nann,tent\nbob,lamp\n").form.has_header
    assert not look(tmp_path, "ann,tent\nbob,lamp\ncyd,tent\n").form.has_header


def test_a_header_of_items_that_are_all_text_is_known_by_its_words(tmp_path: Path) -> None:
    assert look(tmp_path, "item_id,category,title\nP1,Yoga,Mat\nP2,Yoga,Block\n").form.has_header
    assert not look(tmp_path, "P1,Yoga,Mat\nP2,Yoga,Block\nP3,Camping,Tent\n").form.has_header


def test_without_a_header_content_tells_positions_and_splits(tmp_path: Path) -> None:
    preview = look(tmp_path, "s1,1,900,train\ns1,2,901,train\ns2,1,900,test\ns2,2,905,test\n")
    assert preview.roles == ["user", "order", "item", "split"]
    assert preview.form.columns == ["1", "2", "3", "4"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_with_and_without_a_mark(tmp_path: Path, encoding: str) -> None:
    preview = look(tmp_path, "user,item\nJosé,crème\nZoë,brûlée\n".encode(encoding))
    assert preview.rows[0] == ["José", "crème"]
    assert preview.form.columns == ["user", "item"]
    assert not any("UTF-8" in warning for warning in preview.warnings)


@pytest.mark.parametrize(("encoding", "text"), [("latin-1", "café"), ("cp1252", "“café”")])
def test_one_byte_encodings_are_read_with_a_warning(tmp_path: Path, encoding: str, text: str) -> None:
    preview = look(tmp_path, f"user,item\na,{text}\nb,{text}\n".encode(encoding))
    assert preview.form.encoding == encoding
    assert preview.rows[0][1] == text
    assert any("not UTF-8" in warning for warning in preview.warnings)


def test_a_few_bad_bytes_among_good_utf8_do_not_change_the_encoding(tmp_path: Path) -> None:
    preview = look(tmp_path, b"user,item\n" + "a,é\n".encode() * 9 + b"b,\xff\n")
    assert preview.form.encoding == "utf-8"
    assert len(preview.rows) == 9


def test_uneven_lines_are_announced(tmp_path: Path) -> None:
    preview = look(tmp_path, "user,item\n" + "a,b\n" * 20 + "broken\n")
    assert any("1 of the first 22 lines" in warning for warning in preview.warnings)


def test_what_the_user_says_wins_over_what_is_detected(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text("user;a,item;b\n1;2,3;4\n")
    preview = sniff(file, delimiter=";", has_header=False, encoding="latin-1")
    assert preview.form.columns == ["1", "2", "3"]
    assert preview.form.encoding == "latin-1"
    assert preview.rows[0] == ["user", "a,item", "b"]


def test_a_recipe_takes_the_proposal_and_what_is_given_instead(tmp_path: Path) -> None:
    preview = look(tmp_path, "user_id,item_id,rating,timestamp\n1,2,3,1400000000\n")
    assert Recipe.from_preview(preview).time == "timestamp"
    recipe = Recipe.from_preview(preview, user="item_id", item="rating")
    assert (recipe.user, recipe.item, recipe.value, recipe.time) == ("item_id", "rating", None, "timestamp")
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe


def test_a_recipe_refers_to_headerless_columns_by_number(tmp_path: Path) -> None:
    recipe = Recipe.from_preview(look(tmp_path, "1,2014-04-07T10:51:09.277Z,214536502,\n" * 3), item="3")
    assert (recipe.user, recipe.time, recipe.item) == (1, 2, 3)


def test_a_recipe_needs_a_user_and_an_item(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="looks like the user"):
        Recipe.from_preview(look(tmp_path, "product_id,title,genres\n1,A,x\n2,B,y\n"))


@pytest.mark.parametrize(("name", "synthetic"), [("synthetic_shop.csv", True), ("shop.csv", False)])
def test_a_file_can_say_by_its_name_that_it_is_invented(tmp_path: Path, name: str, synthetic: bool) -> None:
    (tmp_path / name).write_text("user,item,time\na,x,1700000000\nb,y,1700000001\n")
    assert Recipe.from_preview(sniff(tmp_path / name)).synthetic is synthetic
