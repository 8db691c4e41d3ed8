"""Undo: the import before holds again; of the first import nothing is left; every step back can be taken back."""

import pytest

from service.portfolio.faults import ImportRefused
from service.portfolio.standing import Standing, standing_of
from service.portfolio.store import PortfolioStore
from service.portfolio.turning import mark_deleted, remove
from tests.service.portfolio.small import line
from tests.service.portfolio.test_store import send


def imports(home, *units, name="mine"):
    """One import after the other, each with other units; their versions."""
    return [send(home, line(annual_units=str(number)), name=name).version for number in units]


def test_the_version_before_holds_again(tmp_path):
    first, second = imports(tmp_path, 1, 2)
    store = PortfolioStore(tmp_path)
    assert store.turn("mine", back=True) == Standing(first, (), (second,))
    assert store.current() == {"mine": first}
    assert store.load("mine").lines["annual_units"].to_list() == [1]


def test_undone_again_and_again_it_goes_back_import_by_import(tmp_path):
    first, second, third = imports(tmp_path, 1, 2, 3)
    store = PortfolioStore(tmp_path)
    assert [store.turn("mine", back=True).current for _ in range(3)] == [second, first, None]
    assert store.current() == {}
    assert store.standings() == {"mine": Standing(None, (), (first, second, third))}
    with pytest.raises(ImportRefused, match="no import left to undo"):
        store.turn("mine", back=True)


def test_taken_back_every_undo_comes_again(tmp_path):
    first, second = imports(tmp_path, 1, 2)
    store = PortfolioStore(tmp_path)
    for _ in range(2):
        store.turn("mine", back=True)
    assert [store.turn("mine", back=False).current for _ in range(2)] == [first, second]
    assert store.standings() == {"mine": Standing(second, (first,), ())}
    with pytest.raises(ImportRefused, match="no undo is left"):
        store.turn("mine", back=False)


def test_an_import_after_an_undo_ends_what_could_be_taken_back(tmp_path):
    first, _ = imports(tmp_path, 1, 2)
    store = PortfolioStore(tmp_path)
    store.turn("mine", back=True)
    (third,) = imports(tmp_path, 3)
    assert store.standings() == {"mine": Standing(third, (first,), ())}


def test_an_import_of_the_same_content_is_nothing_to_undo(tmp_path):
    first, second, _ = imports(tmp_path, 1, 2, 2)
    assert PortfolioStore(tmp_path).turn("mine", back=True).current == first
    assert second != first


def test_a_content_that_came_back_is_undone_to_what_was_between(tmp_path):
    first, second, again = imports(tmp_path, 1, 2, 1)
    assert again == first
    assert PortfolioStore(tmp_path).turn("mine", back=True).current == second


def test_other_portfolios_stay_as_they_are(tmp_path):
    imports(tmp_path, 1, 2)
    other = send(tmp_path, line(company_id="9"), name="other").version
    PortfolioStore(tmp_path).turn("mine", back=True)
    assert PortfolioStore(tmp_path).current()["other"] == other


def test_a_company_that_went_elsewhere_meanwhile_is_not_brought_back(tmp_path):
    send(tmp_path, line(company_id="moved"))
    mine = send(tmp_path, line(company_id="stays")).version
    send(tmp_path, line(company_id="moved"), name="other")
    with pytest.raises(ImportRefused, match="company 'moved' is in portfolio other already"):
        PortfolioStore(tmp_path).turn("mine", back=True)
    assert PortfolioStore(tmp_path).current()["mine"] == mine


def test_a_version_gone_from_the_disk_is_not_pointed_at(tmp_path):
    first, second = imports(tmp_path, 1, 2)
    for path in (tmp_path / "portfolios" / "mine" / first).iterdir():
        path.unlink()
    (tmp_path / "portfolios" / "mine" / first).rmdir()
    with pytest.raises(ImportRefused, match="gone from the disk"):
        PortfolioStore(tmp_path).turn("mine", back=True)
    assert PortfolioStore(tmp_path).current() == {"mine": second}


@pytest.mark.parametrize("name", ["absent", "..", "Mine", ""])
def test_a_name_that_is_none_is_refused(tmp_path, name):
    imports(tmp_path, 1)
    for back in (True, False):
        with pytest.raises(ImportRefused):
            PortfolioStore(tmp_path).turn(name, back=back)


def test_of_a_portfolio_of_an_earlier_release_the_import_before_is_not_guessed(tmp_path):
    first, second = imports(tmp_path, 1, 2)
    pointer = tmp_path / "portfolios" / "mine" / "CURRENT"
    pointer.write_text(f"{second}\n")
    store = PortfolioStore(tmp_path)
    assert store.current() == {"mine": second}
    with pytest.raises(ImportRefused, match="not on record"):
        store.turn("mine", back=True)
    (third,) = imports(tmp_path, 3)
    assert store.turn("mine", back=True).current == second
    with pytest.raises(ImportRefused, match="not on record"):
        store.turn("mine", back=True)
    assert len({first, second, third}) == 3


@pytest.mark.parametrize(
    "standing",
    [
        Standing("a" * 16),
        Standing("a" * 16, ("b" * 16, "c" * 16), ("d" * 16,)),
        Standing(None, (), ("a" * 16,)),
        Standing(deleted=True),
    ],
)
def test_what_is_stored_is_what_is_read(standing):
    assert standing_of(standing.text) == standing


@pytest.mark.parametrize("text", ["", "\n", "none\n", "  \n\n"])
def test_a_pointer_that_says_nothing_is_no_portfolio(text):
    assert standing_of(text) == Standing()


def test_while_it_is_deleted_nothing_is_imported_undone_or_loaded(tmp_path):
    imports(tmp_path, 1, 2)
    mark_deleted(tmp_path / "portfolios", "mine", 1.0)
    store = PortfolioStore(tmp_path)
    assert store.current() == {}
    (fault,) = send(tmp_path, line()).faults
    assert fault.code == "being_deleted"
    with pytest.raises(ImportRefused, match="is being deleted"):
        store.turn("mine", back=True)


def test_removed_a_name_begins_anew(tmp_path):
    imports(tmp_path, 1, 2)
    mark_deleted(tmp_path / "portfolios", "mine", 1.0)
    remove(tmp_path / "portfolios", "mine", 1.0)
    assert [path.name for path in (tmp_path / "portfolios").iterdir()] == [".lock"]
    (again,) = imports(tmp_path, 1)
    assert PortfolioStore(tmp_path).standings() == {"mine": Standing(again)}
