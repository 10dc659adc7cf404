from __future__ import annotations

import pytest

from praktik.people.devices import device

MOZILLA = "Mozilla/5.0"
LIKE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {LIKE} Chrome/131 Safari/537.36 Edg/131", "Edge, Windows"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {LIKE} Chrome/131.0.0.0 Safari/537.36", "Chrome, Windows"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Windows"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15", "Safari, Mac"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile Safari/604.1", "Safari, iPhone"),
        (f"{MOZILLA} (Linux; Android 10; K) {LIKE} SamsungBrowser/27.0 Chrome/125 Mobile Safari/537.36",
         "Samsung Internet, Android"),
        (f"{MOZILLA} (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Linux"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("x" * 200, "x" * 60),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_in_a_few_words(user_agent, words):
    assert device(user_agent) == words
