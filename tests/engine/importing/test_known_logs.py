"""Published logs are recognised by their shape, and nothing about them is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.importing.known_logs import KNOWN_LOGS
from engine.importing.recipe import Recipe
from engine.importing.sniff import Preview, sniff

MBID = "f1b1cf71-bd35-4e99-8624-24a6e15f133a"
SHA1 = "00000c289a1829a808ac09c00daf10bc3c4e223b"

HEADS = {
    "YooChoose clicks": (
        "1,2014-04-07T10:51:09.277Z,214536502,0\n1,2014-04-07T10:54:09.868Z,214536500,S\n",
        "user time item ignored",
    ),
    "YooChoose buys": (
        "420374,2014-04-06T18:44:58.314Z,214537888,12462,1\n420374,2014-04-06T18:44:58.325Z,214537850,10471,1\n",
        "user time item ignored ignored",
    ),
    "KuaiRec": (
        "user_id,video_id,play_duration,video_duration,time,date,timestamp,watch_ratio\n"
        "0,3649,13838,10867,2020-07-05 00:08:23.438,20200705,1593878903.438,1.273397\n"
        "0,9598,13665,10984,2020-07-05 00:13:41.297,20200705,1593879221.297,1.244082\n",
        "user item ignored ignored ignored ignored time value",
    ),
    "MovieLens": (
        "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,1029,3.0,1260759179\n",
        "user item value time",
    ),
    "MovieLens 1M": ("1::1193::5::978300760\n1::661::3::978302109\n", "user item value time"),
    "MovieLens 10M": ("1::122::5::838985046\n1::185::4.5::838983525\n", "user item value time"),
    "MovieLens 100K": ("196\t242\t3\t881250949\n186\t302\t3\t891717742\n", "user item value time"),
    "MovieTweetings": ("1::0104257::8::1363245118\n1::1104001::10::1363245119\n", "user item value time"),
    "Amazon reviews 2014": (
        "A2EFCYXHNK06IS,5555991584,5.0,978480000\nA1WR23ER5HMAA9,B00000I0OB,5.0,953424000\n",
        "user item value time",
    ),
    "Amazon reviews 2018": (
        "0001713353,A1C6M8LCIX4M6M,5.0,1123804800\n0001713353,A1REUF3A1YCPHM,5.0,1112140800\n",
        "item user value time",
    ),
    "Amazon reviews": (
        '{"reviewerID": "A1", "asin": "B01", "helpful": [2, 3], "overall": 5, "unixReviewTime": 1252800000}\n'
        '{"reviewerID": "A2", "asin": "B02", "helpful": [0], "overall": 3, "unixReviewTime": 1252800001}\n',
        "user item value time",
    ),
    "Amazon reviews 2023": (
        "user_id,parent_asin,rating,timestamp\nAGKH,B09X,4.0,1677939345945\nAGKH,B09Y,5.0,1677939395945\n",
        "user item value time",
    ),
    "Amazon reviews 2023 JSON": (
        '{"rating": 5.0, "title": "Good", "images": [], "asin": "B1", "parent_asin": "B2", "user_id": "AE", '
        '"timestamp": 1588687728923, "verified_purchase": true}\n' * 2,
        "user item value time",
    ),
    "RetailRocket events": (
        "timestamp,visitorid,event,itemid,transactionid\n"
        "1433221332117,257597,view,355908,\n1433224214164,992329,addtocart,248676,\n",
        "time user event item ignored",
    ),
    "Diginetica": (
        "sessionId;userId;itemId;timeframe;eventdate\n1;NA;81766;526309;2016-05-09\n1;NA;31331;1031018;2016-05-09\n",
        "user ignored item order time",
    ),
    "Globo clicks": (
        "user_id,session_id,session_start,session_size,click_article_id,click_timestamp,click_environment\n"
        "0,1506825423271737,1506825423000,2,119592,1506826828020,4\n"
        "0,1506825423271737,1506825423000,2,96210,1506826858020,4\n",
        "ignored user ignored ignored item time ignored",
    ),
    "OTTO": (
        '{"session": 1, "events": [{"aid": 5, "ts": 1659304800025, "type": "clicks"}, '
        '{"aid": 6, "ts": 1659304904511, "type": "carts"}]}\n'
        '{"session": 2, "events": [{"aid": 7, "ts": 1659304800026, "type": "orders"}]}\n',
        "user item time event",
    ),
    "Last.fm 1K": (
        f"user_000001\t2009-05-04T23:08:57Z\t{MBID}\tDeep Dish\t\tFuck Me Im Famous\n"
        f'user_000001\t2009-05-04T13:54:10Z\t{MBID}\t"Weird Al" Yankovic\t{MBID}\tComposition\n',
        "user time ignored item ignored ignored",
    ),
    "Last.fm 360K": (
        f"{SHA1}\t{MBID}\tbetty blowtorch\t2137\n{SHA1}\t\tdie Ärzte\t1099\n",
        "user ignored item value",
    ),
    "Complete Journey": (
        "household_id,store_id,basket_id,product_id,quantity,sales_value,week,transaction_timestamp\n"
        "900,330,31198570044,1095275,1,0.50,1,2017-01-01 11:53:26\n"
        "900,330,31198570047,9878513,1,0.99,1,2017-01-01 12:10:28\n",
        "user ignored ignored item value ignored ignored time",
    ),
    "Zhihu sessions": (
        "session_id,position,item_id,split\n1,0,900,train\n1,1,901,train\n2,0,900,test\n",
        "user order item split",
    ),
}


def looked_at(folder: Path, text: str) -> Preview:
    file = folder / "log.dat"
    file.write_text(text, encoding="utf-8")
    return sniff(file)


@pytest.mark.parametrize("name", HEADS)
def test_it_is_recognised_and_nothing_is_asked(tmp_path: Path, name: str) -> None:
    text, roles = HEADS[name]
    preview = looked_at(tmp_path, text)
    assert preview.known is not None
    assert name.startswith(preview.known)
    meant = {role: preview.form.columns[at] for at, role in enumerate(preview.roles) if role != "ignored"}
    assert set(meant) == set(roles.split()) - {"ignored"}
    if preview.form.kind == "delimited":
        assert preview.roles == roles.split()
    assert preview.questions == []


def test_every_known_log_is_tried_here() -> None:
    assert {log.name for log in KNOWN_LOGS} <= set(HEADS)


def test_what_goes_with_a_log_is_in_the_recipe(tmp_path: Path) -> None:
    preview = looked_at(tmp_path, HEADS["RetailRocket events"][0])
    assert Recipe.from_preview(preview).session_gap_minutes == 30
    assert Recipe.from_preview(looked_at(tmp_path, HEADS["Diginetica"][0])).time_zone == "UTC"


@pytest.mark.parametrize(
    "text",
    [
        "user,item,rating,timestamp\n1,31,2.5,1260759144\n1,32,2.5,1260759145\n",
        "1;193;5;978300760\n1;661;3;978302109\n",
        "a::1193::5::978300760\nb::661::3::978302109\n",
        "1::1193::500::978300760\n1::661::300::978302109\n",
    ],
)
def test_other_logs_are_not_taken_for_them(tmp_path: Path, text: str) -> None:
    assert looked_at(tmp_path, text).known is None
