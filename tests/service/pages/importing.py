"""What tests of the import page share: files, and sending them as a browser does."""

import io
import re

from tests.service.api.home import HEADER

LINE = "new-1,New Motors,ev_bev_pmsm_avg,DEU,1000,50000000"
FAULTY = "new-2,Faulty Motors,ev_bev_pmsm_avgg,Germny,-5,50000000"
OWN_HEADER = "Supplier ID,Supplier,Product,Import country,Units,Sales (USD),Buyer"
OWN_LINE = f"{LINE},Ms Example"


def file_of(*rows, header=HEADER):
    return "\n".join([header, *rows, ""]).encode()


def send(client, content, filename="lines.csv", portfolio="own", **fields):
    """Posts the form; answers the response."""
    data = {"portfolio": portfolio, "file": (io.BytesIO(content), filename), **fields}
    return client.post("/import", data=data, content_type="multipart/form-data")


def previewed(client, content, **fields):
    """The address of the preview of a file."""
    answer = send(client, content, **fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
    return answer.location


def decide(client, address, action, **fields):
    """Posts what to do with a previewed file; answers the response."""
    return client.post(address, data={"action": action, **fields})


def text_of(answer):
    """The words of a page, without marks."""
    text = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(text.replace("&#39;", "'").replace("&#34;", '"').replace("\N{NO-BREAK SPACE}", " ").split())
