"""Requests as JSON on the standard input, answers as JSON on the standard output; sent by the package `requests`."""
import json
import os
import sys

sys.path.remove(os.path.dirname(os.path.abspath(__file__)))  # this file has the package's name

import requests  # noqa: E402
from requests.adapters import HTTPAdapter  # noqa: E402
from urllib3.util import Retry  # noqa: E402


def send(one):
    session = requests.Session()
    session.trust_env = False
    if one.get("retry"):
        again = Retry(total=3, status_forcelist=[500, 502, 503, 504], allowed_methods=None, raise_on_status=False)
        session.mount("http://", HTTPAdapter(max_retries=again))
    answer = session.request(one["method"], one["url"], headers=one["headers"], data=one.get("body"))
    return {"status": answer.status_code, "body": answer.text}


json.dump([send(one) for one in json.load(sys.stdin)], sys.stdout)
