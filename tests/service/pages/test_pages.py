"""Pages without a browser: how they are built, and what they say, in every state they can be in."""

from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from service.runs.signals import SignalBook
from tests.service.api.conftest import client_of
from tests.service.api.home import LATER, SIGNS, TAGS, UNICODE, UNSCORED
from tests.service.pages.words_of import words_of

VOID = {"meta", "link", "input", "br", "img", "hr"}
SVG_LEAF = {"rect", "line", "path"}
DEMONSTRATION = "no assessment of the company named"


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    return answer.get_data(as_text=True)


def company(client, company_id):
    return page(client, f"/companies/{quote(company_id, safe='')}")


class Structure(HTMLParser):
    """Checks that tags nest, and collects what accessibility rests on."""

    def __init__(self, text):
        super().__init__()
        self.open, self.headings, self.tables, self.ids, self.labels, self.fields = [], [], [], [], set(), []
        self.feed(text)
        assert self.open == []
        assert set(self.fields) <= self.labels

    @property
    def own_fields(self):
        """Fields of the page itself, without those every page ends with."""
        return [field for field in self.fields if not field.startswith("display-")]

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.labels.add(given["for"])
        if tag in ("input", "select") and given.get("type") != "hidden":
            self.fields.append(given["id"])
        if tag in ("h1", "h2", "h3"):
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables.append({"caption": False, "scoped": True})
        if tag == "caption":
            self.tables[-1]["caption"] = True
        if tag == "th" and "scope" not in given:
            self.tables[-1]["scoped"] = False
        if tag not in VOID | SVG_LEAF:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in SVG_LEAF:
            assert self.open.pop() == tag


PATHS = [
    "/",
    "/?q=nobody",
    "/?band=high&sort=company_name",
    "/?band=high&band=none&element=Dy&q=a&company_id=tesla",
    "/compare",
    "/compare?company_id=tesla",
    f"/compare?company_id=tesla&company_id=byd&company_id={UNSCORED}&company_id={quote(TAGS, safe='')}",
    "/companies/tesla",
    "/companies/tesla/levers",
    f"/companies/{UNSCORED}",
    f"/companies/{UNSCORED}/levers",
    f"/companies/{quote(TAGS, safe='')}",
    "/docs",
]


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_well_built(client, path):
    built = Structure(page(client, path))
    assert built.headings[0] == 1
    assert built.headings.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in zip(built.headings, built.headings[1:], strict=False))
    assert all(table["caption"] and table["scoped"] for table in built.tables)
    assert len(built.ids) == len(set(built.ids))


@pytest.mark.parametrize("path", ["/?band=x", "/?foo=1", "/?limit=0", "/?element=Xx", "/?cursor=x"])
def test_a_wrong_filter_is_told_on_a_page(client, path):
    assert "The request is not valid" in page(client, path, 400)


def test_demonstration_data_is_marked_on_every_page_that_shows_it(client):
    assert DEMONSTRATION in page(client, "/")
    assert DEMONSTRATION in company(client, "tesla")
    assert DEMONSTRATION not in company(client, "0042")


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("portfolio=odd", False),
        ("portfolio=odd&portfolio=demo", True),
        ("portfolio=demo", True),
        ("q=tesla", True),
        ("q=0042", False),
        ("q=tesla&portfolio=odd", False),
    ],
)
def test_the_list_is_called_a_demonstration_where_it_lists_one(client, query, marked):
    assert (DEMONSTRATION in page(client, f"/?{query}")) is marked


@pytest.mark.parametrize("company_id", ["0042", UNICODE, SIGNS, TAGS, UNSCORED])
def test_ids_with_odd_characters_lead_from_the_list_to_their_page(client, company_id):
    link = f'href="/companies/{quote(company_id, safe="")}"'
    listed = page(client, "/?portfolio=odd").replace("&amp;", "&")
    found = [part.split('"')[0] for part in listed.split('href="')[1:] if part.startswith("/companies/")]
    assert any(client.get(path).status_code == 200 and company_id in _id_of(path) for path in found), link


def _id_of(path):
    from urllib.parse import unquote

    return unquote(path.removeprefix("/companies/"))


def test_names_are_text_and_never_markup(client):
    text = company(client, TAGS)
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_company_page_says_all_that_qualifies_the_score(client):
    text = company(client, "tesla")
    for words in (
        "Higher is riskier",
        "Expected annual loss, USD",
        "Revenue at risk, USD",
        "Lost days a year",
        "Interval, 5 to 95 %",
        "Data grade",
        "less than a quarter of the loss rests on",
        "Newest evidence on licences",
        "past its newest evidence",
        "Defaults used",
        "stock days: 21",
        "MOFCOM and customs Announcement No. 18 of 2025",
        "HTS 8505.11.00",
        "Product lines",
    ):
        assert words in text, words
    run = client.get("/v1/companies/tesla/score").get_json()
    assert run["run_id"] in text
    assert run["tables_version"] in text


@pytest.mark.parametrize("table", ["duties", "prices", "origins", "licences"])
def test_every_kind_of_figure_says_when_it_was_checked_against_its_source(client, table):
    figures = company(client, "tesla").split(f'aria-labelledby="{table}"')[1].split("</table>")[0]
    assert "checked <time" in figures


def test_origins_say_of_which_year_they_are(client):
    assert "data of 20" in company(client, "tesla").split('aria-labelledby="origins"')[1].split("</table>")[0]


def test_the_title_says_who_and_how_much(client):
    score = client.get("/v1/companies/tesla/score").get_json()
    assert f"<title>Tesla, Inc.: {score['score']:.1f}, {score['band']} " in company(client, "tesla")


def test_a_company_that_cannot_be_scored_says_why(client):
    text = company(client, UNSCORED)
    told = words_of(client.get(f"/companies/{UNSCORED}"))
    assert "no score revenue is given as 0, and a loss is measured against revenue" in told
    assert "nothing to split" in told
    assert "annual_revenue_usd" not in told
    assert "can be scored, half is needed" not in told
    assert "Higher is riskier" not in text.split('class="headline"')[1].split("</section>")[0]
    assert "Higher is riskier" in company(client, "tesla").split('class="headline"')[1].split("</section>")[0]
    kept = client.get(f"/companies/{UNSCORED}.json").get_json()["tables"]
    assert "annual_revenue_usd is zero" in kept["company"][0]["reason"]
    assert "annual_revenue_usd is zero" in kept["lines"][0]["reason"]


def test_a_company_with_nothing_at_stake_says_so(client):
    assert "Nothing is at stake" in company(client, TAGS)


def test_an_unknown_company_is_met_with_the_nearest(client):
    text = page(client, "/companies/tesle", 404)
    assert "No such company" in text
    assert '<a href="/companies/tesla">tesla</a>' in text


def test_a_disputed_act_is_shown_as_disputed(scored_home, monkeypatch):
    """No company of the demonstration meets the disputed act, so its status is put on another."""
    whole = SignalBook.of_company

    def disputed(book, detail):
        found = whole(book, detail)
        words = "disputed: the text ends it on 2026-11-10; another says 2027-01-10"
        return found | {"regimes": [{**row, "status": "disputed", "status_words": words} for row in found["regimes"]]}

    monkeypatch.setattr(SignalBook, "of_company", disputed)
    text = company(client_of(scored_home), "tesla")
    assert "<strong>Disputed.</strong> MOFCOM and customs Announcement No. 18 of 2025 is disputed: the text" in text
    assert '<span class="tag disputed">disputed</span>' in text
    assert "The act is disputed: the text ends it on 2026-11-10; another says 2027-01-10" in text


def test_links_to_the_data_work(client):
    text = company(client, UNICODE).replace("&amp;", "&")
    found = [part.split('"')[0] for part in text.split('href="')[1:]]
    links = [link for link in found if link.startswith("/v1/") or link.partition("?")[0].endswith((".csv", ".json"))]
    assert sum(link.startswith("/v1/") for link in links) == 12
    assert len(set(links)) > 24
    assert all(client.get(link).status_code == 200 for link in links)


def test_the_scores_are_of_the_day_the_footer_says(client):
    assert f'Scores of <time datetime="{LATER}">{LATER}</time>' in page(client, "/")


def test_without_applications_the_page_says_so_and_shows_no_clock(client):
    text = company(client, "tesla")
    assert "No licence applications of the company are on record" in text
    assert 'id="clock"' not in text
    assert "All together, as scored" in text


@pytest.mark.parametrize("path", ["/companies/tesla", "/measures"])
def test_a_day_that_has_not_come_is_said_to_lie_ahead(client, path):
    for ahead in ("2026-11-24", "2031-01-01"):
        told = words_of(client.get(f"{path}?as_of={ahead}"))
        assert f"{ahead} has not come yet. What stands here rests on law and evidence known today, {LATER};" in told
        assert f"with what was known at {ahead}" not in told.split("Scores of")[0]
    told = words_of(client.get(f"{path}?as_of=2031-01-01&known_at=2026-06-01"))
    assert "law and evidence known at 2026-06-01;" in told
    for here in (str(LATER), "2026-03-02"):
        assert "has not come yet" not in page(client, f"{path}?as_of={here}")
