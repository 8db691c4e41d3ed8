"""`exposure portfolios`: listed, undone, brought back, deleted; and headings mapped at import."""

from service.portfolio.application_store import ApplicationStore
from service.portfolio.store import PortfolioStore
from service.runs.snapshot import published_runs
from tests.service.cli.conftest import HEADER, ONE_LINE


def own_file(tmp_path):
    path = tmp_path / "suppliers.csv"
    path.write_text(f"{HEADER.replace('company_id', 'Supplier ID')},Buyer\n{ONE_LINE},Ms Example\n")
    return path


def test_what_there_is(exposure, home, one_line):
    assert exposure("portfolios", "list").out == "no portfolio is stored\n"
    exposure("import", one_line)
    assert "own: version " in exposure("portfolios", "list").out
    assert "1 company, 1 line, from portfolio.csv" in exposure("portfolios", "list").out


def test_undo_and_redo(exposure, home, portfolio_file):
    for units in ("120000", "7"):
        exposure("import", portfolio_file(ONE_LINE.replace("120000", units), name=f"units-{units}.csv"))
    answer = exposure("portfolios", "undo", "own")
    assert (answer.status, answer.err) == (0, [])
    assert "import of units-7.csv (1 row, " in answer.out
    assert PortfolioStore(home).load("own").lines["annual_units"].to_list() == [120000]
    exposure("portfolios", "undo", "own")
    assert "own: no portfolio, every import undone" in exposure("portfolios", "list").out
    refused = exposure("portfolios", "undo", "own")
    assert (refused.status, refused.err) == (1, ["there is no import left to undo: import a file"])
    assert exposure("portfolios", "redo", "own").status == 0
    assert PortfolioStore(home).load("own").lines["annual_units"].to_list() == [120000]


def test_a_portfolio_that_is_none(exposure, home, one_line):
    exposure("import", one_line)
    for action in ("undo", "redo", "delete"):
        answer = exposure("portfolios", action, "absent")
        assert (answer.status, len(answer.err)) == (1, 1)
        assert "there is no portfolio absent" in answer.err[0]
    assert exposure("portfolios", "remove", "own").status == 2


def test_deletion_says_what_goes_and_wants_to_be_told(exposure, home, scored):
    planned = exposure("portfolios", "delete", "own", "--dry-run")
    assert "goes: 1 version of 1 company" in planned.out
    assert "goes: 1 run in which its companies were scored, the served one among them" in planned.out
    assert planned.out.endswith("nothing is deleted\n")
    unsure = exposure("portfolios", "delete", "own")
    assert (unsure.status, unsure.err) == (
        1,
        ["nothing is deleted: add --yes to delete portfolio own without being asked"],
    )
    assert PortfolioStore(home).current().keys() == {"own"}
    done = exposure("portfolios", "delete", "own", "--yes")
    assert (done.status, done.err) == (0, [])
    assert done.out.endswith("nothing is scored any more\nportfolio own is deleted\n")
    assert published_runs(home) == []
    assert exposure("export", "scores", "--format", "csv", "--output", home / "x.csv").status == 1


def test_headings_are_mapped_and_remembered(exposure, home, tmp_path):
    path = own_file(tmp_path)
    assert exposure("import", path).status == 1
    mapped = ("--map", "Supplier ID=company_id", "--map", "Buyer=")
    tried = exposure("import", path, *mapped, "--dry-run")
    assert "note: column 'Supplier ID' is read as company_id" in tried.err
    assert exposure("import", path).status == 1
    assert exposure("import", path, *mapped).status == 0
    assert exposure("import", path).status == 0
    assert exposure("import", path, "--portfolio", "other").status == 1


def test_euros_mapped_to_dollars_are_remarked_on_first(exposure, home, tmp_path):
    path = tmp_path / "euros.csv"
    path.write_text(f"{HEADER.replace('annual_revenue_usd', 'Turnover (EUR)')}\n{ONE_LINE}\n")
    answer = exposure("import", path, "--map", "Turnover (EUR)=annual_revenue_usd")
    assert answer.status == 0
    assert answer.err[0].startswith("note: column 'Turnover (EUR)' speaks of EUR, but annual_revenue_usd is in US dol")


def test_a_file_with_semicolons_and_decimal_commas_is_imported_and_said_to_be_one(exposure, home, tmp_path):
    path = tmp_path / "europe.csv"
    path.write_text(f"{HEADER},stock_days\n{ONE_LINE},12.5\n".replace(",", ";").replace(".", ","))
    answer = exposure("import", path)
    assert answer.status == 0
    assert "note: the file was read with semicolons and decimal commas" in answer.err[0]
    assert PortfolioStore(home).load("own").lines["stock_days"].to_list() == [12.5]


def test_rows_left_out_are_counted_with_their_faults(exposure, home, portfolio_file):
    faulty = ONE_LINE.replace("DEU", "Germny").replace("120000", "-5")
    out = exposure("import", portfolio_file(ONE_LINE, faulty), "--accept-valid").out
    assert "1 of 2 rows imported as own" in out
    assert out.endswith("; 1 row with 2 faults left out\n")


def test_a_map_that_is_none_is_refused(exposure, home, one_line):
    answer = exposure("import", one_line, "--map", "Supplier=company_nam")
    assert answer.status == 1
    assert answer.err == ["'Supplier=company_nam' names 'company_nam', no column we know: did you mean company_name?"]
    missing = exposure("import", one_line, "--map", "Supplier=company_id")
    assert (missing.status, "is no heading of this file" in missing.err[0]) == (1, True)


def test_companies_are_merged_when_asked(exposure, home, tmp_path):
    path = tmp_path / "merge.csv"
    other = ONE_LINE.replace("0042", "0043").replace("DEU", "USA")
    path.write_text(f"{HEADER},supplier_number\n{ONE_LINE},7\n{other},7\n")
    answer = exposure("import", path, "--merge-by", "supplier_number")
    assert "note: '0043' merged into company '0042': same supplier number 7" in answer.err
    assert PortfolioStore(home).load("own").lines["company_id"].unique().to_list() == ["0042"]
    assert exposure("import", path, "--merge-by", "name").status == 2
    refused = exposure("import", path, "--applications", "--merge-by", "lei")
    assert "licence applications have no identifiers to merge by" in refused.err[0]


def test_applications_are_undone_alike(exposure, home, one_line, tmp_path):
    exposure("import", one_line)
    path = tmp_path / "applications.csv"
    path.write_text("company_id,material_id,origin,filed_on,outcome\n0042,ndfeb_traction,CHN,2026-01-02,pending\n")
    assert exposure("import", path, "--applications").status == 0
    answer = exposure("portfolios", "undo", "own", "--applications")
    assert "there are no applications of own now" in answer.out
    assert (ApplicationStore(home).current(), list(PortfolioStore(home).current())) == ({}, ["own"])
    assert exposure("portfolios", "redo", "own", "--applications").status == 0
    assert list(ApplicationStore(home).current()) == ["own"]
