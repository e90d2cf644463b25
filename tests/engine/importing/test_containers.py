"""Folders and zips: one log of many files, a log with an item file, and names that try to get out."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.importing import archives
from engine.importing.containers import log_files
from engine.importing.sniff import sniff
from engine.importing.tables import open_table

RATINGS = "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,1029,3.0,1260759179\n"
MOVIES = 'movieId,title,genres\n31,"Dangerous Minds (1995)",Drama\n1029,Dumbo (1941),Animation|Drama\n'
TAGS = "userId,movieId,tag,timestamp\n1,31,sad,1260759144\n1,31,school,1260759145\n"
LINKS = "movieId,imdbId,tmdbId\n31,0112792,9909\n1029,0033563,11360\n"
U_DATA = "196\t242\t3\t881250949\n186\t302\t3\t891717742\n"
U_ITEM = (
    "242|Kolya (1996)|24-Jan-1997||http://x|0|1\n302|L.A. Confidential (1997)|01-Jan-1997||http://y|1|0\n"
)
DATED = "user,item,time\na,x,1400000000\nb,y,1400000001\n"

BUNDLES = {
    "latest": (
        {
            "ml/README.txt": "Summary\n",
            "ml/links.csv": LINKS,
            "ml/movies.csv": MOVIES,
            "ml/ratings.csv": RATINGS,
            "ml/tags.csv": TAGS,
        },
        ["ml/ratings.csv"],
        "ml/movies.csv",
    ),
    "1m": (
        {
            "ml-1m/movies.dat": "1193::One Flew (1975)::Drama\n661::James (1996)::Children\n",
            "ml-1m/ratings.dat": "1::1193::5::978300760\n1::661::3::978302109\n",
            "ml-1m/README": "x\n",
            "ml-1m/users.dat": "1::F::1::10::48067\n2::M::56::16::70072\n",
        },
        ["ml-1m/ratings.dat"],
        "ml-1m/movies.dat",
    ),
    "100k": (
        {
            "ml-100k/u.data": U_DATA,
            "ml-100k/u.item": U_ITEM,
            "ml-100k/u1.base": U_DATA,
            "ml-100k/u1.test": U_DATA,
            "ml-100k/u.user": "1|24|M|technician|85711\n2|53|F|other|94043\n",
            "ml-100k/allbut.pl": "#!/usr/bin/perl\n",
        },
        ["ml-100k/u.data"],
        "ml-100k/u.item",
    ),
    "shop": (
        {"purchases.csv": DATED, "catalogue.csv": "item,title\nx,Tent\ny,Lamp\n"},
        ["purchases.csv"],
        "catalogue.csv",
    ),
    "parts": (
        {f"part-{number}.csv": DATED for number in (10, 9, 1)} | {"_SUCCESS": "", "empty-2.csv": ""},
        ["part-1.csv", "part-9.csv", "part-10.csv"],
        None,
    ),
}


def folder_of(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def zip_of(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("name", BUNDLES)
@pytest.mark.parametrize("packed", [True, False])
def test_the_log_and_its_items_are_told_apart(tmp_path: Path, name: str, packed: bool) -> None:
    files, logs, items = BUNDLES[name]
    place = zip_of(tmp_path / "all.zip", files) if packed else folder_of(tmp_path / "all", files)
    found = log_files([place])
    assert found.logs == [place / log for log in logs]
    assert found.items == (None if items is None else place / items)
    assert not set(found.logs) & set(found.ignored)


def test_the_preview_of_a_zip_is_that_of_its_log_and_names_the_items(tmp_path: Path) -> None:
    place = zip_of(tmp_path / "ml.zip", BUNDLES["latest"][0])
    preview = sniff(place)
    assert (preview.form.path, preview.form.member) == (place, "ml/ratings.csv")
    assert preview.form.label == "ml.zip/ml/ratings.csv"
    assert preview.items_form == place / "ml/movies.csv"
    assert preview.known == "MovieLens"
    assert "ml/tags.csv" in preview.tables


def test_another_member_can_be_chosen(tmp_path: Path) -> None:
    place = zip_of(tmp_path / "ml.zip", BUNDLES["latest"][0])
    form = sniff(place, table="ml/tags.csv").form
    assert form.member == "ml/tags.csv"
    with open_table(form) as table:
        assert [text for rows in table.rows([2]) for text in rows.columns[2].to_pylist()] == ["sad", "school"]


def test_a_path_may_lead_into_a_zip(tmp_path: Path) -> None:
    place = zip_of(tmp_path / "ml.zip", BUNDLES["latest"][0])
    assert sniff(place / "ml" / "movies.csv").form.columns == ["movieId", "title", "genres"]


def test_files_named_one_by_one_are_the_log_and_one_that_names_items_describes_it(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("b.csv", "movies.csv", "a.csv")]
    found = log_files(paths)
    assert found.logs == [paths[0], paths[2]]
    assert found.items == paths[1]
    assert log_files([paths[1]]).logs == [paths[1]]


def test_members_with_names_that_lead_out_of_the_zip_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(DATED)
    names = [
        "../secret.csv",
        "/etc/secret.csv",
        "C:\\secret.csv",
        "..\\secret.csv",
        "a\nb.csv",
        ".x.csv",
    ]
    place = zip_of(tmp_path / "log.zip", {**dict.fromkeys(names, DATED), "good.csv": DATED})
    assert log_files([place]).logs == [place]
    assert sniff(place).form.member == "good.csv"
    with pytest.raises(BadInput, match="holds no file"):
        sniff(place / ".." / "secret.csv")


def test_a_link_in_a_zip_is_no_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("log.csv", DATED)
    assert sniff(tmp_path / "log.zip").form.member == "log.csv"


def test_a_folder_that_leads_in_a_circle_is_walked_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "log", {"day/a.csv": DATED})
    (folder / "day" / "round").symlink_to(folder)
    assert log_files([folder]).logs == [folder / "day" / "a.csv"]


def test_too_many_files_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    with pytest.raises(BadInput, match="holds 4 files"):
        sniff(zip_of(tmp_path / "log.zip", {f"{number}.csv": DATED for number in range(4)}))


def test_nothing_that_is_a_log_says_why_the_first_file_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Git LFS pointer"):
        sniff(folder_of(tmp_path / "log", {"a.csv": "version https://git-lfs.github.com/spec/v1\noid x\n"}))
