"""Sets of words as bits of whole numbers, so that the sets of many lines are joined by one operation."""

import polars as pl

from scoring.collecting import collected

BITS = 62
"""Words in one column of bits."""


def word_bits(texts: pl.Series) -> pl.DataFrame:
    """Per text, words joined by `;`: the bits of its words, in as many columns as it takes; see `words_of`."""
    words = words_of(texts)
    numbers = pl.LazyFrame({"word": words}, schema={"word": pl.String}).with_row_index("number")
    said = pl.LazyFrame({"text": texts.unique()}).with_columns(word=pl.col("text").str.split(";")).explode("word")
    found = said.join(numbers, on="word", how="inner", validate="m:1")
    columns = range(max(1, -(-len(words) // BITS)))
    bit = pl.lit(2, pl.Int64).pow(pl.col("number") % BITS)
    sets = found.group_by("text").agg(
        bit.filter(pl.col("number") // BITS == column).sum().cast(pl.Int64).alias(f"words_{column}")
        for column in columns
    )
    rows = pl.LazyFrame({"text": texts}).join(sets, on="text", how="left", validate="m:1", maintain_order="left")
    return collected(rows.drop("text").fill_null(0))


def words_of(texts: pl.Series) -> list[str]:
    """All words of texts joined by `;`, sorted."""
    return sorted({word for text in texts.unique() for word in text.split(";") if word})


def joined_words(sets: pl.LazyFrame, words: list[str], into: str) -> pl.LazyFrame:
    """The distinct sets of bits with their words joined by `;` in a column of that name; no words, empty text."""
    said = [
        pl.when((pl.col(f"words_{number // BITS}") & 2 ** (number % BITS)) != 0).then(pl.lit(word))
        for number, word in enumerate(words)
    ]
    text = pl.concat_str(said, separator=";", ignore_nulls=True) if said else pl.lit("")
    return sets.unique().with_columns(text.alias(into))
