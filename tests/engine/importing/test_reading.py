"""Reading a file's rows as numbers."""

from __future__ import annotations

import pytest

from tests.engine.importing.conftest import Histories, ImportText


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\u2009"])
@pytest.mark.parametrize("place", ["first", "last"])
def test_blanks_around_an_id_make_no_other_user(
    import_text: ImportText, histories: Histories, blank: str, place: str
) -> None:
    padded = blank + "anna" if place == "first" else "anna" + blank

    done = import_text(f"user,item,time\nanna,a,1\n{padded},b,2\nbob,c,3\n")

    assert histories(done.id) == {"anna": ["a", "b"], "bob": ["c"]}


def test_blanks_within_an_id_stay(import_text: ImportText, histories: Histories) -> None:
    done = import_text("user,item,time\nanna b,x,1\nanna  b,y,2\n")

    assert histories(done.id) == {"anna b": ["x"], "anna  b": ["y"]}
