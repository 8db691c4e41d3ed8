"""Which known id somebody may have meant."""

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process, utils

from service.portfolio.country_names import ALPHA_3_OF_ALPHA_2, OTHER_NAMES

MOST_SUGGESTED = 3
LONGEST_COMPARED = 80
CLOSE_ENOUGH = 60.0
"""Similarity in per cent from which an id is worth suggesting."""
CLOSE_COUNTRY = 75.0
"""Many countries share words, such as island and republic."""
CLOSE_TO_BEST = 10.0
"""Points by which a suggestion may fall behind the best one."""


class Search:
    """Looks for what was meant. After `most` searches it gives up: a file that wrong is not mended by suggestions."""

    def __init__(self, most: int = 2_000) -> None:
        self._left = most

    def id(self, value: str, names: Mapping[str, str]) -> tuple[str, ...]:
        """The ids whose id or name is closest to `value`, best first; none where nothing is close."""
        if not self._may_search():
            return ()
        by_id = _scores(value, {key: key.replace("_", " ") for key in names}, CLOSE_ENOUGH)
        by_name = _scores(value, names, CLOSE_ENOUGH)
        return _best({key: max(by_id.get(key, 0.0), by_name.get(key, 0.0)) for key in {*by_id, *by_name}})

    def country(self, value: str, countries: Mapping[str, str]) -> tuple[str, ...]:
        """The codes meant by a two-letter code, another spelling or a name in words, best first."""
        plain = value.strip().replace(".", "").replace("'", "")
        code = ALPHA_3_OF_ALPHA_2.get(plain.upper()) or OTHER_NAMES.get(plain.lower()) or plain.upper()
        if code in countries:
            return (code,)
        # Every three letters are close to some code; only names can be compared letter by letter.
        return _best(_scores(plain, countries, CLOSE_COUNTRY)) if len(plain) > 3 and self._may_search() else ()

    def _may_search(self) -> bool:
        self._left -= 1
        return self._left >= 0


def nearest_word(value: str, words: Iterable[str]) -> tuple[str, ...]:
    """The words closest to `value`, best first; none where nothing is close."""
    return _best(_scores(value, {word: word.replace("_", " ") for word in words}, CLOSE_ENOUGH))


def _scores(value: str, names: Mapping[str, str], least: float) -> dict[str, float]:
    wanted = value[:LONGEST_COMPARED].replace("_", " ")
    found = process.extract(
        wanted,
        dict(names),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=MOST_SUGGESTED,
        score_cutoff=least,
    )
    return {key: score for _, score, key in found}


def _best(scores: Mapping[str, float]) -> tuple[str, ...]:
    least = max(scores.values(), default=0.0) - CLOSE_TO_BEST
    ranked = sorted(scores, key=lambda key: (-scores[key], key))
    return tuple(key for key in ranked if scores[key] >= least)[:MOST_SUGGESTED]
