"""Licence applications from the command line: scored with a file, imported, rescored and explained."""

import csv
import io

import pytest

DAY = "2026-03-01"
HEADER = "company_id,material_id,origin,filed_on,decided_on,outcome"
PENDING = "0042,ndfeb_traction,CHN,2025-10-01,,pending"
APPROVED = "0042,ndfeb_traction,CHN,2025-10-01,2025-10-20,approved"
# A product needs all its magnets: it comes sooner only if the small ones do too.
SMALL_APPROVED = APPROVED.replace("traction", "auxiliary")


@pytest.fixture
def applications(tmp_path):
    """Writes a file of licence applications."""

    def write(*rows):
        path = tmp_path / "applications.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n")
        return path

    return write


def company(answer):
    assert answer.status == 0, answer.err
    (row,) = csv.DictReader(io.StringIO(answer.out))
    return row


def test_a_file_of_applications_moves_score_and_run_id_and_nothing_is_stored(exposure, home, one_line, applications):
    bare = company(exposure("score", one_line, "--as-of", DAY))
    slow = company(exposure("score", one_line, "--as-of", DAY, "--applications", applications(PENDING)))
    fast = company(
        exposure("score", one_line, "--as-of", DAY, "--applications", applications(APPROVED, SMALL_APPROVED))
    )
    assert float(slow["score"]) > float(bare["score"]) > float(fast["score"])
    assert len({row["run_id"] for row in (bare, slow, fast)}) == 3
    assert not home.exists()


def test_files_scored_and_the_same_files_imported_give_the_same_bytes(exposure, one_line, applications, tmp_path):
    file = applications(PENDING, APPROVED)
    exposure("import", one_line)
    exposure("rescore", "--as-of", DAY)
    imported = exposure("import", file, "--applications")
    assert imported.status == 0
    again = exposure("rescore", "--as-of", DAY)
    exposure("export", "delays", "--format", "csv", "--output", tmp_path / "run.csv")
    options = ("--as-of", DAY, "--level", "delay", "--output", tmp_path / "file.csv", "--applications", file)
    assert exposure("score", one_line, *options).status == 0
    assert (tmp_path / "file.csv").read_bytes() == (tmp_path / "run.csv").read_bytes()
    assert again.status == 0


def test_importing_applications_makes_the_next_run_a_new_one(exposure, one_line, applications):
    exposure("import", one_line)
    first = exposure("rescore", "--as-of", DAY).out
    exposure("import", applications(PENDING), "--applications")
    assert exposure("rescore", "--as-of", DAY).out.split()[1] != first.split()[1]


#      rows                                                        said
FAULTY = [
    ("0042,ndfeb_traction,CHN,2025-10-01,2025-09-01,approved", "is before filed_on"),
    ("0042,ndfeb_tractio,CHN,2025-10-01,,pending", "did you mean ndfeb_traction"),
    ("0042,ndfeb_traction,CHN,,,pending", "is empty"),
]


@pytest.mark.parametrize(("row", "said"), FAULTY)
def test_faulty_applications_are_refused_with_row_and_column(exposure, one_line, applications, row, said):
    answer = exposure("score", one_line, "--as-of", DAY, "--applications", applications(row))
    assert (answer.status, answer.out) == (1, "")
    assert said in answer.err[0]
    assert answer.err[0].startswith("row 2, ")


def test_an_empty_file_of_applications_is_refused_in_words(exposure, one_line, applications):
    answer = exposure("score", one_line, "--as-of", DAY, "--applications", applications())
    assert answer.status == 1
    assert answer.err
    assert answer.err[0]


def test_the_explanation_sets_prior_evidence_and_own_files_side_by_side(exposure, one_line, applications):
    exposure("import", one_line)
    exposure("import", applications(PENDING, APPROVED), "--applications")
    told = exposure("explain", "0042", "--as-of", DAY).out
    assert "with the company's own 2 files (1 approved, 1 pending)" in told
    assert "File of 2025-10-01" in told
    assert "promise of 45 working days, due 2025-12-03, overdue by 62" in told
    assert "of files are expected to be undecided after as long" in told
    assert "Chinese public holidays are not taken out" in told
