"""Every change of a history can be taken back, and the log's own is never lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from areal_gui.pages.users.edited_history import EditedHistory, Entry


def entry(item: int) -> Entry:
    return Entry(item, f"i{item}", None)


def history(*items: int) -> EditedHistory:
    return EditedHistory([entry(item) for item in items])


def test_entries_are_removed_moved_and_added() -> None:
    edited = history(1, 2, 3)
    edited.remove(1)
    assert edited.items == [1, 3]
    edited.move(0, 1)
    assert edited.items == [3, 1]
    edited.add(entry(9))
    edited.add(entry(8), at=0)
    assert edited.items == [8, 3, 1, 9]
    assert edited.changed


def test_a_move_beyond_the_end_stops_there() -> None:
    edited = history(1, 2, 3)
    edited.move(0, 99)
    assert edited.items == [2, 3, 1]
    edited.move(2, -5)
    assert edited.items == [1, 2, 3]
    assert not edited.changed


def test_what_changes_nothing_is_nothing_to_undo() -> None:
    edited = history(1, 2)
    edited.move(1, 1)
    edited.reset()
    assert not edited.can_undo


def test_a_reset_can_be_undone() -> None:
    edited = history(1, 2)
    edited.remove(0)
    edited.reset()
    assert edited.items == [1, 2]
    edited.undo()
    assert edited.items == [2]


def test_a_new_change_forgets_what_was_undone() -> None:
    edited = history(1, 2, 3)
    edited.remove(0)
    edited.undo()
    assert edited.can_redo
    edited.remove(2)
    assert not edited.can_redo
    assert edited.items == [1, 2]


@given(
    st.lists(
        st.tuples(st.sampled_from(["remove", "move", "add"]), st.integers(0, 6), st.integers(0, 6)),
        max_size=12,
    )
)
def test_undoing_everything_leads_back_and_doing_it_again_forth(steps: list[tuple[str, int, int]]) -> None:
    edited = history(1, 2, 3, 4)
    for name, a, b in steps:
        if name == "add" or not edited.entries:
            edited.add(entry(10 + a))
        elif name == "remove":
            edited.remove(a % len(edited.entries))
        else:
            edited.move(a % len(edited.entries), b)
    after = edited.items
    while edited.can_undo:
        edited.undo()
    assert edited.items == [1, 2, 3, 4]
    while edited.can_redo:
        edited.redo()
    assert edited.items == after
