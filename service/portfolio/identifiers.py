"""LEI and ISIN: common spellings are evened out, wrong check digits are a fault."""

import re

from service.portfolio.faults import Problem, shown

_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_ISIN = re.compile(r"[A-Z]{2}[0-9A-Z]{9}[0-9]")


def plain_identifier(text: str) -> str:
    """The identifier in capitals, without the blanks and dashes people group it with."""
    return re.sub(r"[\s-]", "", text).upper()


def lei_problem(text: str) -> Problem | None:
    """What is wrong with a legal entity identifier (ISO 17442: 20 characters, remainder 1 of 97), or none."""
    lei = plain_identifier(text)
    if not _LEI.fullmatch(lei):
        return Problem(
            "lei",
            f"{shown(text)} is not an LEI",
            "give 18 letters or digits and 2 check digits, or leave the cell empty",
        )
    return None if _digits(lei) % 97 == 1 else _wrong_check_digits("lei", text)


def isin_problem(text: str) -> Problem | None:
    """What is wrong with a securities identifier (ISO 6166: country, 9 characters, check digit), or none."""
    isin = plain_identifier(text)
    if not _ISIN.fullmatch(isin):
        return Problem(
            "isin",
            f"{shown(text)} is not an ISIN",
            "give a country code, 9 letters or digits and a check digit, or leave the cell empty",
        )
    digits = [int(digit) for digit in reversed(str(_digits(isin)))]
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits)]
    return None if sum(doubled) % 10 == 0 else _wrong_check_digits("isin", text)


def _digits(identifier: str) -> int:
    return int("".join(str(int(character, 36)) for character in identifier))


def _wrong_check_digits(code: str, text: str) -> Problem:
    return Problem(
        code,
        f"{shown(text)} has wrong check digits",
        f"compare it with the {code.upper()} on record: a character is mistyped or lost",
    )
