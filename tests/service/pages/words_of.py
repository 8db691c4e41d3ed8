"""What a page says, as one line of words."""

import html
import re


def words_of(answer):
    """The text of an answer without its tags and runs of blanks."""
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    plain = re.sub(r"</?(?:strong|time|data|code|a)\b[^>]*>", "", text)
    return " ".join(html.unescape(re.sub(r"<[a-z/!][^>]*>", " ", plain)).split())
